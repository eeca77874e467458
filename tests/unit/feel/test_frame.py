"""Frames: budget, warnings, decimal context, and calls that nest inside them."""

import threading
from datetime import datetime
from decimal import Decimal, getcontext

import pytest

from runtime.feel.builtins import BUILTINS
from runtime.feel.calls import call as call_value
from runtime.feel.frame import (
    CALL_DEPTH,
    Exhausted,
    FeelError,
    Frame,
    current,
    enter,
    leave,
    number,
    payer,
    tick,
    warn,
)
from runtime.feel.values import Function
from tests.unit.feel.framed import inside, reckon

ONE, TWO, FIVE = map(Decimal, (1, 2, 5))


def test_a_step_is_taken_from_the_frame_that_runs():
    frame = Frame(budget=10)

    inside(frame, tick, 4)

    assert frame.budget == 6


def test_a_spent_budget_stops_the_evaluation():
    with pytest.raises(Exhausted) as stopped:
        inside(Frame(budget=3), tick, 4)

    assert stopped.value.code == "feel-budget-spent"


def test_outside_of_evaluations_nothing_is_charged_nor_warned():
    tick(1_000_000)
    warn("feel-no-clock")

    assert current().warnings == []


def test_leaving_a_frame_restores_frame_and_decimal_context():
    before = (current(), getcontext().prec)

    inside(Frame(), lambda: None)

    assert (current(), getcontext().prec) == before


def test_numbers_have_34_digits_inside_a_frame():
    third = inside(Frame(), lambda: ONE / 3)

    assert len(third.as_tuple().digits) == 34


def test_another_thread_has_its_own_frame():
    seen = []
    before = enter(Frame())
    worker = threading.Thread(target=lambda: seen.append(current()))
    worker.start()
    worker.join()
    inner = current()
    leave(before)

    assert seen[0] is not inner


def test_only_the_first_warnings_are_kept():
    frame = Frame()

    inside(frame, lambda: [warn("feel-no-clock") for _ in range(500)])

    assert len(frame.warnings) == 20


def test_clearing_a_frame_forgets_warnings_but_not_the_budget():
    frame = Frame(budget=10)
    inside(frame, tick, 4)
    frame.warn("feel-no-clock")

    frame.clear()

    assert (frame.warnings, frame.budget) == ([], 6)


def test_a_warning_speaks_both_languages():
    frame = Frame()
    frame.warn("feel-field-not-set", name="amount")

    spoken = [frame.warnings[0].say(language) for language in ("en", "zh")]

    assert ["amount" in each for each in spoken] == [True, True]


def test_outside_an_evaluation_a_fresh_frame_pays():
    assert payer() is not current()


def test_inside_an_evaluation_the_running_frame_pays():
    frame = Frame()

    assert inside(frame, payer) is frame


def test_a_clock_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="zone"):
        Frame(now=datetime(2026, 11, 21))  # noqa: DTZ001 - the fault under test


def test_a_number_literal_is_rounded_to_34_digits():
    assert number("1" * 40) == Decimal("1" * 34 + "000000")


def test_a_number_beyond_the_exponent_has_no_value():
    with pytest.raises(FeelError, match="34 digits"):
        number("1e7000")


DOUBLE = Function((("x", "number"),), lambda scope: scope["x"] * 2, {})


@pytest.mark.parametrize(
    ("arguments", "names", "value"),
    [
        ([TWO], (), Decimal(4)),
        ([TWO], ("x",), Decimal(4)),
        ([[TWO]], (), Decimal(4)),
        (["2"], (), None),
        ([], (), None),
        ([TWO], ("y",), None),
    ],
)
def test_a_function_is_called_with_values_that_fit(arguments, names, value):
    assert reckon(call_value, DOUBLE, arguments, names) == value


def test_a_built_in_can_be_called_as_a_value():
    assert reckon(call_value, BUILTINS["abs"], [-ONE], ("n",)) == ONE


@pytest.mark.parametrize("callee", ["text", None, BUILTINS["abs"]])
def test_what_cannot_be_called_so_is_null_and_warned(callee):
    frame = Frame()

    found = inside(frame, call_value, callee, [ONE, TWO, FIVE])

    assert (found, len(frame.warnings)) == (None, 1)


def test_a_function_that_calls_itself_without_end_is_stopped():
    endless = Function((), lambda _: call_value(endless, []), {})

    with pytest.raises(Exhausted) as stopped:
        reckon(call_value, endless, [])

    assert stopped.value.facts == {"limit": CALL_DEPTH}
