"""定期作业: once a slot, in the transaction of the work itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from runtime.jobs.periodic import Periodic, each_day, is_done, once
from runtime.jobs.port import OpenWork
from runtime.jobs.tables import JobSlot
from runtime.kernel.actors import SYSTEM
from runtime.kernel.clock import FixedClock
from runtime.kernel.db import Base, Database, table_of
from runtime.kernel.work import Work, open_work

SHANGHAI = each_day("Asia/Shanghai")
LATE_EVENING = datetime(2026, 11, 11, 15, 59, tzinfo=UTC)  # 23:59 in Shanghai


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = Database(f"sqlite:///{tmp_path}/jobs.db")
    with database.transaction() as connection:
        Base.metadata.create_all(connection, [table_of(JobSlot)])
    yield database
    database.close()


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(LATE_EVENING)


@pytest.fixture
def opened(database: Database, clock: FixedClock) -> OpenWork:
    return lambda: open_work(database, SYSTEM, clock)


def takes(opened: OpenWork, name: str, slot: str) -> bool:
    with opened() as work:
        return once(work, name, slot)


def counting(into: list[datetime]) -> Callable[[Work], None]:
    return lambda work: into.append(work.now)


def failing(work: Work) -> None:
    raise ZeroDivisionError


def test_a_slot_is_taken_once(opened: OpenWork) -> None:
    assert takes(opened, "brief", "2026-11-11")
    assert not takes(opened, "brief", "2026-11-11")


def test_another_slot_of_the_same_work_is_free(opened: OpenWork) -> None:
    takes(opened, "brief", "2026-11-11")
    assert takes(opened, "brief", "2026-11-12")


def test_other_work_has_its_own_slots(opened: OpenWork) -> None:
    takes(opened, "brief", "2026-11-11")
    assert takes(opened, "anchor", "2026-11-11")


def test_a_slot_comes_back_when_the_work_fails(opened: OpenWork) -> None:
    with pytest.raises(ZeroDivisionError):
        Periodic("brief", SHANGHAI, failing, opened).tick()
    assert takes(opened, "brief", "2026-11-11")


def test_periodic_work_is_done_once_a_day(opened: OpenWork) -> None:
    done: list[datetime] = []
    lane = Periodic("brief", SHANGHAI, counting(done), opened)
    assert [lane.tick(), lane.tick()] == [1, 0]
    assert done == [LATE_EVENING]


def test_a_restarted_worker_does_not_do_it_again(opened: OpenWork) -> None:
    done: list[datetime] = []
    Periodic("brief", SHANGHAI, counting(done), opened).tick()
    Periodic("brief", SHANGHAI, counting(done), opened).tick()
    assert len(done) == 1


def test_the_day_begins_at_midnight_of_the_zone(
    opened: OpenWork, clock: FixedClock
) -> None:
    lane = Periodic("brief", SHANGHAI, counting([]), opened)
    lane.tick()
    clock.advance(timedelta(minutes=1))
    assert lane.tick() == 1


def test_work_that_fails_is_done_at_the_next_tick(opened: OpenWork) -> None:
    tries: list[int] = []

    def fails_first(work: Work) -> None:
        tries.append(1)
        assert len(tries) > 1

    lane = Periodic("brief", SHANGHAI, fails_first, opened)
    with pytest.raises(AssertionError):
        lane.tick()
    assert lane.tick() == 1


def test_what_was_done_can_be_asked(opened: OpenWork) -> None:
    Periodic("brief", SHANGHAI, counting([]), opened).tick()
    with opened() as work:
        assert is_done(work.read, "brief", "2026-11-11")
