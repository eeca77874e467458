"""定期作业: a slot has one owner on both databases, however many ask at once."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from runtime.jobs.periodic import once
from runtime.kernel.actors import SYSTEM
from runtime.kernel.clock import SystemClock
from runtime.kernel.db import Database
from runtime.kernel.work import open_work
from runtime.migrations import schema


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    database = Database(database_url)
    schema.upgrade(database)
    yield database
    database.close()


def takes(database: Database, slot: str) -> bool:
    with open_work(database, SYSTEM, SystemClock()) as work:
        return once(work, "brief", slot)


def test_a_slot_is_taken_once(database: Database) -> None:
    taken = [takes(database, "2026-11-11"), takes(database, "2026-11-11")]
    assert taken == [True, False]


def test_of_many_workers_exactly_one_takes_a_slot(database: Database) -> None:
    won: list[bool] = []
    workers = [
        threading.Thread(target=lambda: won.append(takes(database, "2026-11-11")))
        for _ in range(8)
    ]
    [worker.start() for worker in workers]
    [worker.join() for worker in workers]
    assert sorted(won) == [False] * 7 + [True]
