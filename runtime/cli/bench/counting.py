"""What is said to the databases of this process, counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, event
from sqlalchemy.engine.events import ConnectionEvents

STATEMENTS, COMMITS = "statements", "commits"


@contextmanager
def counted() -> Iterator[Counter[str]]:
    """Count statements (BEGIN is one) and commits of every engine meanwhile."""
    counter: Counter[str] = Counter()
    ended = ConnectionEvents.commit.__name__

    def statement(*_: Any) -> None:
        counter[STATEMENTS] += 1

    def committed(_: Any) -> None:
        counter[COMMITS] += 1

    event.listen(Engine, "before_cursor_execute", statement)
    event.listen(Engine, ended, committed)
    try:
        yield counter
    finally:
        event.remove(Engine, "before_cursor_execute", statement)
        event.remove(Engine, ended, committed)
