"""The inbox reads its pages from the index, sorted as they stand, on both databases."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import Connection, event

from runtime.cli.bench.measurements.inbox import fill
from runtime.engine.run import inbox, queries
from runtime.engine.run.queries import Cursor
from tests.story import EVERYBODY, Shop, an_order

ROLES = ("cs", "sales", "warehouse")
NOON = datetime(2026, 11, 11, 12, tzinfo=UTC)
DUE = inbox.Due(NOON, 7)
AFTER = Cursor(1, datetime(2026, 11, 11, tzinfo=UTC), 7)
Page = Callable[[Connection], Any]
PAGES: dict[str, tuple[Page, str, int]] = {
    "one-queue": (
        lambda read: queries.list_queue(read, ["cs"], 50),
        "ix_user_task_queue",
        1,
    ),
    "three-queues": (
        lambda read: queries.list_queue(read, ROLES, 50),
        "ix_user_task_queue",
        3,
    ),
    "next-of-one-queue": (
        lambda read: queries.list_queue(read, ["cs"], 50, AFTER),
        "ix_user_task_queue",
        1,
    ),
    "next-of-three-queues": (
        lambda read: queries.list_queue(read, ROLES, 50, AFTER),
        "ix_user_task_queue",
        3,
    ),
    "mine": (
        lambda read: queries.list_mine(read, "刘洋", 50),
        "ix_user_task_mine",
        1,
    ),
    "next-of-mine": (
        lambda read: queries.list_mine(read, "刘洋", 50, AFTER),
        "ix_user_task_mine",
        1,
    ),
}
TASKS = 5_000  # enough for a planner to think of a page as little


def plan(shop: Shop, page: Page) -> list[str]:
    """Return how the database of ``shop`` would find a page."""
    said: list[tuple[Any, ...]] = []
    with closing(shop.runtime()) as runtime, runtime.database.reading() as read:
        fill(runtime, TASKS)
        event.listen(read, "before_cursor_execute", lambda *args: said.append(args))
        page(read)
        statement, values = said[0][2:4]
        is_sqlite = runtime.database.is_sqlite
        explain = "EXPLAIN QUERY PLAN" if is_sqlite else "EXPLAIN"
        rows = read.exec_driver_sql(f"{explain} {statement}", values).all()
    return [str(row[-1]) for row in rows]


def sorting(steps: Sequence[str]) -> list[str]:
    """Return the steps of a plan that sort, or read a whole table."""
    costly = ("TEMP B-TREE", "Sort  (", "Seq Scan", "SCAN user_task")
    return [step for step in steps if any(word in step for word in costly)]


@pytest.mark.parametrize(("page", "index", "arms"), PAGES.values(), ids=PAGES)
def test_a_page_is_read_from_its_index(
    any_shop: Shop, page: Page, index: str, arms: int
):
    steps = plan(any_shop, page)

    assert sum(index in step for step in steps) == arms, "\n".join(steps)


@pytest.mark.parametrize("page", [one[0] for one in PAGES.values()], ids=PAGES)
def test_a_page_is_not_sorted_again(any_shop: Shop, page: Page):
    steps = plan(any_shop, page)

    assert sorting(steps) == [], "\n".join(steps)


@pytest.mark.parametrize(
    ("page", "arms"),
    [
        (lambda read: inbox.list_overdue(read, ["cs"], NOON, 50), 1),
        (lambda read: inbox.list_overdue(read, ROLES, NOON, 50), 3),
        (lambda read: inbox.list_overdue(read, ROLES, NOON, 50, DUE), 3),
        (lambda read: inbox.count(read, "刘洋", ROLES, NOON, 100), 3),
    ],
)
def test_what_is_overdue_is_read_from_its_index(shop: Shop, page: Page, arms: int):
    steps = plan(shop, page)

    assert sum("ix_user_task_due" in step for step in steps) == arms, "\n".join(steps)


def test_pages_of_several_queues_follow_one_another_without_gap(any_shop: Shop):
    any_shop.tells(*orders_of_every_queue())
    with closing(any_shop.runtime()) as runtime, runtime.database.reading() as read:
        whole = queries.list_queue(read, ROLES, 50)
        first = queries.list_queue(read, ROLES, 3)
        last = first[-1]
        after = Cursor(last.priority, last.created_at, last.id)
        second = queries.list_queue(read, ROLES, 50, after)

    assert [row.id for row in first + second] == [row.id for row in whole]


def test_pages_of_what_is_overdue_follow_one_another_without_gap(any_shop: Shop):
    any_shop.tells(*orders_of_every_queue())
    later = datetime(2126, 11, 11, tzinfo=UTC)
    with closing(any_shop.runtime()) as runtime, runtime.database.reading() as read:
        whole = inbox.list_overdue(read, ROLES, later, 50)
        first = inbox.list_overdue(read, ROLES, later, 3)
        after = inbox.Due(first[-1].due_at, first[-1].id)
        second = inbox.list_overdue(read, ROLES, later, 50, after)
        piles = inbox.count(read, "刘洋", ROLES, later, 100)

    assert [row.id for row in first + second] == [row.id for row in whole]
    assert (piles.mine, piles.overdue) == (0, len(whole))


def test_several_queues_are_one_list_most_urgent_first(any_shop: Shop):
    any_shop.tells(*orders_of_every_queue())

    shown = any_shop.does("task", "list", "--as", EVERYBODY)["items"]

    assert [one["priority"] for one in shown] == [0, 0, 0, 2, 2, 2]


def orders_of_every_queue() -> list[dict[str, Any]]:
    """Return orders that wait for the warehouse, for sales and for a hold."""
    kinds: list[dict[str, Any]] = [
        {},
        {"customer": {"name": "周雨", "credit": "bad"}},
        {"ship_to": {"street": "幸福小区", "building": ""}},
    ]
    return [an_order(tags=tags, **kind) for tags in ([], ["当日达"]) for kind in kinds]
