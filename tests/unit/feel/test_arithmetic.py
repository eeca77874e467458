"""The operators: decimals against Python's, dates over leap days and clock changes."""

from datetime import timedelta
from decimal import Context, Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runtime.feel.arithmetic import add, divide, multiply, negate, power, subtract
from runtime.feel.frame import OPERATION_FAULTS, FeelError
from runtime.feel.values import YearMonth
from tests.unit.feel.framed import at, reckon

REFERENCE = Context(prec=34)
NUMBERS = st.decimals(
    min_value=-(10**18), max_value=10**18, allow_nan=False, allow_infinity=False
)


@settings(deadline=None)
@given(NUMBERS, NUMBERS)
def test_sums_are_those_of_34_digit_decimals(left, right):
    assert reckon(add, left, right) == REFERENCE.add(left, right)


@settings(deadline=None)
@given(NUMBERS, NUMBERS)
def test_differences_are_those_of_34_digit_decimals(left, right):
    assert reckon(subtract, left, right) == REFERENCE.subtract(left, right)


@settings(deadline=None)
@given(NUMBERS, NUMBERS)
def test_products_are_those_of_34_digit_decimals(left, right):
    assert reckon(multiply, left, right) == REFERENCE.multiply(left, right)


@settings(deadline=None)
@given(NUMBERS, NUMBERS.filter(bool))
def test_quotients_are_those_of_34_digit_decimals(left, right):
    assert reckon(divide, left, right) == REFERENCE.divide(left, right)


@pytest.mark.parametrize(
    ("base", "exponent", "value"),
    [("2", "10", "1024"), ("2", "-1", "0.5"), ("9", "0.5", "3"), ("-2", "3", "-8")],
)
def test_powers_are_exact_where_they_can_be(base, exponent, value):
    assert reckon(power, Decimal(base), Decimal(exponent)) == Decimal(value)


def test_a_tenth_and_two_tenths_are_three_tenths():
    assert reckon(add, Decimal("0.1"), Decimal("0.2")) == Decimal("0.3")


@pytest.mark.parametrize(
    ("left", "operation", "right", "value"),
    [
        ("a", add, "b", "ab"),
        (at("P1D"), add, at("PT2H"), at("P1DT2H")),
        (at("P1Y"), add, at("P2M"), at("P1Y2M")),
        (at("P1Y"), subtract, at("P2M"), at("P10M")),
        (at("P1D"), subtract, at("PT36H"), at("-PT12H")),
        (at("PT1H"), multiply, Decimal("1.5"), at("PT1H30M")),
        (Decimal(2), multiply, at("P5M"), at("P10M")),
        (at("P1M"), multiply, Decimal("2.9"), at("P2M")),
        (at("PT3H"), divide, Decimal(2), at("PT1H30M")),
        (at("P5M"), divide, Decimal(2), at("P2M")),
        (at("P1D"), divide, at("PT6H"), Decimal(4)),
        (at("P1Y"), divide, at("P5M"), Decimal("2.4")),
    ],
)
def test_texts_and_durations_are_reckoned(left, operation, right, value):
    assert reckon(operation, left, right) == value


@pytest.mark.parametrize(
    ("left", "operation", "right", "value"),
    [
        ("2024-01-31", add, "P1M", "2024-02-29"),
        ("2026-01-31", add, "P1M", "2026-02-28"),
        ("2024-02-29", add, "P1Y", "2025-02-28"),
        ("2024-02-28", add, "P1D", "2024-02-29"),
        ("2026-02-28", add, "P1D", "2026-03-01"),
        ("2024-03-31", subtract, "P1M", "2024-02-29"),
        ("1900-02-28", add, "P1D", "1900-03-01"),
        ("2026-12-31", add, "P2M", "2027-02-28"),
        ("2026-11-21", add, "PT25H", "2026-11-22"),
        ("2026-11-21T23:00:00Z", add, "PT2H", "2026-11-22T01:00:00Z"),
        ("P1D", add, "2026-11-21", "2026-11-22"),
        ("23:30:00", add, "PT1H", "00:30:00"),
        ("00:30:00+08:00", subtract, "PT1H", "23:30:00+08:00"),
        ("2026-03-01", subtract, "2026-02-01", "P28D"),
        ("2024-03-01", subtract, "2024-02-01", "P29D"),
        ("2026-11-21T10:00:00+08:00", subtract, "2026-11-21T01:00:00Z", "PT1H"),
        ("2026-11-21T06:00:00Z", subtract, "2026-11-21", "PT6H"),
        ("10:00:00+08:00", subtract, "01:00:00Z", "PT1H"),
    ],
)
def test_the_calendar_is_reckoned_right(left, operation, right, value):
    assert reckon(operation, at(left), at(right)) == at(value)


@pytest.mark.parametrize(
    ("start", "duration", "end"),
    [
        # 2026-03-29 in Berlin has no 02:00 to 03:00.
        ("2026-03-29T01:30:00@Europe/Berlin", "PT1H", "2026-03-29T01:30:00Z"),
        ("2026-03-28T12:00:00@Europe/Berlin", "P1D", "2026-03-29T11:00:00Z"),
        # 2026-10-25 in Berlin has 02:00 to 03:00 twice.
        ("2026-10-25T01:30:00@Europe/Berlin", "PT1H", "2026-10-25T00:30:00Z"),
        ("2026-10-25T01:30:00@Europe/Berlin", "PT2H", "2026-10-25T01:30:00Z"),
        ("2026-10-25T01:30:00@Europe/Berlin", "PT3H", "2026-10-25T02:30:00Z"),
        ("2026-10-25T03:30:00@Europe/Berlin", "-PT2H", "2026-10-25T00:30:00Z"),
    ],
)
def test_elapsed_time_goes_straight_through_a_clock_change(start, duration, end):
    later = reckon(add, at(start), at(duration))

    assert reckon(subtract, later, at(end)) == timedelta(0)


def test_an_hour_added_before_the_gap_shows_the_time_after_it():
    later = reckon(add, at("2026-03-29T01:30:00@Europe/Berlin"), at("PT1H"))

    assert (later.hour, later.minute) == (3, 30)


def test_the_night_of_a_clock_change_is_an_hour_longer():
    night = reckon(
        subtract,
        at("2026-10-25T08:00:00@Europe/Berlin"),
        at("2026-10-24T20:00:00@Europe/Berlin"),
    )

    assert night == timedelta(hours=13)


@pytest.mark.parametrize(
    ("operation", "left", "right"),
    [
        (add, Decimal(1), "1"),
        (add, None, Decimal(1)),
        (add, True, True),
        (add, at("2026-11-21"), at("2026-11-22")),
        (add, at("08:00:00"), YearMonth(1)),
        (add, at("999999999-12-31"), at("P1D")),
        (add, at("999999999-12-31"), at("P1M")),
        (subtract, "b", "a"),
        (subtract, at("08:00:00"), at("08:00:00Z")),
        (subtract, at("2026-11-21T08:00:00"), at("2026-11-21T08:00:00Z")),
        (subtract, at("2026-11-21"), at("08:00:00")),
        (multiply, "a", Decimal(3)),
        (multiply, at("P1D"), at("P1D")),
        (multiply, Decimal("9e6144"), Decimal(10)),
        (multiply, at("P1D"), Decimal("1e30")),
        (multiply, at("P1M"), Decimal("1e30")),
        (divide, Decimal(1), Decimal(0)),
        (divide, at("P1D"), at("PT0S")),
        (divide, at("P1Y"), at("P0Y")),
        (divide, Decimal(1), at("P1D")),
        (power, Decimal(2), Decimal(100_001)),
        (power, Decimal(10), Decimal(90_000)),
        (power, Decimal(-1), Decimal("0.5")),
        (power, "2", Decimal(2)),
    ],
)
def test_what_has_no_result_is_a_fault_that_becomes_null(operation, left, right):
    with pytest.raises(OPERATION_FAULTS):
        reckon(operation, left, right)


def test_joined_text_is_capped():
    with pytest.raises(FeelError, match="200000"):
        reckon(add, "x" * 150_000, "y" * 50_001)


@pytest.mark.parametrize(
    ("value", "negative"),
    [
        (Decimal(5), Decimal(-5)),
        (at("P1D"), at("-P1D")),
        (at("P1Y"), at("-P1Y")),
    ],
)
def test_numbers_and_durations_are_negated(value, negative):
    assert negate(value) == negative


def test_a_text_cannot_be_negated():
    with pytest.raises(FeelError, match="string"):
        negate("a")
