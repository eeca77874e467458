"""Tasks cost few statements: to complete one, and to list many, on both databases."""

from __future__ import annotations

from contextlib import closing
from typing import Any

import pytest

from runtime.cli.tasks import listed
from runtime.engine.run import queries, user_tasks
from runtime.kernel.actors import Actor
from tests.statements import Counted, counting
from tests.story import PARCEL, SUPERVISOR, WAREHOUSE, Shop, an_order

MOST_STATEMENTS = 12


def complete(shop: Shop, name: str, role: str, answer: dict[str, Any]) -> Counted:
    """Complete the task of a new order and return what it cost."""
    number = shop.takes(total="9000.00" if role == "supervisor" else "9.00")
    task = shop.task(name, number)
    actor = Actor(name, name, frozenset({role}))
    with closing(shop.runtime()) as runtime:
        with runtime.database.reading() as read:
            row = user_tasks.get(read, task)
            runtime.engine.definitions.get(read, row.definition_id)
            runtime.engine.packers.get(read, row.definition_id)
            runtime.engine.parameters.values_at(read, runtime.clock.now(), -1)
        with counting(runtime.database) as counted:
            runtime.attempt(
                actor,
                lambda work: user_tasks.complete(work, runtime.engine, task, answer),
            )
    return counted


def show_queue(shop: Shop, count: int) -> Counted:
    """Show the queue of the warehouse with so many tasks; return what it cost."""
    shop.tells(*(an_order() for _ in range(count)))
    with closing(shop.runtime()) as runtime, runtime.database.reading() as read:
        first = queries.list_queue(read, ["warehouse"], 1)
        listed(runtime, read, first)  # the process definition is loaded once
        with counting(runtime.database) as counted:
            rows = queries.list_queue(read, ["warehouse"], 50)
            assert len(listed(runtime, read, rows)) == count
    return counted


@pytest.mark.parametrize(
    ("name", "role", "answer"),
    [
        (WAREHOUSE, "warehouse", PARCEL),
        (SUPERVISOR, "supervisor", {"decision": "approve"}),
    ],
    ids=["last-step", "step-between"],
)
def test_completing_a_task_takes_at_most_twelve_statements(
    any_shop: Shop, name: str, role: str, answer: dict[str, Any]
):
    counted = complete(any_shop, name, role, answer)

    assert counted.total <= MOST_STATEMENTS, "\n".join(counted.statements)


def test_completing_a_task_commits_once(any_shop: Shop):
    counted = complete(any_shop, WAREHOUSE, "warehouse", PARCEL)

    assert counted.commits == 1


def test_a_queue_of_many_tasks_is_shown_with_two_statements(any_shop: Shop):
    counted = show_queue(any_shop, 12)

    assert counted.total == 2, "\n".join(counted.statements)
