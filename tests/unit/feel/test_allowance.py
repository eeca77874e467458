"""Steps in slices, and the clock that is read between two of them."""

from itertools import count

import pytest

from runtime import feel
from runtime.feel.frame import DEADLINE, SLICE, Allowance, Exhausted, Frame, tick
from tests.unit.feel.framed import inside

LOOP = "count(for i in 1..{} return i)"


class Timer:
    """Counts how often it is read; each reading is so many seconds later."""

    def __init__(self, each: float) -> None:
        self.read, self._each = 0, each

    def __call__(self) -> float:
        self.read += 1
        return self.read * self._each


def evaluated(text: str, frame: Frame):
    return feel.compile_expression(text).evaluate({}, frame)


def test_the_budget_is_handed_out_in_slices():
    frame = Frame(budget=2_500)

    assert (frame.budget, frame.allowance.steps) == (SLICE, 2_500)


@pytest.mark.parametrize("steps", [0, 1, 999, 1_000, 1_001, 2_499, 2_500])
def test_what_is_taken_is_gone_from_the_whole(steps):
    frame = Frame(budget=2_500)

    inside(frame, tick, steps)

    assert frame.allowance.steps == 2_500 - steps


def test_one_step_more_than_the_budget_is_refused():
    with pytest.raises(Exhausted) as stopped:
        inside(Frame(budget=2_500), tick, 2_501)

    assert stopped.value.code == "feel-budget-spent"


def test_a_spent_budget_stays_spent():
    frame = Frame(budget=10)
    with pytest.raises(Exhausted):
        inside(frame, tick, 11)

    with pytest.raises(Exhausted):
        inside(frame, tick, 1)


def test_the_clock_is_read_once_a_slice():
    timer = Timer(0)

    evaluated(LOOP.format(10 * SLICE), Frame(timer=timer))

    assert timer.read in (9, 10, 11)


def test_a_short_evaluation_reads_no_clock():
    timer = Timer(0)

    evaluated(LOOP.format(100), Frame(timer=timer))

    assert timer.read == 0


def test_an_evaluation_that_takes_too_long_is_stopped():
    with pytest.raises(Exhausted) as stopped:
        evaluated(LOOP.format(90_000), Frame(timer=Timer(DEADLINE / 10)))

    assert stopped.value.code == "feel-deadline"


def test_all_evaluations_of_a_frame_share_its_seconds():
    frame = Frame(timer=Timer(DEADLINE / 10))
    evaluated(LOOP.format(4 * SLICE), frame)

    with pytest.raises(Exhausted) as stopped:
        evaluated(LOOP.format(9 * SLICE), frame)

    assert stopped.value.code == "feel-deadline"


def test_what_lies_between_two_evaluations_is_not_counted():
    jumps = count(0, DEADLINE * 9)
    readings = (each for jump in jumps for each in (jump, jump))
    frame = Frame(timer=lambda: next(readings))

    for_each_slice = LOOP.format(SLICE - 100)
    answers = [evaluated(for_each_slice, frame) for _ in range(5)]

    assert len(answers) == 5


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_deadline_says_what_to_do(language):
    with pytest.raises(Exhausted) as stopped:
        evaluated(LOOP.format(90_000), Frame(timer=Timer(DEADLINE)))

    assert str(int(DEADLINE)) in stopped.value.say(language)


def test_what_was_left_before_can_be_set_again():
    frame = Frame(budget=5_000)
    before = frame.allowance
    evaluated(LOOP.format(1_500), frame)

    frame.allowance = before

    assert frame.allowance == Allowance(5_000, DEADLINE)


def test_a_long_turn_costs_more_than_a_short_one():
    short, long = Frame(), Frame()

    evaluated("count(for i in 1..100 return i + i)", short)
    evaluated(f"count(for i in 1..100 return {'+'.join('i' * 150)})", long)

    assert long.allowance.steps < short.allowance.steps - 700


def test_a_wide_pattern_costs_more_than_a_narrow_one():
    narrow, wide = Frame(), Frame()

    text = '{t: string join(for i in 1..50 return "ab"), r: matches(t, "%s")}.r'
    evaluated(text % "b+c", narrow)
    evaluated(text % "(a|b)*a(a|b){500}c", wide)

    assert wide.allowance.steps < narrow.allowance.steps - 500


def test_a_number_of_thousands_of_digits_is_none():
    frame = Frame()

    found = feel.compile_expression("x + 1").evaluate({"x": 10**7_000}, frame)

    assert (found, frame.warnings[0].code) == (None, "feel-number-too-large")
