"""Who loses a race is told so, on both databases: then the work can be done again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import text

from runtime.kernel import bulk
from runtime.kernel.actors import SYSTEM
from runtime.kernel.clock import SystemClock
from runtime.kernel.db import Base, Database
from runtime.kernel.errors import Conflict
from runtime.kernel.ids import Counter
from runtime.kernel.work import LOST_RACE, Work, open_work

ADD = text("UPDATE counter SET last = last + 1 WHERE name = :name")


@contextmanager
def opened(url: str) -> Iterator[Database]:
    """Open a database with two counters."""
    database = Database(url)
    with database.transaction() as connection:
        Base.metadata.create_all(connection)
        connection.execute(text("INSERT INTO counter VALUES ('a', 1), ('b', 1)"))
    yield database
    database.close()


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    with opened(database_url) as database:
        yield database


def outcome(database: Database, run: Callable[[Work], Any]) -> str:
    """Do ``run`` in a unit of work; return what became of it."""
    try:
        with open_work(database, SYSTEM, SystemClock()) as work:
            run(work)
    except Conflict as lost:
        return lost.code
    return "done"


def crossed(database: Database, both: Barrier) -> Callable[[str, str], str]:
    """Return work on two rows that waits for the other one between them."""

    def crossing(first: str, then: str) -> str:
        def run(work: Work) -> None:
            work.session.execute(ADD, {"name": first})
            both.wait(timeout=30)
            work.session.execute(ADD, {"name": then})

        return outcome(database, run)

    return crossing


def test_a_key_that_somebody_took_first_is_a_lost_race(database: Database):
    taken = outcome(database, lambda work: bulk.insert(work, Counter, [("a", 7)]))

    assert taken == LOST_RACE


def test_a_lost_race_leaves_nothing_behind(database: Database):
    rows = [("c", 7), ("a", 7)]
    outcome(database, lambda work: bulk.insert(work, Counter, rows))

    with database.reading() as read:
        names = read.execute(text("SELECT name FROM counter ORDER BY 1")).scalars()
        assert list(names) == ["a", "b"]


@pytest.mark.postgres
@pytest.mark.slow
def test_of_two_who_wait_for_each_other_one_is_told_that_it_lost(postgres_url: str):
    both = Barrier(2)
    with opened(postgres_url) as database, ThreadPoolExecutor(2) as pool:
        crossing = crossed(database, both)
        ends = sorted(pool.map(crossing, "ab", "ba"))

    assert ends == ["done", LOST_RACE]
