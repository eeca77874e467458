"""Built-ins of conversion, calendar and clock."""

from datetime import timedelta
from decimal import Decimal

import pytest

from runtime.feel.builtins import BUILTINS
from runtime.feel.text import value_text
from tests.unit.feel.framed import at, call, clock, inside, outcome


def n(written):
    return Decimal(written)


@pytest.mark.parametrize(
    ("values", "value"),
    [
        (["1234.56"], "1234.56"),
        (["-1.5e3"], "-1500"),
        ([".5"], "0.5"),
        (["1,234.56", ",", "."], "1234.56"),
        (["1.234,56", ".", ","], "1234.56"),
        (["1 234", " ", None], "1234"),
        (["1,5", None, ","], "1.5"),
        ([n("7.0")], "7.0"),
    ],
)
def test_a_number_is_read_with_its_separators(values, value):
    assert call("number", *values) == n(value)


@pytest.mark.parametrize(
    ("name", "values", "text"),
    [
        ("string", [n("1.10")], "1.1"),
        ("string", [None], None),
        ("string", [[n(1), "a"]], '[1, "a"]'),
        ("date", ["2026-11-21"], "2026-11-21"),
        ("date", [at("2026-11-21T23:00:00Z")], "2026-11-21"),
        ("date", [at("2026-11-21")], "2026-11-21"),
        ("date", [n(2024), n(2), n(29)], "2024-02-29"),
        ("time", ["08:30:00"], "08:30:00"),
        ("time", [at("2026-11-21T08:30:00+08:00")], "08:30:00+08:00"),
        ("time", [at("2026-11-21")], "00:00:00Z"),
        ("time", [n(8), n(30), n("1.5")], "08:30:01.5"),
        ("time", [n(8), n(30), n(0), at("PT8H")], "08:30:00+08:00"),
        ("time", [n(8), n(30), n(0), None], "08:30:00"),
        ("date and time", ["2026-11-21T08:30:00Z"], "2026-11-21T08:30:00Z"),
        ("date and time", ["2026-11-21"], "2026-11-21T00:00:00"),
        ("date and time", [at("2026-11-21")], "2026-11-21T00:00:00"),
        (
            "date and time",
            [at("2026-11-21"), at("08:30:00@Asia/Shanghai")],
            "2026-11-21T08:30:00@Asia/Shanghai",
        ),
        (
            "date and time",
            [at("2026-11-21T10:00:00Z"), at("08:30:00")],
            "2026-11-21T08:30:00",
        ),
        ("duration", ["P1DT2H"], "P1DT2H"),
        ("duration", ["P14M"], "P1Y2M"),
    ],
)
def test_values_are_converted(name, values, text):
    assert value_text(call(name, *values)) == text


@pytest.mark.parametrize(
    ("start", "end", "months"),
    [
        ("2011-12-22", "2013-08-24", "P1Y8M"),
        ("2013-08-24", "2011-12-22", "-P1Y8M"),
        ("2024-01-31", "2024-02-29", "P0M"),
        ("2024-02-29", "2025-02-28", "P11M"),
        ("2026-11-21", "2026-11-21", "P0M"),
        ("2026-01-15", "2026-02-14", "P0M"),
    ],
)
def test_whole_months_are_counted_between_two_days(start, end, months):
    found = call("years and months duration", at(start), at(end))

    assert value_text(found) == months


@pytest.mark.parametrize(
    ("name", "day", "value"),
    [
        ("day of year", "2019-09-17", n(260)),
        ("day of year", "2024-12-31", n(366)),
        ("day of week", "2019-09-17", "Tuesday"),
        ("month of year", "2019-09-17", "September"),
        ("week of year", "2019-09-17", n(38)),
        ("week of year", "2005-01-01", n(53)),
        ("week of year", "2003-12-29", n(1)),
    ],
)
def test_a_day_has_its_place_in_the_calendar(name, day, value):
    assert call(name, at(day)) == value


def test_now_is_the_moment_of_the_run_in_its_zone():
    frame = clock("2026-11-21T16:30:00+00:00", zone="Asia/Shanghai")

    found = inside(frame, BUILTINS["now"].bind(0), [])

    assert value_text(found) == "2026-11-22T00:30:00@Asia/Shanghai"


def test_today_is_the_day_in_the_zone_of_the_run():
    frame = clock("2026-11-21T16:30:00+00:00", zone="Asia/Shanghai")

    assert inside(frame, BUILTINS["today"].bind(0), []) == at("2026-11-22")


@pytest.mark.parametrize("name", ["now", "today"])
def test_a_run_without_a_clock_has_no_now(name):
    found = outcome(name)

    assert (found.value, found.warnings) == (None, ("feel-no-clock",))


@pytest.mark.parametrize(
    ("name", "values", "code"),
    [
        ("number", ["12a"], "feel-not-a-number"),
        ("number", [""], "feel-not-a-number"),
        ("number", ["1,234.56", ",", ","], "feel-separators"),
        ("number", ["1'234", "'", "."], "feel-separators"),
        ("number", ["1e9999"], "feel-number-too-large"),
        ("number", ["NaN"], "feel-not-a-number"),
        ("number", [None], "feel-argument-null"),
        ("string", [BUILTINS["abs"]], "feel-no-text"),
        ("date", ["2026-02-29"], "feel-out-of-range"),
        ("date", ["yesterday"], "feel-not-temporal"),
        ("date", [n(2026), n(2), n(29)], "feel-out-of-range"),
        ("date", [n(2026)], "feel-argument-value"),
        ("date", [None], "feel-argument-null"),
        ("time", ["25:00:00"], "feel-out-of-range"),
        ("time", [n(8), n(61), n(0)], "feel-out-of-range"),
        ("time", [n(8), n(0), n(0), timedelta(hours=20)], "feel-offset"),
        ("date and time", ["2026-11-21T25:00:00"], "feel-out-of-range"),
        ("date and time", ["2026-11-21T08"], "feel-not-temporal"),
        ("date and time", ["2026-11-21", at("08:00:00")], "feel-argument-value"),
        ("duration", ["P1Y1D"], "feel-duration-mixed"),
        ("duration", [n(1)], "feel-argument-value"),
        ("years and months duration", [at("2026-11-21"), None], "feel-argument-null"),
        ("day of year", ["2026-11-21"], "feel-argument-value"),
        ("day of week", [None], "feel-argument-null"),
        ("month of year", [at("08:00:00")], "feel-argument-value"),
        ("week of year", [n(1)], "feel-argument-value"),
    ],
)
def test_what_is_no_date_or_number_is_null_and_says_why(name, values, code):
    found = outcome(name, *values)

    assert (found.value, found.warnings) == (None, (code,))
