"""On a slow line a page is there before its scripts: what is typed then counts, too."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from runtime.designer.drafts.naming import Name
from tests.browser.conftest import Look
from tests.browser.drawing import Bench, bench, place_of
from tests.browser.test_photos_and_scans import photo, task
from tests.browser.test_simulating import author, begins, draft
from tests.browser.test_slow_answers import EDITORS, SHIP, TYPING, saved

__all__ = ["author", "bench", "draft", "photo", "task"]
SCRIPTS = "**/static/*.js*"
OWN = Name("mapping", "own")
ORDERS = "order_no,placed_at\nC-1,2026-11-11T10:00:00+08:00\n"


class Line:
    """A line on which scripts come late."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.held: list[Route] = []
        self.slows()

    def slows(self) -> None:
        """Keep from now on what is asked of scripts."""
        self.page.route(SCRIPTS, self._hold)

    def _hold(self, route: Route) -> None:
        self.held.append(route)

    def opens(self, place: str) -> Page:
        """Open a page; its scripts stay on the line."""
        self.page.goto(place, wait_until="commit")
        return self.page

    def heals(self) -> None:
        """Let the scripts arrive, and all that follows."""
        self.page.unroute(SCRIPTS)
        for route in self.held:
            route.fallback()
        self.page.wait_for_load_state()


@pytest.fixture
def line(opened: Callable[..., Page]) -> Line:
    """Give a slow line with a page at its end."""
    return Line(opened("/help", Look()))


@pytest.mark.parametrize("name", EDITORS)
def test_what_is_typed_into_an_editor_is_saved(bench: Bench, line: Line, name: Name):
    number = bench.begins(name)
    page = line.opens(place_of(number, name))
    page.locator(EDITORS[name]).first.fill("4321")
    line.heals()
    saved(page)

    assert "4321" in bench.reads(number, name)


@pytest.mark.parametrize("name", EDITORS)
def test_an_editor_that_is_looked_at_saves_nothing(
    bench: Bench, line: Line, name: Name
):
    number = bench.begins(name)
    page = line.opens(place_of(number, name))
    sent: list[str] = []
    page.on("request", lambda one: sent.append(one.method))
    line.heals()
    page.wait_for_timeout(TYPING)

    assert "POST" not in sent


def test_the_kind_of_a_field_shows_what_belongs_to_it(bench: Bench, line: Line):
    page = line.opens(place_of(bench.begins(SHIP), SHIP))
    page.locator("#c-1 summary").first.click()
    page.locator("[id='1.kind']").select_option("choice")
    line.heals()

    expect(page.locator("[id='1.choices']")).to_be_visible()


def test_a_file_of_orders_is_tried(bench: Bench, line: Line, tmp_path: Path):
    file = tmp_path / "orders.csv"
    file.write_text(ORDERS)
    page = line.opens(place_of(bench.begins(OWN), OWN))
    page.set_input_files("#file", file)
    line.heals()

    expect(page.locator("[data-part=judged]")).to_contain_text("orders.csv")


def test_a_rule_that_is_tried_is_answered(line: Line):
    page = line.opens("/rules")
    page.fill("#expression", "2 * 21")
    line.heals()

    expect(page.locator("#tried .big")).to_have_text("42")


def test_a_photo_is_made_smaller(line: Line, task: str, photo: Path):
    page = line.opens(task)
    page.set_input_files("#f-photos", photo)
    line.heals()
    page.wait_for_selector(".previews img")

    assert page.evaluate("document.querySelector('#f-photos').files[0].size") < 500_000


def test_what_is_typed_while_playing_stands_over_what_was_kept(line: Line, draft: str):
    page = line.page
    page.unroute(SCRIPTS)
    page.goto(f"{draft}/simulate")
    begins(page, total="3800")
    words = page.locator("#stands textarea:visible").first
    words.fill("想一想")
    line.slows()
    page.reload(wait_until="commit")
    words.fill("想好了")
    line.heals()
    page.reload()

    expect(words).to_have_value("想好了")
