"""Dates, times and durations that Python has no type for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runtime import feel
from runtime.feel.calendar import (
    DAY,
    YEARS,
    FarDate,
    FarMoment,
    FineTime,
    LongDuration,
    at_instant,
    day_at,
    duration_of_nanos,
    nanos_of,
    ordinal,
    since,
)
from runtime.feel.temporal import parse_date, parse_literal

FIRST, LAST = (ordinal(parse_date(f"{sign}{YEARS}-06-15")) for sign in ("-", ""))


def _value(text):
    return feel.compile_expression(text).evaluate({})


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ('@"9999-12-31" + @"P1D"', "10000-01-01"),
        ('@"10000-01-01" - @"P1D"', "9999-12-31"),
        ('@"0001-01-01" - @"P1D"', "0000-12-31"),
        ('@"0000-03-01" - @"P1D"', "0000-02-29"),
        ('@"-0001-03-01" - @"P1D"', "-0001-02-28"),
        ('@"2020-02-29" + @"P7980Y"', "10000-02-29"),
        ('@"9999-12-31T23:59:59Z" + @"PT1S"', "10000-01-01T00:00:00Z"),
        ('@"10000-01-01T00:00:00+02:00" - @"PT1H"', "9999-12-31T23:00:00+02:00"),
        ('@"08:00:00" + @"PT0.000000001S"', "08:00:00.000000001"),
        ('@"08:00:00.000000001" - @"PT0.000000001S"', "08:00:00"),
        ('@"-44-03-15" = null', "true"),
        ('@"PT1S" / 3', "PT0.333333333S"),
        ('@"P999999999D" * 2', "P1999999998D"),
        ('@"P1999999998D" / 2', "P999999999D"),
        ('@"10000-01-01" - @"0000-01-01"', "P3652425D"),
        ('@"10000-01-01" > @"9999-12-31"', "true"),
        ('@"10000-01-01" = @"9999-12-31"', "false"),
        ('@"10000-01-01T01:00:00+01:00" = @"10000-01-01T00:00:00Z"', "true"),
        ('@"10000-01-01T00:30:00+01:00" = @"9999-12-31T23:30:00Z"', "true"),
        ('@"08:00:00.000000001" > @"08:00:00"', "true"),
        ('@"PT0.000000001S" > @"PT0S"', "true"),
        ('@"10000-01-01".weekday', "6"),
        ('@"10000-01-01T00:00:00".year', "10000"),
        ('@"-0044-03-15".year', "-44"),
        ('week of year(@"10000-01-01")', "52"),
        ('day of week(@"-0044-03-15")', "Thursday"),
        ('day of year(@"-0044-12-31")', "366"),
        ('min(@"10000-01-01", @"2026-01-01")', "2026-01-01"),
        ('@"10000-01-01" in [@"2026-01-01"..@"20000-01-01"]', "true"),
        (
            'for d in @"9999-12-31"..@"10000-01-01" return d',
            "[9999-12-31, 10000-01-01]",
        ),
        ('string(@"P1999999998DT1H".days)', "1999999998"),
        ('@"12026-07-01T12:00:00@Europe/Berlin".time offset', "PT2H"),
        ('@"-12026-07-01T12:00:00Z".time offset', "PT0S"),
        ('date and time(@"10000-01-01", @"08:00:00Z")', "10000-01-01T08:00:00Z"),
        ('years and months duration(@"9999-12-31", @"10001-01-30")', "P1Y"),
    ],
)
def test_no_year_and_no_fraction_is_out_of_reach(text, written):
    assert feel.value_text(_value(f"string({text})")) == written


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        ("12026-11-21", FarDate),
        ("-0001-11-21", FarDate),
        ("12026-11-21T08:30:00", FarMoment),
        ("2026-11-21T08:30:00.000000001", FarMoment),
        ("08:30:00.000000001", FineTime),
        ("P1000000000D", LongDuration),
        ("PT0.000000001S", LongDuration),
    ],
)
def test_what_python_cannot_hold_has_one_form(written, kind):
    assert type(parse_literal(written)) is kind


@pytest.mark.parametrize("year", ["1000000000", "-1000000000"])
def test_years_of_ten_digits_are_no_years(year):
    assert _value(f'date("{year}-01-01")') is None


@given(st.integers(min_value=FIRST, max_value=LAST))
def test_every_day_has_its_number(number):
    assert ordinal(day_at(number)) == number


@given(st.integers(min_value=FIRST + 146_097, max_value=LAST))
def test_the_calendar_repeats_after_four_hundred_years(number):
    first, later = day_at(number - 146_097), day_at(number)

    assert (first.year + 400, first.month, first.day) == (
        later.year,
        later.month,
        later.day,
    )


@given(st.integers(min_value=-(10**30), max_value=10**30))
def test_a_duration_keeps_every_nanosecond(nanos):
    assert nanos_of(duration_of_nanos(nanos)) == nanos


@given(st.integers(min_value=FIRST * DAY, max_value=LAST * DAY))
def test_a_moment_keeps_every_nanosecond_in_every_zone(nanos):
    zone = parse_literal("08:00:00@Asia/Shanghai").tzinfo

    assert since(at_instant(nanos, zone)) == nanos
