"""Editors in Chromium: a draft is opened, drawn upon, and what came of it read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Route

from runtime.cli.demo import shop as demo
from runtime.designer.drafts import drafts, saving
from runtime.designer.drafts.naming import Name
from runtime.identity import people, sessions
from tests.browser.conftest import PATIENCE_MS, Gate, Look
from tests.postgres import required
from web import built
from web.built import State
from web.context import COOKIE

APPROVAL = Name("process", "order_approval")
ROUTES = Name("decisions", "order_routing")
EVERY = (Path(__file__).parent / "every_element.bpmn").read_text()
LOOKING = (Path(__file__).parent / "looking.js").read_text()


def place_of(draft: int, name: Name) -> str:
    """Return where a file of a draft is edited."""
    return f"/designer/drafts/{draft}/{name.kind}/{name.key}"


@dataclass
class Bench:
    """Drafts of the shop that is served, and the pages that change them."""

    gate: Gate
    open_page: Callable[..., Page]

    def begins(self, *names: Name) -> int:
        """Open a draft with published files in it."""
        runtime = self.gate.runtime
        with runtime.database.reading() as read:
            actor = people.actor(read, demo.SUPERVISOR)
        with runtime.work(actor) as work:
            draft = drafts.open_draft(work, runtime.engine.trail, "改一改")
            for name in names:
                saving.take_in(work, runtime.press, draft, name)
        return draft

    def opens(
        self, draft: int, name: Name = APPROVAL, look: Look | None = None
    ) -> Page:
        """Open the editor of a file and wait until it can be used."""
        page = self.open_page(place_of(draft, name), look or Look("zh", width=1440))
        page.locator("#editor[data-ready]").wait_for()
        page.evaluate(LOOKING)
        return page

    def puts(self, draft: int, body: str, name: Name = APPROVAL) -> None:
        """Save a file of a draft as somebody else does, at another desk."""
        runtime = self.gate.runtime
        with runtime.database.reading() as read:
            actor = people.actor(read, "王芳")
            held = drafts.get(read, draft).files.get(name)
        revision = held.revision if held else None
        wanted = saving.Saving(*name, body.encode(), revision)
        with runtime.work(actor) as work:
            saving.save(work, runtime.engine.trail, draft, wanted)

    def reads(self, draft: int, name: Name = APPROVAL) -> str:
        """Return what a draft holds of a file."""
        with self.gate.runtime.database.reading() as read:
            return drafts.get(read, draft).get(name).body.decode()

    def admits(self, page: Page, who: str) -> None:
        """Let somebody else log in at the browser of a page."""
        runtime = self.gate.runtime
        with runtime.database.reading() as read:
            actor = people.actor(read, who)
        with runtime.work(actor) as work:
            held = sessions.open_session(work, runtime.engine.trail)
        cookie = {"name": COOKIE, "value": held, "url": self.gate.address}
        page.context.add_cookies([cookie])

    def copies(self, draft: int) -> int:
        """Return how many texts are kept beside a draft."""
        with self.gate.runtime.database.reading() as read:
            return len(drafts.list_copies(read, draft))


@pytest.fixture
def bench(gate: Gate, opened: Callable[..., Page]) -> Bench:
    """Give drafts and editors; skips where the editors are not built."""
    if built.state() is State.MISSING:
        what = "the editors are not built: pip install -e ."
        if required("browser"):
            pytest.fail(what)
        pytest.skip(what)
    return Bench(gate, opened)


def drawn(page: Page, script: str, *given: Any) -> Any:
    """Ask the drawing: `m` is the modeler, `at` finds an element."""
    known = "const m = spillway.modeler, all = m.get('elementRegistry')"
    known += ", at = (id) => all.get(id);"
    return page.evaluate(f"(given) => {{ {known} return {script}; }}", list(given))


def choose(page: Page, element: str) -> None:
    """Choose an element, so that the panel shows it."""
    drawn(page, "m.get('selection').select(at(given[0]))", element)
    page.locator(".bio-properties-panel-header").wait_for()


def field(page: Page, entry: str) -> Any:
    """Return the control of an entry of the panel."""
    return page.locator(f'[data-entry-id="{entry}"]').locator("input, select, textarea")


def kept(page: Page) -> None:
    """Wait until everything is saved."""
    page.locator('[data-part="kept"][data-state="saved"]').wait_for()


def every(bench: Bench, look: Look | None = None) -> Page:
    """Open a drawing that holds everything that we run."""
    name = Name("process", "every_element")
    draft = bench.begins()
    bench.puts(draft, EVERY, name)
    return bench.opens(draft, name, look)


def fill(page: Page, entry: str, value: str) -> None:
    """Choose or type the value of an entry; it is the first change of the page."""
    control = field(page, entry).first
    group = control.locator("xpath=ancestor::*[@data-group-id][1]")
    if not control.is_visible():
        group.locator(".bio-properties-panel-group-header").click()
    if control.evaluate("one => one.tagName") == "SELECT":
        control.select_option(value)
    else:
        control.fill(value)
        control.blur()
    page.locator('[data-part="undo"]:not(:disabled)').wait_for()


def xml(page: Page) -> str:
    """Return what the drawing would be saved as."""
    return str(drawn(page, "m.saveXML({ format: true }).then((done) => done.xml)"))


@contextmanager
def reopened_early(page: Page, *addresses: str) -> Iterator[None]:
    """Open a page again that is read before, and comes after, a save under way.

    What is saved is what the block changes; ``addresses``: of the save and the page.
    """
    sent: list[Route] = []

    def hold(route: Route) -> None:
        sent.append(route)

    for address in addresses:
        page.route(address, hold)
    yield
    save = arrives(page, sent)
    page.evaluate("setTimeout(() => location.reload())")
    look = arrives(page, sent)
    old = look.fetch()
    save.fulfill(response=save.fetch())
    page.wait_for_timeout(500)  # it hears of its save
    look.fulfill(response=old)
    page.unroute_all()
    page.wait_for_load_state()


def arrives(page: Page, sent: list[Route]) -> Route:
    """Wait until a page has sent something, and take it."""
    for _ in range(PATIENCE_MS // 50):
        if sent:
            return sent.pop()
        page.wait_for_timeout(50)
    pytest.fail("the page sent nothing")
