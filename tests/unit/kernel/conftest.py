"""A small world for the kernel: a database with its tables, a clock, a trail."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from runtime.kernel.actors import Actor
from runtime.kernel.anchors import Anchors
from runtime.kernel.audit import Trail
from runtime.kernel.clock import FixedClock
from runtime.kernel.db import Base, Database
from runtime.kernel.facts import Listeners
from runtime.kernel.keys import Keys
from runtime.kernel.work import Work, open_work

LIN = Actor("lin", "林")
OpenWork = Callable[[], AbstractContextManager[Work]]


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """Give a database with all mapped tables, on SQLite and on PostgreSQL."""
    yield from _opened(database_url)


@pytest.fixture
def sqlite(tmp_path: Path) -> Iterator[Database]:
    """Give a database with all mapped tables, on SQLite alone."""
    yield from _opened(f"sqlite:///{tmp_path / 'spillway.db'}")


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(datetime(2026, 11, 11, 1, 2, 3, 456789, tzinfo=UTC))


@pytest.fixture
def listeners() -> Listeners:
    return Listeners()


@pytest.fixture
def work(database: Database, clock: FixedClock, listeners: Listeners) -> OpenWork:
    """Give the way to open a unit of work of Lin's."""
    return lambda: open_work(database, LIN, clock, listeners)


@pytest.fixture
def trail(tmp_path: Path) -> Trail:
    return Trail(Keys(b"a key"), Anchors(tmp_path / "anchors"))


def _opened(url: str) -> Iterator[Database]:
    database = Database(url)
    Base.metadata.create_all(database.engine)
    yield database
    database.close()
