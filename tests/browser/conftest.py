"""Chromium in front of the demo's shop: its pages as people see them."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import orjson
import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, expect
from waitress import wasyncore
from waitress.server import create_server

from runtime.bootstrap import Runtime
from runtime.cli.demo import shop as demo
from runtime.engine.run import queries
from runtime.identity import people, sessions
from runtime.kernel.work import Work
from runtime.orders.bypass import operations, policies
from tests.browser import hostile
from tests.browser.places import places
from tests.postgres import required
from tests.served import serving
from tests.story import Shop, copied
from web import create_app
from web.context import COOKIE
from web.language import COOKIE as LANGUAGE_COOKIE

NAMES = ("chromium", "chromium-browser", "google-chrome")
OPEN = ("price_sign_off_code", "coupon_match")  # one by codes, one without
PATIENCE_MS = 15_000  # a busy machine is no failure
expect.set_options(timeout=PATIENCE_MS)
QUIET = (
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


@dataclass
class Look:
    """How somebody looks at a page: in which language, colours and width."""

    language: str = "zh"
    colours: str = "light"
    width: int = 1280
    has_script: bool = True


@dataclass
class Gate:
    """The shop that is served, and where; its pages as long as no test changed it."""

    app: Flask
    shop: Shop
    runtime: Runtime
    address: str
    cookie: str
    places: list[str]


@pytest.fixture(scope="session")
def chromium() -> str:
    """Return where Chromium is; skips, or fails where it is required."""
    given = os.environ.get("CHROMIUM")
    found = given or next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        what = "Chromium: not CHROMIUM, nor chromium on the path"
        if required("browser"):
            pytest.fail(f"required, but not here: {what}")
        pytest.skip(f"skipped: {what}")
    return str(found)


@pytest.fixture(scope="session")
def browser_type_launch_args(
    browser_type_launch_args: dict[str, Any], chromium: str
) -> dict[str, Any]:
    """Start the system's Chromium; it calls nobody on its own."""
    return {
        **browser_type_launch_args,
        "executable_path": chromium,
        "args": list(QUIET),
    }


@pytest.fixture(scope="session")
def gate(
    chromium: str, played: Shop, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Gate]:
    """Serve the demo's shop; its administrator and supervisor in one is logged in.

    Hostile names have come into it, so that every test of every page meets them.
    """
    folder = tmp_path_factory.mktemp("gate")
    shop = copied(played, folder)
    hostile.publish(shop, folder / "drafts")
    hostile.arrive(shop)
    runtime = shop.runtime()
    trail = runtime.engine.trail
    name = demo.SUPERVISOR
    everything = ("admin", *(r for held in demo.PEOPLE.values() for r in held))
    with runtime.work() as work:
        people.change_roles(work, trail, name, everything, frozenset(everything))
    with runtime.database.reading() as read:
        actor = people.actor(read, name)
    with runtime.work(actor) as work:
        held = sessions.open_session(work, trail)
    with runtime.work(actor) as work:
        _open_and_edit(work, runtime)
    app = create_app(runtime)
    server: Any = create_server(app, host="127.0.0.1", port=0, threads=8)
    thread = threading.Thread(target=server.run, name="browser-tier", daemon=True)
    thread.start()
    port = server.socket.getsockname()[1]
    known = places(app, runtime)
    yield Gate(app, shop, runtime, f"http://127.0.0.1:{port}", held, known)
    server.task_dispatcher.shutdown()
    # in its own thread: what is closed under it, it would still ask
    server.trigger.pull_trigger(lambda: wasyncore.close_all(server._map))
    thread.join(10)
    runtime.close()


def _open_and_edit(work: Work, runtime: Runtime) -> None:
    """Open shortcuts, and give the policy of one a newer version with hostile words."""
    until = work.now + timedelta(hours=2)
    for shortcut in OPEN:
        operations.open_(work, runtime.engine, shortcut, until, hostile.NASTY)
    row = policies.current(work.read, OPEN[0])[1]
    body = {**orjson.loads(row.body), "longest": "PT1H"}
    body["text"] = {"zh": hostile.NASTY, "en": hostile.NASTY}
    policies.edit(work, runtime.engine, OPEN[0], policies.Edit(body, hostile.NASTY))


@pytest.fixture(scope="session")
def looker(browser: Browser, gate: Gate) -> Iterator[Callable[..., BrowserContext]]:
    """Give a browser of somebody who looks that way; ``known``: is logged in."""
    contexts = []

    def made(look: Look, *, known: bool = True) -> BrowserContext:
        context = browser.new_context(
            base_url=gate.address,
            locale={"zh": "zh-CN", "en": "en-GB"}[look.language],
            color_scheme=look.colours,
            viewport={"width": look.width, "height": 844},
            java_script_enabled=look.has_script,
            reduced_motion="reduce",
        )
        contexts.append(context)
        cookies = {LANGUAGE_COOKIE: look.language} | (
            {COOKIE: gate.cookie} if known else {}
        )
        context.add_cookies(
            [{"name": n, "value": v, "url": gate.address} for n, v in cookies.items()]
        )
        return context

    yield made
    for context in contexts:
        context.close()


@pytest.fixture(autouse=True)
def left(browser: Browser) -> Iterator[None]:
    """Close what a test opened: a page that is left open goes on asking for news."""
    yield
    for context in browser.contexts:
        context.close()


@pytest.fixture
def opened(looker: Callable[..., BrowserContext]) -> Callable[..., Page]:
    """Open a page as somebody looks at it."""

    def open_page(place: str, look: Look, *, known: bool = True) -> Page:
        page = watched(looker(look, known=known))
        page.goto(place)
        return page

    return open_page


def watched(context: BrowserContext) -> Page:
    """Give a page that keeps in ``faults`` what its console complains of."""
    context.set_default_timeout(PATIENCE_MS)
    page: Any = context.new_page()
    page.faults = []
    page.on("console", lambda said: _note(page, said))
    page.on("pageerror", lambda error: page.faults.append(str(error)))
    page.on("dialog", lambda dialog: _dismiss(page, dialog))
    return page  # type: ignore[no-any-return]  # playwright's own type


def _dismiss(page: Any, dialog: Any) -> None:
    page.faults.append(f"a dialog: {dialog.message}")
    dialog.dismiss()


def _note(page: Any, said: Any) -> None:
    is_fault = said.type == "error" and "status of 40" not in said.text
    if is_fault:
        page.faults.append(said.text)


@dataclass
class House:
    """The demo's shop, served as a customer would, with work to do in it."""

    shop: Shop
    browser: Browser
    address: str

    def stranger(self, **look: Any) -> Page:
        """Give a browser of its own in which nobody has logged in."""
        more = {"locale": "zh-CN", "reduced_motion": "reduce", **look}
        context = self.browser.new_context(base_url=self.address, **more)
        return watched(context)

    def enters(self, name: str, **look: Any) -> Page:
        """Let somebody log in by the page, in a browser of their own."""
        page = self.stranger(**look)
        page.goto("/log-in")
        return self.logs_in(page, name)

    def logs_in(self, page: Page, name: str) -> Page:
        """Type name and password of somebody of the demo into the page for that."""
        page.fill("#name", name)
        page.fill("#password", demo.PASSWORD)
        page.press("#password", "Enter")
        page.locator("#password").wait_for(state="detached")
        return page

    def logs_out_elsewhere(self, name: str) -> None:
        """End every log-in of somebody, as time does."""
        with closing(self.shop.runtime()) as runtime, runtime.work() as work:
            person = people.get(work.read, name).id
            sessions.close_all(work, runtime.engine.trail, person)

    def completions(self, number: str, element: str) -> int:
        """Return how often a step of an order was completed."""
        with (
            closing(self.shop.runtime()) as runtime,
            runtime.database.reading() as read,
        ):
            rows = queries.list_of(read, number)
        return sum(bool(row.ended_by) and row.element == element for row in rows)


@pytest.fixture(scope="session")
def house(
    browser: Browser, played: Shop, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[House]:
    """Serve a copy of the demo's shop in a process of its own."""
    shop = copied(played, tmp_path_factory.mktemp("house"))
    with serving(shop.starts("serve", "--port", "0", "--json")) as served:
        yield House(shop, browser, served.address)
        for context in browser.contexts:
            context.close()
