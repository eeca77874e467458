"""A user task costs few statements and one commit, on both databases."""

from __future__ import annotations

from contextlib import closing
from typing import Any

import pytest

from runtime.engine.run import user_tasks
from runtime.kernel.actors import Actor
from tests.statements import Counted, counting
from tests.story import PARCEL, SUPERVISOR, WAREHOUSE, Shop

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
