"""One actor, one moment, one transaction: it begins late, and holds whole or not."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from sqlalchemy import insert, select

from runtime.kernel.db import table_of
from runtime.kernel.errors import Conflict, Rejected
from runtime.kernel.facts import Fact
from runtime.kernel.ids import Counter
from runtime.kernel.work import LOST_RACE, attempt
from tests.unit.kernel.conftest import LIN

COUNTER = table_of(Counter)


@dataclass(frozen=True, slots=True)
class Counted(Fact):
    """Somebody counted."""

    name: str


def write(work, name="a"):
    work.session.execute(insert(COUNTER).values(name=name, last=1))


def names(database):
    with database.reading() as read:
        return sorted(read.execute(select(COUNTER.c.name)).scalars())


def refuse(work):
    write(work)
    raise Rejected("no")


def refused(work, *actions):
    """Do all of ``actions`` in one unit of work that must be refused."""
    with pytest.raises(Rejected), work() as opened:  # noqa: PT012 - the end counts too
        for action in actions:
            action(opened)


def test_it_has_one_actor_and_one_moment(work, clock):
    with work() as opened:
        assert (opened.actor, opened.now) == (LIN, clock.now())


def test_its_moment_stays_while_the_clock_goes_on(work, clock):
    before = clock.now()
    with work() as opened:
        clock.set(before.replace(hour=5))
        assert opened.now == before


def test_opening_it_begins_no_transaction(work):
    with work() as opened:
        assert not opened.has_begun


def test_reading_begins_no_transaction(work):
    with work() as opened:
        opened.read.execute(select(COUNTER)).all()
        assert not opened.has_begun


def test_somebody_may_write_while_another_reads(work, database):
    with work() as reader:
        reader.read.execute(select(COUNTER)).all()
        with work() as writer:
            write(writer)

    assert names(database) == ["a"]


def test_the_first_use_of_its_session_begins_it(work):
    with work() as opened:
        write(opened)
        assert opened.has_begun


def test_it_reads_what_it_has_written(work):
    with work() as opened:
        write(opened)
        assert opened.read.execute(select(COUNTER.c.name)).scalar_one() == "a"


def test_nobody_sees_what_is_not_committed(work, database):
    with work() as opened:
        write(opened)
        assert names(database) == []


def test_its_end_commits(work, database):
    with work() as opened:
        write(opened)

    assert names(database) == ["a"]


def test_an_error_rolls_everything_back(work, database):
    refused(work, refuse)

    assert names(database) == []


def test_what_waits_for_the_beginning_is_done_first(work):
    done = []
    with work() as opened:
        opened.on_begin(lambda: done.append(opened.has_begun))
        write(opened)

    assert done == [True]


def test_what_waits_for_a_beginning_that_never_comes_is_not_done(work):
    done = []
    with work() as opened:
        opened.on_begin(lambda: done.append("begun"))

    assert done == []


def test_what_waits_for_the_beginning_is_done_at_once_when_it_has_begun(work):
    done = []
    with work() as opened:
        write(opened)
        opened.on_begin(lambda: done.append("at once"))
        assert done == ["at once"]


def test_what_is_refused_at_the_beginning_refuses_all_of_it(work, database):
    def waits(opened):
        opened.on_begin(lambda: refuse(opened))

    refused(work, waits, write)

    assert names(database) == []


def test_what_comes_before_the_commit_is_inside_the_transaction(work, database):
    with work() as opened:
        opened.before_commit(lambda: write(opened, "late"))

    assert names(database) == ["late"]


def test_what_comes_after_the_commit_finds_it_durable(work, database):
    found = []
    with work() as opened:
        opened.after_commit(lambda: found.append(names(database)))
        write(opened)

    assert found == [["a"]]


def test_what_comes_after_the_commit_is_dropped_by_a_rollback(work):
    done = []

    def waits(opened):
        opened.after_commit(lambda: done.append("told"))

    refused(work, waits, refuse)

    assert done == []


def test_a_listener_acts_inside_the_transaction(work, listeners, database):
    listeners.on(Counted, lambda opened, fact: write(opened, fact.name))
    with work() as opened:
        opened.tell(Counted("heard"))

    assert names(database) == ["heard"]


def test_a_listener_that_refuses_refuses_all_of_it(work, listeners, database):
    listeners.on(Counted, lambda opened, fact: refuse(opened))
    refused(work, write, lambda opened: opened.tell(Counted("x")))

    assert names(database) == []


def test_a_key_that_is_taken_is_a_lost_race(work):
    with work() as opened:
        write(opened)
    with pytest.raises(Conflict) as lost, work() as opened:
        write(opened)

    assert lost.value.code == LOST_RACE


@pytest.mark.parametrize(("losses", "tries"), [(0, 1), (1, 2), (2, 3)])
def test_a_lost_race_is_run_again(losses, tries):
    runs = iter([Conflict(LOST_RACE)] * losses + ["won"])
    count = []

    def run():
        count.append(1)
        return raised(next(runs))

    assert (attempt(run), len(count)) == ("won", tries)


def test_a_race_lost_three_times_is_told():
    with pytest.raises(Conflict):
        attempt(lambda: raised(Conflict(LOST_RACE)))


def test_another_conflict_is_not_run_again():
    runs = iter([Conflict("task-withdrawn"), "never"])

    with pytest.raises(Conflict, match="task"):
        attempt(lambda: raised(next(runs)))


def raised(outcome):
    if isinstance(outcome, Exception):
        raise outcome
    return outcome
