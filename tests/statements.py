"""What is said to a database: how much of it, and in which sequence rows are taken."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from sqlalchemy import event

from runtime.kernel import bulk
from runtime.kernel.db import Database

# the lock order of runtime/README.md; what belongs to an instance stands together
ORDER = {
    "instance": 0,
    "user_task": 1,
    "subscription": 1,
    "timer": 1,
    "delivery": 1,
    "incident": 1,
    "orders": 2,
}
_TAKING = re.compile(r"\s*(?:UPDATE|DELETE FROM|SELECT.+FROM) (\w+)", re.DOTALL)


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
def counting(database: Database) -> Iterator[Counted]:
    """Count what goes to a database; rows sent by COPY are a statement, too."""
    counted = Counted()
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


def taken(statements: list[str]) -> list[str]:
    """Return the tables whose rows were taken, in the sequence of the first one."""
    found = []
    for one in statements:
        taking = _TAKING.match(one)
        is_lock = taking is not None and (
            not one.startswith("SELECT") or "FOR UPDATE" in one
        )
        if taking is not None and is_lock and taking[1] in ORDER:
            found.append(taking[1])
    return list(dict.fromkeys(found))


def is_in_order(tables: list[str]) -> bool:
    """Tell whether rows were taken as the lock order says."""
    ranks = [ORDER[table] for table in tables]
    return ranks == sorted(ranks)
