"""Built-ins on numbers."""

from decimal import Decimal
from statistics import stdev

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.feel.framed import at, call, outcome


def n(written):
    return Decimal(written)


def numbers(*written):
    return [Decimal(each) for each in written]


@pytest.mark.parametrize(
    ("name", "value", "scale", "rounded"),
    [
        ("floor", "1.5", None, "1"),
        ("floor", "-1.5", None, "-2"),
        ("floor", "-1.56", "1", "-1.6"),
        ("ceiling", "1.5", None, "2"),
        ("ceiling", "-1.5", None, "-1"),
        ("ceiling", "-1.56", "1", "-1.5"),
        ("decimal", "2.345", "2", "2.34"),
        ("decimal", "2.355", "2", "2.36"),
        ("decimal", "125", "-1", "120"),
        ("round up", "5.5", "0", "6"),
        ("round up", "-1.126", "2", "-1.13"),
        ("round down", "5.5", "0", "5"),
        ("round down", "-1.126", "2", "-1.12"),
        ("round half up", "2.345", "2", "2.35"),
        ("round half up", "-5.5", "0", "-6"),
        ("round half down", "2.345", "2", "2.34"),
        ("round half down", "-5.5", "0", "-5"),
        ("decimal", "1e100", "10", "1e100"),
        ("decimal", "0.5", "6176", "0.5"),
        ("floor", "0.5", "-6111", "0"),
    ],
)
def test_each_rounding_goes_its_own_way(name, value, scale, rounded):
    arguments = [n(value)] if scale is None else [n(value), n(scale)]

    assert call(name, *arguments) == n(rounded)


def test_a_rounded_number_has_34_digits_like_any_other():
    found = call("decimal", n("0.3"), n(6000))

    assert len(found.as_tuple().digits) == 34


@pytest.mark.parametrize(
    ("name", "values", "value"),
    [
        ("abs", [n("-1.5")], n("1.5")),
        ("abs", [at("-P1D")], at("P1D")),
        ("abs", [at("-P1Y")], at("P1Y")),
        ("modulo", numbers(12, 5), n(2)),
        ("modulo", numbers(-12, 5), n(3)),
        ("modulo", numbers(12, -5), n(-3)),
        ("modulo", numbers("10.1", "4.5"), n("1.1")),
        ("sqrt", [n(16)], n(4)),
        ("exp", [n(0)], n(1)),
        ("log", [n(1)], n(0)),
        ("odd", [n(5)], True),
        ("odd", [n(-5)], True),
        ("odd", [n("5.5")], False),
        ("even", [n(2)], True),
        ("even", [n("2.5")], False),
        ("even", [n("1e6000")], True),
    ],
)
def test_numbers_are_reckoned(name, values, value):
    assert call(name, *values) == value


@pytest.mark.parametrize(
    ("name", "values", "value"),
    [
        ("min", numbers(3, 1, 2), n(1)),
        ("max", numbers(3, 1, 2), n(3)),
        ("min", ["b", "a"], "a"),
        ("max", [at("2026-01-01"), at("2026-11-21")], at("2026-11-21")),
        ("min", [[]], None),
        ("sum", numbers("0.1", "0.2"), n("0.3")),
        ("sum", [[]], None),
        ("product", numbers(2, 3, 4), n(24)),
        ("product", [[]], None),
        ("mean", numbers(1, 2, 4), n("2.333333333333333333333333333333333")),
        ("mean", [[]], None),
        ("median", numbers(8, 2, 5, 3, 4), n(4)),
        ("median", numbers(6, 1, 2, 3), n("2.5")),
        ("median", [[]], None),
        ("stddev", numbers(2, 4, 7, 5), n("2.081665999466132735282297706979931")),
        ("mode", numbers(6, 3, 9, 6, 6), numbers(6)),
        ("mode", numbers(6, 1, 9, 6, 1), numbers(1, 6)),
        ("mode", [[]], []),
    ],
)
def test_lists_are_reckoned_together(name, values, value):
    assert call(name, *values) == value


@pytest.mark.parametrize("name", ["sum", "min", "max", "mean", "product", "median"])
def test_values_one_by_one_count_as_the_list(name):
    values = numbers(4, 1, 3)

    assert call(name, *values) == call(name, values) == call(name, list=values)


@pytest.mark.parametrize(
    ("name", "values", "code"),
    [
        ("floor", ["1"], "feel-argument-value"),
        ("ceiling", [None], "feel-argument-null"),
        ("decimal", numbers(1, 6177), "feel-scale"),
        ("decimal", numbers(1, -6112), "feel-scale"),
        ("round up", [n(1)], "feel-wrong-arguments"),
        ("round down", [n(1), None], "feel-argument-null"),
        ("round half up", ["1", n(1)], "feel-argument-value"),
        ("round half down", numbers(1, "1e30"), "feel-out-of-range"),
        ("abs", ["x"], "feel-argument-value"),
        ("modulo", numbers(1, 0), "feel-division-by-zero"),
        ("sqrt", [n(-1)], "feel-negative"),
        ("log", [n(0)], "feel-not-positive"),
        ("exp", [n(100_000)], "feel-out-of-range"),
        ("odd", ["1"], "feel-argument-value"),
        ("even", [None], "feel-argument-null"),
        ("min", [n(1), "a"], "feel-no-rank"),
        ("max", [True, False], "feel-no-rank"),
        ("sum", [n(1), "a"], "feel-items"),
        ("sum", [at("P1D"), at("P2D")], "feel-items"),
        ("product", [n(1), None], "feel-items"),
        ("mean", ["a"], "feel-items"),
        ("median", [True], "feel-items"),
        ("stddev", [n(1)], "feel-too-few-numbers"),
        ("mode", ["a"], "feel-items"),
        ("sum", [], "feel-wrong-arguments"),
    ],
)
def test_what_has_no_number_is_null_and_says_why(name, values, code):
    found = outcome(name, *values)

    assert (found.value, found.warnings) == (None, (code,))


MONEY = st.decimals(min_value=-(10**9), max_value=10**9, places=2)


@settings(deadline=None)
@given(st.lists(MONEY, min_size=1, max_size=30))
def test_a_sum_of_money_is_exact(amounts):
    assert call("sum", amounts) == sum(amounts)


@settings(deadline=None)
@given(st.lists(MONEY, min_size=2, max_size=20))
def test_the_standard_deviation_is_that_of_the_statistics_module(amounts):
    assert float(call("stddev", amounts)) == pytest.approx(
        float(stdev(map(float, amounts))), rel=1e-6, abs=1e-6
    )
