"""Rules as a table: rows changed, what is wrong with them, what they do to orders."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Gate, Look, watched
from tests.browser.drawing import ROUTES, Bench, bench, kept, place_of
from tests.browser.test_every_page import broken
from web.context import COOKIE

__all__ = ["bench"]
ENGLISH = re.compile(r"[A-Za-z]{3,}")
# data of the table, and names of types as FEEL has them
RIGHT = re.compile(r"facts\.\w+|param\.\w+|order_\w+|DB\d+|\"\w+\"|JavaScript")
A_PAUSE = 2000  # milliseconds in which all is told of what was typed
STRAIGHT_BELOW, CREDIT = 2, 3  # cells of the fourth row, which goes straight through


@pytest.fixture
def draft(bench: Bench) -> int:
    """Give a draft with the table of routes."""
    return bench.begins(ROUTES)


@pytest.fixture
def page(bench: Bench, draft: int) -> Page:
    """Give the editor of the table, in Chinese."""
    return bench.opens(draft, ROUTES)


def cell(page: Page, row: int, column: int) -> Locator:
    """Return a cell of the table, both counted from one."""
    return page.locator(f".tjs-table tbody tr:nth-child({row}) td").nth(column)


def writes(page: Page, row: int, column: int, text: str) -> None:
    """Write into a cell as somebody types, and leave it."""
    cell(page, row, column).click()
    page.keyboard.press("Control+a")
    page.keyboard.type(text)
    page.locator(".top h1").click()
    kept(page)


def test_the_table_is_shown_first_and_no_drawing_of_one_table(page: Page):
    expect(page.locator(".tjs-table")).to_be_visible()
    expect(page.locator(".view-drd")).to_be_hidden()
    expect(page.locator('[data-part="tabs"]')).to_be_hidden()


def test_a_changed_cell_is_saved_and_all_else_stays(
    bench: Bench, draft: int, page: Page
):
    before = bench.reads(draft, ROUTES)
    writes(page, 4, STRAIGHT_BELOW, "< 3000")
    after = bench.reads(draft, ROUTES)
    texts = re.compile(r"<text>(.*?)</text>|name=\"name:en\" value=\"(.*?)\"")

    assert "&lt; 3000" in after
    assert [one for one in texts.findall(after) if "3000" not in one[0]] == [
        one for one in texts.findall(before) if "straight_below" not in one[0]
    ]


def test_writing_over_what_a_cell_says_is_refused_nothing(page: Page):
    writes(page, 4, STRAIGHT_BELOW, "< 3000")
    writes(page, 4, STRAIGHT_BELOW, "< 4000")

    assert page.faults == []  # type: ignore[attr-defined]  # see watched


def test_a_fault_is_shown_on_its_row_and_in_the_list(page: Page):
    writes(page, 4, STRAIGHT_BELOW, "< <")
    entry = page.locator(".findings-list button", has_text="第 4 行").first
    entry.wait_for()
    sign = "one => getComputedStyle(one, '::after').content"

    assert "✕" in cell(page, 4, 0).evaluate(sign)
    assert "✕" not in cell(page, 3, 0).evaluate(sign)


def test_an_entry_of_the_list_leads_to_its_cell(page: Page):
    writes(page, 4, STRAIGHT_BELOW, "< <")
    page.locator(".findings-list button", has_text="第 4 行").first.click()
    page.keyboard.press("Control+a")
    page.keyboard.type("< 9")
    page.locator(".top h1").click()

    expect(cell(page, 4, STRAIGHT_BELOW)).to_have_text("< 9")


def test_the_orders_that_would_get_another_answer_are_counted_and_listed(page: Page):
    says = page.locator('[data-part="try-says"]')
    expect(says).to_contain_text("其中 0 张")
    writes(page, 4, STRAIGHT_BELOW, "< 1")

    expect(says).not_to_contain_text("其中 0 张")
    expect(page.locator('[data-part="tried"] tr.changed')).not_to_have_count(0)
    expect(page.locator('[data-part="tried"] tr').first).to_contain_text("有变化")


def test_a_table_that_cannot_be_tried_says_why(page: Page):
    writes(page, 4, STRAIGHT_BELOW, "< <")

    expect(page.locator('[data-part="try-says"]')).to_contain_text("暂时不能试算")


def test_a_table_that_cannot_be_tried_without_the_server_says_so(page: Page):
    page.route("**/try", lambda route: route.abort())
    page.locator('[data-part="try"]').click()

    expect(page.locator('[data-part="try-says"]')).to_contain_text("服务器没有回应")


def test_undo_gives_back_the_row_that_was_removed(page: Page):
    rows = page.locator(".tjs-table tbody tr")
    before = rows.count()
    cell(page, 2, 1).click(button="right")
    page.locator(".context-menu-group-entry", has_text="删除这一行").click()
    expect(rows).to_have_count(before - 1)
    page.locator('[data-part="undo"]').click()

    expect(rows).to_have_count(before)


def test_who_saves_later_is_told_and_both_texts_are_kept(
    bench: Bench, draft: int, page: Page
):
    theirs = bench.reads(draft, ROUTES).replace("大额：主管审批", "他的")
    bench.puts(draft, theirs, ROUTES)
    cell(page, 4, 2).click()
    page.keyboard.type("0")
    page.locator('[data-part="bar-clash"]').wait_for()

    expect(page.locator('[data-part="bar-clash"]')).to_contain_text("王芳")
    assert ("他的" in bench.reads(draft, ROUTES), bench.copies(draft)) == (True, 1)


def test_a_log_in_that_ends_while_a_cell_is_written_loses_nothing(
    gate: Gate, bench: Bench, draft: int, page: Page
):
    page.context.clear_cookies(name=COOKIE)
    cell(page, 4, STRAIGHT_BELOW).click()
    page.keyboard.press("Control+a")
    page.keyboard.type("< 1234")
    page.locator('[data-part="bar-expired"]').wait_for()
    cookie = {"name": COOKIE, "value": gate.cookie, "url": gate.address}
    page.context.add_cookies([cookie])
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    kept(page)

    assert "&lt; 1234" in bench.reads(draft, ROUTES)


def test_a_browser_that_is_closed_while_a_cell_is_written_goes_on_where_it_was(
    bench: Bench, draft: int, page: Page
):
    page.route("**/api/v1/drafts/*/files/**", lambda route: route.abort())
    cell(page, 4, STRAIGHT_BELOW).click()
    page.keyboard.press("Control+a")
    page.keyboard.type("< 4321")
    page.locator('[data-part="bar-offline"]').wait_for()
    again = watched(page.context)
    page.close()
    again.goto(place_of(draft, ROUTES))
    kept(again)

    expect(again.locator('[data-part="bar-restored"]')).to_be_visible()
    assert "&lt; 4321" in bench.reads(draft, ROUTES)


def test_what_the_editor_does_not_know_makes_it_read_only(bench: Bench, draft: int):
    odd = "<spiffworkflow:unheardOf>x</spiffworkflow:unheardOf></extensionElements>"
    body = bench.reads(draft, ROUTES).replace("</extensionElements>", odd, 1)
    bench.puts(draft, body, ROUTES)
    page = bench.opens(draft, ROUTES)

    expect(page.locator('[data-part="bar-unknown"]')).to_be_visible()
    assert page.locator(".add-rule, .context-menu").count() == 0


def opens_everything(page: Page) -> list[str]:
    """Open the menus and editors of a row and of the head; return what is read."""
    said: list[str] = []
    for place in (cell(page, 2, 1), cell(page, 2, 4), cell(page, 2, 5)):
        place.click(button="right")
        said += page.evaluate("looking.read()")
        page.keyboard.press("Escape")
    for head in ("th.input-cell", "th.output-cell"):
        page.locator(f".tjs-table {head}").first.dblclick()
        said += page.evaluate("looking.read()")
        page.locator(".top h1").click()
    for column in range(1, 5):
        cell(page, 2, column).click()
        page.locator(".simple-mode-button").first.click()
        said += page.evaluate("looking.read()")
        page.keyboard.press("Escape")
    return said


def test_no_word_is_missing_in_chinese_and_nothing_is_refused(page: Page):
    said = opens_everything(page)
    foreign = {one for one in said if ENGLISH.search(RIGHT.sub("", one))}

    assert (page.evaluate("[...spillway.missing]"), foreign) == ([], set())
    assert page.faults == []  # type: ignore[attr-defined]  # see watched


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_the_mark_of_the_library_is_seen_and_nothing_lies_on_it(
    bench: Bench, draft: int, colours: str
):
    page = bench.opens(draft, ROUTES, Look("zh", colours, 1440))

    assert page.evaluate("looking.mark()")


@pytest.mark.parametrize(("language", "colours"), [("zh", "light"), ("en", "dark")])
def test_everybody_can_read_the_editor(
    bench: Bench, draft: int, language: str, colours: str
):
    page = bench.opens(draft, ROUTES, Look(language, colours, 1440))
    page.locator('[data-part="tried"] tr').first.wait_for()

    assert broken(page) == []
    assert page.faults == []  # type: ignore[attr-defined]  # see watched


def test_who_thinks_while_typing_goes_on_in_the_same_cell(
    bench: Bench, draft: int, page: Page
):
    cell(page, 4, STRAIGHT_BELOW).click()
    page.keyboard.press("Control+a")
    page.keyboard.type("< 30")
    kept(page)  # by then its faults are marked and recent orders tried
    page.wait_for_timeout(A_PAUSE)
    page.keyboard.type("00")
    page.wait_for_timeout(A_PAUSE)
    kept(page)

    expect(cell(page, 4, STRAIGHT_BELOW).locator(".cm-line")).to_have_text("< 3000")
    assert "&lt; 3000" in bench.reads(draft, ROUTES)
