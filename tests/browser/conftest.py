"""Chromium in front of the demo's shop: its pages as people see them."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page
from waitress.server import create_server

from runtime.cli.demo import shop as demo
from runtime.identity import people, sessions
from tests.postgres import required
from tests.story import Shop
from web import create_app
from web.context import COOKIE
from web.language import COOKIE as LANGUAGE_COOKIE

NAMES = ("chromium", "chromium-browser", "google-chrome")
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
    """The shop that is served, and where."""

    app: Flask
    address: str
    cookie: str


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
def gate(chromium: str, played: Shop) -> Iterator[Gate]:
    """Serve the demo's shop; its administrator and supervisor in one is logged in."""
    runtime = played.runtime()
    trail = runtime.engine.trail
    name = demo.SUPERVISOR
    everything = ("admin", *(r for held in demo.PEOPLE.values() for r in held))
    with runtime.work() as work:
        people.change_roles(work, trail, name, everything, frozenset(everything))
    with runtime.database.reading() as read:
        actor = people.actor(read, name)
    with runtime.work(actor) as work:
        held = sessions.open_session(work, trail)
    app = create_app(runtime)
    server: Any = create_server(app, host="127.0.0.1", port=0, threads=8)
    thread = threading.Thread(target=server.run, name="browser-tier", daemon=True)
    thread.start()
    port = server.socket.getsockname()[1]
    yield Gate(app, f"http://127.0.0.1:{port}", held)
    server.task_dispatcher.shutdown()
    server.close()
    thread.join(10)
    runtime.close()


@pytest.fixture
def opened(browser: Browser, gate: Gate) -> Iterator[Callable[..., Page]]:
    """Open a page as somebody looks at it; ``free`` lets a test's own script in."""
    contexts = []

    def open_page(
        place: str, look: Look, *, free: bool = False, known: bool = True
    ) -> Page:
        context = browser.new_context(
            base_url=gate.address,
            locale={"zh": "zh-CN", "en": "en-GB"}[look.language],
            color_scheme=look.colours,
            viewport={"width": look.width, "height": 844},
            java_script_enabled=look.has_script,
            reduced_motion="reduce",
            bypass_csp=free,
        )
        contexts.append(context)
        cookies = {LANGUAGE_COOKIE: look.language} | (
            {COOKIE: gate.cookie} if known else {}
        )
        context.add_cookies(
            [{"name": n, "value": v, "url": gate.address} for n, v in cookies.items()]
        )
        page = context.new_page()
        page.faults = []  # type: ignore[attr-defined]  # what the console complains of
        page.on("console", lambda said: _note(page, said))
        page.on("pageerror", lambda error: page.faults.append(str(error)))
        page.goto(place)
        return page

    yield open_page
    for context in contexts:
        context.close()


def _note(page: Any, said: Any) -> None:
    is_fault = said.type == "error" and "status of 40" not in said.text
    if is_fault:
        page.faults.append(said.text)
