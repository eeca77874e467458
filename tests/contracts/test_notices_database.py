"""Notices, reminders and remarks are the same on both databases."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest

from runtime.bootstrap import Runtime
from runtime.engine.run import inbox, reminders
from runtime.identity import notices, people
from runtime.kernel.errors import Conflict
from runtime.orders.order import comments
from tests.story import CS, SALES, SUPERVISOR, WAREHOUSE, Shop, an_order


@pytest.fixture
def runtime(any_shop: Shop) -> Iterator[Runtime]:
    """Open the shop."""
    found = any_shop.runtime()
    yield found
    found.close()


def does(runtime: Runtime, name: str, act: Callable[..., Any]) -> Any:
    """Let somebody act."""
    with runtime.database.reading() as read:
        actor = people.actor(read, name)
    return runtime.attempt(actor, lambda work: act(work, runtime.engine))


def told(runtime: Runtime, name: str) -> list[str]:
    """Return what kinds of notices somebody has not read."""
    with runtime.database.reading() as read:
        theirs = people.get(read, name).id
        rows = notices.list_page(read, theirs, 50, is_read=False)
    return [row.code for row in rows]


def test_a_step_that_comes_back_is_told_to_who_did_it(any_shop: Shop, runtime: Runtime):
    number = any_shop.takes(total="9000.00")
    any_shop.completes(SUPERVISOR, number, decision="reject", note="太贵")
    any_shop.completes(CS, number, decision="recheck")

    assert told(runtime, SUPERVISOR) == ["notice-returned"]


def test_a_reminder_is_told_once(any_shop: Shop, runtime: Runtime):
    task = any_shop.task(WAREHOUSE, any_shop.takes())
    does(runtime, SALES, lambda work, engine: reminders.remind(work, engine, task))
    with pytest.raises(Conflict) as refused:
        does(runtime, CS, lambda work, engine: reminders.remind(work, engine, task))

    assert refused.value.code == "remind-too-soon"
    assert told(runtime, WAREHOUSE) == ["notice-reminded"]


def test_all_notices_are_read_at_once(any_shop: Shop, runtime: Runtime):
    task = any_shop.task(WAREHOUSE, any_shop.takes())
    does(runtime, SALES, lambda work, engine: reminders.remind(work, engine, task))
    does(runtime, WAREHOUSE, lambda work, engine: notices.mark_all_read(work))

    assert told(runtime, WAREHOUSE) == []


def test_new_tasks_are_counted_by_step(any_shop: Shop, runtime: Runtime):
    any_shop.tells(*(an_order() for _ in range(3)))
    since = runtime.clock.now() - timedelta(hours=1)
    with runtime.database.reading() as read:
        found = inbox.arrived(read, {"warehouse", "cs"}, since, 100)
        capped = inbox.arrived(read, {"warehouse"}, since, 2)

    assert [(row.element, row.number) for row in found] == [("ship", 3)]
    assert [row.number for row in capped] == [2]


def test_a_remark_is_kept_and_never_changed(any_shop: Shop, runtime: Runtime):
    number, words = any_shop.takes(), "𠮷\n<img onerror>"
    does(
        runtime, SALES, lambda work, at: comments.add(work, at, number, words + "\x00")
    )
    with runtime.database.reading() as read:
        kept = comments.list_page(read, number, 10)
        author = people.get(read, SALES).id

    assert [(row.seq, row.actor, row.words) for row in kept] == [(1, author, words)]


@pytest.mark.parametrize(
    "change", ["UPDATE order_comment SET at = 0", "DELETE FROM order_comment"]
)
def test_the_database_refuses_to_change_a_remark(
    any_shop: Shop, runtime: Runtime, change: str
):
    number = any_shop.takes()
    does(runtime, SALES, lambda work, at: comments.add(work, at, number, "一"))

    with pytest.raises(Exception, match="append-only"):
        does(runtime, SALES, lambda work, at: work.session.exec_driver_sql(change))
