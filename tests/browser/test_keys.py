"""The keyboard alone: rows are walked, help is at hand, and no key disturbs typing."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Look

TEAM = "/inbox?tab=team"
ROWS = "[...document.querySelectorAll('.inbox .row')]"
ROW = f"() => {ROWS}.findIndex((e) => e.matches('.here'))"
TICKED = "() => document.querySelectorAll('.inbox .pick :checked').length"
OPEN = "() => document.getElementById('keys').open"


@pytest.fixture
def inbox(opened: Callable[..., Page]) -> Page:
    """Give the inbox of a team with some tasks."""
    return opened(TEAM, Look("en"))


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def test_j_and_k_walk_along_the_rows(inbox: Page):
    press(inbox, "j", "j", "k")

    assert inbox.evaluate(ROW) == 0


def test_x_ticks_the_row(inbox: Page):
    press(inbox, "j", "x")

    assert inbox.evaluate(TICKED) == 1


def test_enter_opens_the_row(inbox: Page):
    press(inbox, "j", "Enter")
    inbox.wait_for_url("**/tasks/*")

    assert "/tasks/" in inbox.url


def test_no_key_acts_while_one_types(inbox: Page):
    press(inbox, "/", "j", "x", "?")

    assert inbox.input_value("#q") == "jx?"
    assert (inbox.evaluate(ROW), inbox.evaluate(OPEN)) == (-1, False)


def test_the_question_mark_shows_the_keys_and_escape_hides_them(inbox: Page):
    press(inbox, "?")
    was_open = inbox.evaluate(OPEN)
    press(inbox, "Escape")

    assert (was_open, inbox.evaluate(OPEN)) == (True, False)


def test_no_row_is_ticked_behind_the_list_of_keys(inbox: Page):
    press(inbox, "?", "j", "x")

    assert (inbox.evaluate(ROW), inbox.evaluate(TICKED)) == (-1, 0)


def test_whoever_switches_the_keys_off_meets_none(opened: Callable[..., Page]):
    page = opened("/help/keys", Look("en"))
    page.click("main button[value=off]")
    page.goto(TEAM)
    press(page, "j", "x", "?")

    assert (page.evaluate(ROW), page.evaluate(OPEN)) == (-1, False)


def test_the_keys_are_explained_without_script(opened: Callable[..., Page]):
    page = opened("/help/keys", Look("en", has_script=False))

    assert "next row" in page.inner_text("main")


def test_the_tour_is_walked_without_script(opened: Callable[..., Page]):
    page = opened("/help/tour", Look("zh", has_script=False))
    page.click("a[rel=next]")

    expect(page.locator("main")).to_contain_text("第 2 步")
