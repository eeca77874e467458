"""Tasks cost few statements: to complete one, and to list many, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any
from unittest.mock import patch

import pytest
from sqlalchemy import event

from runtime.bootstrap import Runtime
from runtime.cli.tasks import listed
from runtime.engine.run import queries, user_tasks
from runtime.kernel import bulk
from runtime.kernel.actors import Actor
from tests.story import PARCEL, SUPERVISOR, WAREHOUSE, Shop, an_order

MOST_STATEMENTS = 12


class Counted:
    """What was said to the database."""

    def __init__(self) -> None:
        self.statements: list[str] = []
        self.begun = 0
        self.commits = 0

    @property
    def total(self) -> int:
        """Return the statements with BEGIN, however the driver sends it."""
        said = sum(not one.startswith("BEGIN") for one in self.statements)
        return said + self.begun


@contextmanager
def counting(runtime: Runtime) -> Iterator[Counted]:
    """Count what goes to a database; rows sent by COPY are a statement, too."""
    counted, database = Counted(), runtime.database
    copy = bulk._copy_in

    def said(*args: Any) -> None:
        counted.statements.append(str(args[2]))

    def begun(connection: Any) -> None:
        # reads commit by themselves: for them SQLAlchemy begins, the database does not
        level = connection.get_execution_options().get("isolation_level")
        counted.begun += level != "AUTOCOMMIT"

    def committed(connection: Any) -> None:
        counted.commits += 1

    def copied(*args: Any) -> None:
        counted.statements.append(args[1])
        copy(*args)

    event.listen(database.engine, "before_cursor_execute", said)
    event.listen(database.engine, "begin", begun)
    event.listen(database.engine, "commit", committed)
    if database.is_sqlite:  # on PostgreSQL both are one engine
        event.listen(database._reader, "before_cursor_execute", said)
    with patch.object(bulk, "_copy_in", copied):
        yield counted


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
        with counting(runtime) as counted:
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
        with counting(runtime) as counted:
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
