"""The debt of an instance: what a run may take, and how it melts."""

from datetime import UTC, datetime, timedelta

import pytest

from runtime.engine.run import allowance
from runtime.engine.run.allowance import A_MINUTE, A_PERSON, FREE, MOST, Debt
from runtime.feel.frame import STEP_BUDGET
from tests.unit.spiff import drawing

NOW = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)
SECOND = int(NOW.timestamp())


@pytest.mark.parametrize(
    ("owed", "given"),
    [
        (0, STEP_BUDGET),
        (MOST - STEP_BUDGET, STEP_BUDGET),
        (MOST - 5_000, FREE + 5_000),
        (MOST, FREE),
        (MOST * 9, FREE),
    ],
)
def test_a_run_may_take_what_the_debt_leaves_and_never_nothing(owed, given):
    assert allowance.steps_for(Debt(owed, SECOND)) == given


@pytest.mark.parametrize(("taken", "owed"), [(0, 7), (FREE, 7), (FREE + 5, 12)])
def test_ordinary_runs_are_free(taken, owed):
    assert allowance.grown(Debt(7, SECOND), taken).steps == owed


@pytest.mark.parametrize("minutes", [0, 1, 3])
def test_a_debt_melts_with_time(minutes):
    debt = Debt(100_000, SECOND)

    left = allowance.melted(debt, NOW + timedelta(minutes=minutes), by_person=False)

    assert left == Debt(100_000 - minutes * A_MINUTE, SECOND + minutes * 60)


def test_a_step_of_a_person_pays_some_of_it():
    left = allowance.melted(Debt(60_000, SECOND), NOW, by_person=True)

    assert left.steps == 60_000 - A_PERSON


def test_a_clock_that_goes_back_pays_nothing():
    left = allowance.melted(Debt(5, SECOND), NOW - timedelta(days=1), by_person=False)

    assert left.steps == 5


def test_a_debt_is_never_negative():
    later = NOW + timedelta(days=400)

    assert allowance.melted(Debt(9, SECOND), later, by_person=False).steps == 0


@pytest.mark.parametrize(
    ("owed", "minutes"), [(MOST, STEP_BUDGET // A_MINUTE), (MOST - STEP_BUDGET + 1, 1)]
)
def test_the_minutes_are_those_until_a_whole_run_is_possible(owed, minutes):
    debt = Debt(owed, SECOND)
    later = NOW + timedelta(minutes=allowance.minutes_to(debt))

    left = allowance.melted(debt, later, by_person=False)

    assert (allowance.minutes_to(debt), allowance.steps_for(left)) == (
        minutes,
        STEP_BUDGET,
    )


LOADED = drawing.model(
    drawing.start(), drawing.user("work"), drawing.end(), flows="s > work, work > e"
)


def test_what_an_instance_owes_is_kept_with_it():
    run = drawing.begin(LOADED)
    run.owed = (5, 9)

    assert drawing.again(run).owed == (5, 9)


def test_an_instance_that_owes_nothing_keeps_nothing_of_it():
    run = drawing.begin(LOADED)
    before = run.freeze()

    run.owed = Debt(0, SECOND)

    assert run.freeze() == before
