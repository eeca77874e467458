"""Lists: filters, for, some, every; contexts and functions; each step is charged."""

from decimal import Decimal

import pytest

from runtime import feel
from tests.unit.feel.written import value, warnings

ITEMS = [{"sku": "A", "price": 5, "qty": 2}, {"sku": "B", "price": 20, "qty": 1}]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("items[price > 10].sku", ["B"]),
        ("items[item.price > 10].sku", ["B"]),
        ("items[1].sku", "A"),
        ("items[-1].sku", "B"),
        ("items[3]", None),
        ("items[0]", None),
        ("items[1.5]", None),
        ("items[n].sku", "B"),
        ("items[price > 100]", []),
        ("[1, 2, 3][item > 1]", [2, 3]),
        ("[][1]", None),
        ("[][n]", None),
        ("[][item > 1]", []),
        ("null[1]", None),
        ("7[1]", 7),
        ("7[item > 5]", [7]),
        ("[[1, 2], [3]][1][2]", 2),
        ('sum(items[sku in ("A", "B")].price)', 25),
        ("for i in items return i.price * i.qty", [10, 20]),
        ("for i in 1..3 return i", [1, 2, 3]),
        ("for i in 3..1 return i", [3, 2, 1]),
        ("for i in [1..3) return i", [1, 2]),
        ("for i in (1..3] return i", [2, 3]),
        ("for i in 1..2, j in [i, 9] return i * j", [1, 9, 4, 18]),
        (
            "for i in 1..4 return if i < 3 then 1 else partial[-1] + partial[-2]",
            [1, 1, 2, 3],
        ),
        ("for i in 5 return i", [5]),
        ("for my item in [1, 2] return my item + 1", [2, 3]),
        ("for i in null return i", None),
        ("some i in items satisfies i.price > 10", True),
        ("every i in items satisfies i.price > 10", False),
        ("every i in [] satisfies false", True),
        ("some i in [1, null] satisfies i > 5", None),
        ("some i in 1..3, j in 2..4 satisfies i = j", True),
    ],
)
def test_lists_are_walked_as_written(text, expected):
    assert value(text, items=ITEMS, n=2) == expected


def test_days_can_be_walked():
    text = 'count(for d in @"2026-02-27"..@"2026-03-01" return d)'
    assert value(text) == 3


def test_the_field_of_an_item_hides_a_variable_of_the_same_name():
    assert value("items[price > qty].sku", items=ITEMS, qty=100) == ["A", "B"]


def test_a_filter_still_sees_the_variables_around_it():
    assert value("items[price > limit].sku", items=ITEMS, limit=10) == ["B"]


def test_an_empty_list_costs_no_warning():
    assert warnings("items[price > 10]", items=[]) == []


def test_walking_over_null_leaves_a_warning():
    assert warnings("for i in null return i") == ["feel-not-iterable"]


def test_partial_never_holds_itself():
    assert value("for i in 1..3 return partial") == [[], [[]], [[], [[]]]]


def test_the_source_of_a_filter_is_not_changed():
    items = [{"price": 1}]
    value("items[price = 1]", items=items)
    assert items == [{"price": 1}]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{a: 1, b: a * 2}", {"a": 1, "b": 2}),
        ('{"总 价": 5, x: 总 价 + 1}.x', 6),
        ("{}", {}),
        ("{f: function(x) x * 2, y: f(4)}.y", 8),
        ("{f: function(a, b) a - b, y: f(b: 1, a: 3)}.y", 2),
        ("{f: function(n) if n < 2 then 1 else n * f(n - 1), y: f(5)}.y", 120),
        ("(function(x: number) x + 1)(2)", 3),
        ('(function(x: number) x + 1)("2")', None),
        ("(function(x: list<number>) count(x))(5)", 1),
        ("(function(x) x)(1, 2)", None),
        ("{k: 3, f: function(x) x + k}.f(1)", 4),
        ("sort([3, 1, 2], function(a, b) a > b)", [3, 2, 1]),
        ("5(1)", None),
    ],
)
def test_contexts_and_functions_compose(text, expected):
    assert value(text) == expected


def test_a_context_defines_its_names_once():
    assert value("{a: 1, a: 2}") is None


def test_named_arguments_reach_their_parameters():
    assert value('substring(start position: 2, string: "abc")') == "bc"


def test_a_wrong_call_is_null_with_a_warning():
    assert warnings('substring("abc")') == ["feel-function-failed"]


def test_a_declared_variable_does_not_hide_a_built_in():
    compiled = feel.compile_expression('count(["a"])', schema={"count": "number"})
    assert compiled.evaluate({"count": 7}) == 1


def test_a_declared_function_hides_a_built_in():
    text = "{count: function(x) 99, n: count([])}.n"
    assert value(text) == 99


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 instance of number", True),
        ("[1] instance of list<number>", True),
        ('["a"] instance of list<number>', False),
        ("{a: 1} instance of context<a: number>", True),
        ("[1..2] instance of range<number>", True),
        ("(function(x) x) instance of function<Any> -> Any", True),
        ('@"P1D" instance of days and time duration', True),
        ("null instance of number", False),
    ],
)
def test_values_tell_their_type(text, expected):
    assert value(text) is expected


def test_a_long_walk_is_charged():
    frame = feel.Frame(budget=1000)
    compiled = feel.compile_expression("count(for i in 1..100000 return i)")
    with pytest.raises(feel.Exhausted):
        compiled.evaluate({}, frame)


def test_all_evaluations_of_a_frame_share_its_budget():
    frame = feel.Frame(budget=1000)
    feel.compile_expression("for i in 1..400 return i").evaluate({}, frame)
    assert frame.budget == 600


def test_large_numbers_are_walked_lazily():
    frame = feel.Frame(budget=1000)
    compiled = feel.compile_expression("some i in 1..10**30 satisfies i = 5")
    assert compiled.evaluate({}, frame) is True


def test_results_are_decimals():
    assert type(value("items[1].price", items=ITEMS)) is Decimal
