"""Trying rules by the keyboard alone: the answer follows what is typed."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Look


@pytest.fixture
def page(opened: Callable[..., Page]) -> Page:
    """Give the page, with the values of an order taken."""
    found = opened("/rules", Look("en"))
    found.locator("#expression").focus()
    found.keyboard.press("Control+A")
    return found


def test_the_answer_follows_what_is_typed(page: Page):
    page.keyboard.type("1 + 41")

    expect(page.locator("#tried .big")).to_have_text("42")


def test_a_fault_is_told_while_typing(page: Page):
    page.keyboard.type("facts.amont < 5")

    expect(page.locator("#tried .findings")).to_contain_text("amount")


def test_a_name_is_put_where_the_cursor_is(page: Page):
    page.keyboard.type("1 < ")
    page.locator('[data-insert="facts.amount"]').focus()
    page.keyboard.press("Enter")

    expect(page.locator("#expression")).to_have_value("1 < facts.amount")
    expect(page.locator("#tried .big")).to_have_text("true")


def test_ctrl_enter_tries_at_once(page: Page):
    page.keyboard.type("2 * 21")
    page.keyboard.press("Control+Enter")

    expect(page.locator("#tried .big")).to_have_text("42")
