"""A page that is open shows what changes, and never takes away what somebody types."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from runtime.cli.demo import shop as demo
from runtime.engine.run import queries, user_tasks
from runtime.identity import people
from runtime.orders.order import comments
from tests.browser.conftest import Gate, Look
from tests.story import Shop

LOOK_AGAIN = "document.dispatchEvent(new Event('visibilitychange'))"


def a_task(shop: Shop) -> Any:
    """Return an unclaimed task of the warehouse."""
    with closing(shop.runtime()) as runtime, runtime.database.reading() as read:
        found = queries.list_queue(read, ["warehouse"], 200)
    return next(row for row in found if row.element == "ship")


def as_another(shop: Shop, act: Callable[..., object]) -> str:
    """Let somebody else of the warehouse act meanwhile; return who it was."""
    with closing(shop.runtime()) as runtime:
        with runtime.database.reading() as read:
            known = people.list_people(read)
            names = [row.name for row, held in known if "warehouse" in held]
            other = people.actor(read, next(n for n in names if n != demo.SUPERVISOR))
        runtime.attempt(other, lambda work: act(work, runtime.engine))
    return other.name


def remark(number: str, words: str) -> Callable[..., object]:
    """Return what adds a remark."""
    return lambda work, engine: comments.add(work, engine, number, words)


@pytest.fixture
def order(gate: Gate) -> str:
    """Give an order of the demo."""
    return str(a_task(gate.shop).business_key)


def test_what_came_is_shown_without_a_reload(
    opened: Callable[..., Page], gate: Gate, order: str
):
    page = opened(f"/orders/{order}", Look())
    as_another(gate.shop, remark(order, "刚刚写的"))
    page.evaluate(LOOK_AGAIN)

    expect(page.locator("#remarks")).to_contain_text("刚刚写的")
    assert page.faults == []


def test_a_page_asks_by_itself_after_a_while(
    opened: Callable[..., Page], gate: Gate, order: str
):
    page = opened("/me", Look())
    page.clock.install()
    page.goto(f"/orders/{order}")
    as_another(gate.shop, remark(order, "过了一会儿"))
    page.clock.fast_forward(21_000)

    expect(page.locator("#remarks")).to_contain_text("过了一会儿")


def test_what_is_typed_stays_and_a_bar_tells_of_news(
    opened: Callable[..., Page], gate: Gate, order: str
):
    page = opened(f"/orders/{order}", Look())
    page.fill("#remark-text", "还没写完")
    as_another(gate.shop, remark(order, "别人写的"))
    page.evaluate(LOOK_AGAIN)

    expect(page.locator("[data-poll-says=new]")).to_be_visible()
    assert page.input_value("#remark-text") == "还没写完"


def test_a_remark_is_added_beside_what_is_typed_in_the_task(
    opened: Callable[..., Page], gate: Gate
):
    task = a_task(gate.shop)
    page = opened(f"/tasks/{task.id}", Look())
    page.fill("#f-tracking_no", "SF12")
    page.fill("#remark-text", "在任务页写的 𠮷")
    page.click(".remarks .button")

    expect(page.locator("#remarks")).to_contain_text("在任务页写的 𠮷")
    assert page.input_value("#f-tracking_no") == "SF12"
    assert page.input_value("#remark-text") == ""


def test_the_second_in_a_task_is_told_and_keeps_what_was_typed(
    opened: Callable[..., Page], gate: Gate
):
    task = a_task(gate.shop)
    page = opened(f"/tasks/{task.id}", Look())
    page.fill("#f-tracking_no", "SF34")
    other = as_another(gate.shop, lambda work, at: user_tasks.claim(work, at, task.id))
    page.evaluate(LOOK_AGAIN)

    expect(page.locator("#task-stands")).to_contain_text(other)
    assert page.input_value("#f-tracking_no") == "SF34"


def test_whoever_is_logged_out_is_told_so(opened: Callable[..., Page], order: str):
    page = opened(f"/orders/{order}", Look())
    page.context.clear_cookies(name="spillway")
    page.evaluate(LOOK_AGAIN)

    expect(page.locator("[data-poll-says=out]")).to_be_visible()
