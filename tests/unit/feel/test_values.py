"""Frames, types, equality, order, text: what every FEEL value obeys."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import reduce

import pytest

from runtime.feel.builtins import BUILTINS
from runtime.feel.comparison import (
    compare,
    contains,
    equal,
    interval,
    matches,
    one_sided,
)
from runtime.feel.frame import (
    Exhausted,
    FeelError,
    Frame,
)
from runtime.feel.properties import get_property
from runtime.feel.text import quoted, unescaped, value_text
from runtime.feel.types import ContextOf, FunctionOf, ListOf, RangeOf, conforms, spell
from runtime.feel.values import Function, Range, YearMonth, type_name
from tests.unit.feel.framed import at, inside, reckon

ONE, TWO, FIVE, TEN = map(Decimal, (1, 2, 5, 10))


@pytest.mark.parametrize(
    ("value", "name"),
    [
        (None, "null"),
        (True, "boolean"),
        (ONE, "number"),
        ("a", "string"),
        (date(2026, 11, 21), "date"),
        (datetime(2026, 11, 21), "date and time"),  # noqa: DTZ001 - local on purpose
        (time(8), "time"),
        (timedelta(1), "days and time duration"),
        (YearMonth(1), "years and months duration"),
        ([], "list"),
        ({}, "context"),
        (Range(ONE, TWO, True, True), "range"),
        (Function((), lambda _: None, {}), "function"),
        (BUILTINS["abs"], "function"),
        (object(), "any"),
    ],
)
def test_every_value_has_the_type_name_of_the_specification(value, name):
    assert type_name(value) == name


@pytest.mark.parametrize(
    ("value", "kind", "fits"),
    [
        (ONE, "number", True),
        (ONE, "any", True),
        (None, "any", False),
        (None, "null", True),
        (None, "number", False),
        ("1", "number", False),
        ([ONE, TWO], ListOf("number"), True),
        ([ONE, "2"], ListOf("number"), False),
        ([ONE, None], ListOf("any"), True),
        (Range(ONE, TWO, True, True), RangeOf("number"), True),
        (Range(ONE, TWO, True, True), RangeOf("string"), False),
        ({"a": ONE, "b": "x"}, ContextOf({"a": "number"}), True),
        ({"b": "x"}, ContextOf({"a": "number"}), False),
        ({"a": None}, ContextOf({"a": "number"}), True),
        (Function((("x", None),), lambda _: None, {}), FunctionOf(("number",)), True),
        (Function((), lambda _: None, {}), FunctionOf(("number",)), False),
        (BUILTINS["abs"], "function", True),
    ],
)
def test_a_value_conforms_to_its_own_types_only(value, kind, fits):
    assert conforms(value, kind) is fits


@pytest.mark.parametrize(
    ("kind", "written"),
    [
        (ListOf("number"), "list<number>"),
        (ListOf("any"), "list"),
        (RangeOf("date"), "range<date>"),
        (ContextOf({}), "context"),
        (FunctionOf(()), "function"),
    ],
)
def test_a_type_is_spelled_as_feel_writes_it(kind, written):
    assert spell(kind) == written


@pytest.mark.parametrize(
    ("left", "right", "truth"),
    [
        (Decimal("1.0"), ONE, True),
        (ONE, "1", None),
        (None, None, True),
        (None, ONE, False),
        (True, False, False),
        ([ONE, TWO], [ONE, TWO], True),
        ([ONE], [ONE, TWO], False),
        ([ONE], ["1"], False),
        ({"a": ONE}, {"a": Decimal("1.00")}, True),
        ({"a": ONE}, {"b": ONE}, False),
        (YearMonth(12), YearMonth(12), True),
        (at("P1D"), at("PT24H"), True),
        (at("08:00:00Z"), at("09:00:00+01:00"), True),
        (at("08:00:00"), at("08:00:00Z"), False),
        (at("2026-11-21T08:00:00Z"), at("2026-11-21T16:00:00@Asia/Shanghai"), True),
        (at("2026-11-21"), at("2026-11-21T00:00:00"), None),
        (interval(ONE, TWO, start_included=True, end_included=False),) * 2 + (True,),
        (BUILTINS["abs"], BUILTINS["abs"], True),
        (BUILTINS["abs"], BUILTINS["max"], None),
    ],
)
def test_equality_is_null_between_types_and_exact_within(left, right, truth):
    assert equal(left, right) is truth


@pytest.mark.parametrize(
    ("left", "sign", "right", "truth"),
    [
        (ONE, "<", TWO, True),
        (TWO, "<=", TWO, True),
        ("b", ">", "a", True),
        (YearMonth(1), ">=", YearMonth(2), False),
        (at("P1D"), "<", at("PT25H"), True),
        (at("2026-11-21"), "<", at("2026-11-22"), True),
        (at("08:00:00+08:00"), "<", at("01:00:00Z"), True),
        (at("08:00:00"), "<", at("09:00:00Z"), True),
        (at("2026-11-21T08:00:00"), "<", at("2026-11-21T09:00:00Z"), True),
        (at("2026-11-21T08:00:00"), "<=", at("2026-11-21T08:00:00Z"), False),
        (at("2026-11-21"), "<", at("2026-11-22T00:00:00"), None),
        (ONE, "<", "2", None),
        (True, "<", False, None),
        ([ONE], "<", [TWO], None),
        (None, "<", ONE, None),
    ],
)
def test_order_is_null_where_values_have_no_common_order(left, sign, right, truth):
    assert compare(sign, left, right) is truth


def test_the_repeated_hour_of_a_clock_change_is_ordered_by_real_time():
    first = at("2026-10-25T02:30:00@Europe/Berlin")
    second = first.replace(fold=1)

    assert (compare("<", first, second), equal(first, second)) == (True, False)


@pytest.mark.parametrize(
    ("test", "value", "truth"),
    [
        (interval(ONE, FIVE, start_included=True, end_included=False), ONE, True),
        (interval(ONE, FIVE, start_included=True, end_included=False), FIVE, False),
        (interval(ONE, FIVE, start_included=True, end_included=True), "x", None),
        (interval(ONE, None, start_included=True, end_included=False), TWO, None),
        (one_sided("<", FIVE), ONE, True),
        (one_sided(">=", FIVE), ONE, False),
        (one_sided("=", FIVE), FIVE, True),
        (one_sided("!=", FIVE), FIVE, False),
        (one_sided("!=", FIVE), "x", None),
    ],
)
def test_a_range_holds_what_lies_between_its_ends(test, value, truth):
    assert contains(test, value) is truth


@pytest.mark.parametrize(
    ("test", "value", "truth"),
    [
        ("a", "a", True),
        (["a", "b"], "b", True),
        ([], "b", False),
        (["a", "b"], "c", False),
        ([ONE, TWO], "c", None),
        ([one_sided(">", FIVE), ONE], TEN, True),
        ([ONE, TWO], [ONE, TWO], True),
        ([[ONE], [TWO]], [TWO], True),
        (one_sided(">", FIVE), one_sided(">", FIVE), True),
    ],
)
def test_a_test_matches_a_value_a_range_or_one_of_a_list(test, value, truth):
    assert matches(test, value) is truth


@pytest.mark.parametrize(
    ("start", "end", "code"),
    [
        (TWO, ONE, "feel-range-backwards"),
        (ONE, "z", "feel-range-mixed"),
        (True, False, "feel-range-type"),
        (None, None, "feel-range-without-ends"),
    ],
)
def test_ends_that_make_no_range_are_refused(start, end, code):
    with pytest.raises(FeelError) as refused:
        interval(start, end, start_included=True, end_included=True)

    assert refused.value.code == code


def test_a_one_sided_range_of_truth_values_is_null():
    assert one_sided("<", True) is None


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, None),
        ("as it is", "as it is"),
        (True, "true"),
        (Decimal("1.50"), "1.5"),
        (Decimal("1E+3"), "1000"),
        (Decimal("-0.0"), "0"),
        (date(2026, 1, 2), "2026-01-02"),
        ([ONE, "a", None], '[1, "a", null]'),
        ({"a": ONE, "b c": [True]}, "{a: 1, b c: [true]}"),
        ({'x"y': ONE}, '{"x\\"y": 1}'),
        (Range(ONE, FIVE, True, False), "[1..5)"),
        (YearMonth(14), "P1Y2M"),
    ],
)
def test_every_value_is_written_as_feel_reads_it(value, text):
    assert value_text(value) == text


def test_a_function_has_no_text():
    with pytest.raises(FeelError) as refused:
        value_text([BUILTINS["abs"]])

    assert refused.value.code == "feel-no-text"


def test_lists_shared_many_times_are_not_written_out():
    doubled = reduce(lambda inner, _: [inner, inner], range(45), [ONE])

    with pytest.raises(FeelError) as refused:
        inside(Frame(), value_text, doubled)

    assert refused.value.code == "feel-text-too-long"


def test_lists_shared_many_times_are_not_compared_for_ever():
    left = reduce(lambda inner, _: [inner, inner], range(45), [ONE])
    right = reduce(lambda inner, _: [inner, inner], range(45), [ONE])

    with pytest.raises(Exhausted):
        inside(Frame(), equal, left, right)


def test_a_list_nested_too_deeply_is_not_written_out():
    nested = reduce(lambda inner, _: [inner], range(5000), [ONE])

    with pytest.raises(Exhausted):
        inside(Frame(), value_text, nested)


@pytest.mark.parametrize(
    ("literal", "text"),
    [
        ("plain", "plain"),
        (r"a\"b\\c", 'a"b\\c'),
        (r"line\nnext\ttab", "line\nnext\ttab"),
        (r"\u4e2d\u6587", "中文"),
        (r"\uD83D\uDC0E", "\U0001f40e"),
        (r"\U01F40E", "\U0001f40e"),
        (r"\d+", r"\d+"),
    ],
)
def test_escapes_in_a_text_literal_are_resolved(literal, text):
    assert unescaped(literal) == text


def test_a_quoted_text_reads_back_as_itself():
    text = 'say "hi" \\ bye'

    assert unescaped(quoted(text)[1:-1]) == text


@pytest.mark.parametrize(
    ("value", "name", "part"),
    [
        ({"a": 1}, "a", ONE),
        ([{"a": ONE}, {"a": TWO}], "a", [ONE, TWO]),
        (None, "a", None),
        (at("2026-11-21"), "year", Decimal(2026)),
        (at("2026-11-21"), "weekday", Decimal(6)),
        (at("08:30:15+08:00"), "minute", Decimal(30)),
        (at("08:30:15+08:00"), "time offset", timedelta(hours=8)),
        (at("08:30:15"), "time offset", None),
        (at("2026-07-01T08:00:00@Europe/Berlin"), "time offset", timedelta(hours=2)),
        (at("2026-07-01T08:00:00@Europe/Berlin"), "timezone", "Europe/Berlin"),
        (at("P1Y2M"), "years", ONE),
        (at("-P1Y2M"), "months", -TWO),
        (at("P1DT2H3M4S"), "hours", TWO),
        (at("-P1DT2H"), "days", -ONE),
        (Range(ONE, TWO, True, False), "start", ONE),
        (Range(ONE, TWO, True, False), "end included", False),
    ],
)
def test_a_property_is_a_field_or_a_part(value, name, part):
    assert reckon(get_property, value, name) == part


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ({"a": ONE}, "feel-field-not-set"),
        (at("2026-11-21"), "feel-no-property"),
        ("text", "feel-no-property"),
    ],
)
def test_a_missing_property_is_null_and_warned(value, code):
    frame = Frame()

    found = inside(frame, get_property, value, "__class__")

    assert (found, [each.code for each in frame.warnings]) == (None, [code])
