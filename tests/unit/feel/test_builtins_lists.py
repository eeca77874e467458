"""Built-ins on lists and contexts."""

from decimal import Decimal
from functools import reduce

import pytest

from runtime.feel.builtins import BUILTINS
from runtime.feel.comparison import compare
from runtime.feel.frame import Exhausted
from runtime.feel.values import Function
from tests.unit.feel.framed import call, outcome


def n(written):
    return Decimal(written)


def numbers(*written):
    return [Decimal(each) for each in written]


def function(*names, gives):
    return Function(tuple((name, None) for name in names), gives, {})


FALLING = function("x", "y", gives=lambda scope: compare(">", scope["x"], scope["y"]))
SMALLER = function("x", "y", gives=lambda scope: compare("<", scope["x"], scope["y"]))


@pytest.mark.parametrize(
    ("name", "values", "value"),
    [
        ("list contains", [numbers(1, 2), n(2)], True),
        ("list contains", [[None, n(1)], None], True),
        ("list contains", [numbers(1), "1"], False),
        ("count", [numbers(1, 2, 3)], n(3)),
        ("count", [[]], n(0)),
        ("sublist", [numbers(4, 5, 6), n(1), n(2)], numbers(4, 5)),
        ("sublist", [numbers(4, 5, 6), n(-2)], numbers(5, 6)),
        ("append", [numbers(1), n(2), n(3)], numbers(1, 2, 3)),
        ("append", [n(1), n(2)], numbers(1, 2)),
        ("append", [numbers(1)], numbers(1)),
        ("append", [numbers(1), numbers(2)], [n(1), numbers(2)]),
        ("concatenate", [numbers(1, 2), numbers(3)], numbers(1, 2, 3)),
        ("concatenate", [n(1), numbers(2)], numbers(1, 2)),
        ("union", [numbers(1, 2), numbers(2, 3)], numbers(1, 2, 3)),
        ("distinct values", [numbers(1, 2, "1.0", 2)], numbers(1, 2)),
        ("distinct values", [[[], None, [], None]], [[], None]),
        ("insert before", [numbers(1, 3), n(1), n(2)], numbers(2, 1, 3)),
        ("insert before", [numbers(1, 3), n(-1), n(2)], numbers(1, 2, 3)),
        ("remove", [numbers(1, 2, 3), n(2)], numbers(1, 3)),
        ("remove", [numbers(1, 2, 3), n(-1)], numbers(1, 2)),
        ("list replace", [numbers(2, 4, 7), n(3), n(6)], numbers(2, 4, 6)),
        ("list replace", [numbers(2, 4, 7), SMALLER, n(5)], numbers(5, 5, 7)),
        ("reverse", [numbers(1, 2, 3)], numbers(3, 2, 1)),
        ("index of", [numbers(1, 2, 3, 2), n(2)], numbers(2, 4)),
        ("index of", [[None, n(1)], None], numbers(1)),
        ("flatten", [[numbers(1, 2), [[n(3)]], n(4)]], numbers(1, 2, 3, 4)),
        ("sort", [numbers(3, 1, 2)], numbers(1, 2, 3)),
        ("sort", [["b", "a"]], ["a", "b"]),
        ("sort", [numbers(3, 1, 2), FALLING], numbers(3, 2, 1)),
        ("sort", [[]], []),
    ],
)
def test_lists_are_made_from_lists(name, values, value):
    assert call(name, *values) == value


@pytest.mark.parametrize(
    ("names", "value"),
    [
        ({"position": n(1)}, numbers(9, 2)),
        ({"match": SMALLER}, numbers(9, 9)),
    ],
)
def test_list_replace_takes_a_position_or_a_match_by_name(names, value):
    assert call("list replace", list=numbers(1, 2), **names, newItem=n(9)) == value


def test_items_that_are_equal_in_order_keep_their_places():
    pairs = [{"key": n(each % 2), "place": n(each)} for each in range(6)]
    by_key = function(
        "x", "y", gives=lambda scope: scope["x"]["key"] < scope["y"]["key"]
    )

    places = [int(each["place"]) for each in call("sort", pairs, by_key)]

    assert places == [0, 2, 4, 1, 3, 5]


@pytest.mark.parametrize(
    ("name", "values", "code"),
    [
        ("list contains", [None, n(1)], "feel-argument-null"),
        ("count", [None], "feel-argument-null"),
        ("sublist", [numbers(1), n(2)], "feel-position"),
        ("sublist", [numbers(1), n(0)], "feel-position"),
        ("sublist", [numbers(1, 2), n(1), n(3)], "feel-length"),
        ("sublist", [numbers(1, 2), n(1), n(0)], "feel-length"),
        ("append", [None, n(1)], "feel-argument-null"),
        ("concatenate", [numbers(1), None], "feel-argument-null"),
        ("union", [None], "feel-argument-null"),
        ("distinct values", [None], "feel-argument-null"),
        ("insert before", [[], n(1), n(1)], "feel-position"),
        ("remove", [numbers(1), n(2)], "feel-position"),
        ("list replace", [numbers(1), n(2), n(3)], "feel-position"),
        (
            "list replace",
            [numbers(1), function("x", gives=lambda _: True), n(3)],
            "feel-function-arguments",
        ),
        (
            "list replace",
            [numbers(1), function("x", "y", gives=lambda _: "no"), n(3)],
            "feel-items",
        ),
        ("reverse", [None], "feel-argument-null"),
        ("index of", [None, n(1)], "feel-argument-null"),
        ("flatten", [None], "feel-argument-null"),
        ("sort", [numbers(1), "up"], "feel-argument-value"),
    ],
)
def test_what_is_not_in_a_list_is_null_and_says_why(name, values, code):
    found = outcome(name, *values)

    assert (found.value, found.warnings) == (None, (code,))


def test_lists_shared_many_times_are_not_flattened_for_ever():
    doubled = reduce(lambda inner, _: [inner, inner], range(45), numbers(1))

    with pytest.raises(Exhausted):
        call("flatten", doubled)


def test_a_list_that_doubles_itself_is_paid_for():
    doubled = reduce(lambda inner, _: inner + inner, range(17), numbers(1))

    with pytest.raises(Exhausted):
        call("concatenate", doubled, doubled)


@pytest.mark.parametrize(
    ("name", "values", "value"),
    [
        ("get value", [{"a": 1}, "a"], n(1)),
        ("get value", [{"a": {"b": n(2)}}, ["a", "b"]], n(2)),
        ("get value", [{"a": n(1)}, "b"], None),
        ("get value", [{"a": n(1)}, ["a", "b"]], None),
        ("get value", [None, "a"], None),
        ("get entries", [{"a": n(1)}], [{"key": "a", "value": n(1)}]),
        ("get entries", [{}], []),
        ("context", [[{"key": "a", "value": n(1)}]], {"a": n(1)}),
        ("context", [{"key": "a", "value": None}], {"a": None}),
        ("context put", [{"a": n(1)}, "a", n(2)], {"a": n(2)}),
        ("context put", [{}, "b", None], {"b": None}),
        ("context put", [{"a": {"b": n(1)}}, ["a", "b"], n(2)], {"a": {"b": n(2)}}),
        ("context put", [{"a": {}}, ["a", "c"], n(2)], {"a": {"c": n(2)}}),
        ("context merge", [[{"a": n(1)}, {"a": n(2)}]], {"a": n(2)}),
        ("context merge", [[{"a": n(1)}, {"b": n(2)}]], {"a": n(1), "b": n(2)}),
    ],
)
def test_contexts_are_read_and_made(name, values, value):
    found = outcome(name, *values)

    assert (found.value, found.warnings) == (value, ())


def test_a_context_that_is_put_into_stays_as_it_was():
    before = {"a": {"b": n(1)}}

    call("context put", before, ["a", "b"], n(2))

    assert before == {"a": {"b": n(1)}}


@pytest.mark.parametrize(
    ("name", "values", "code"),
    [
        ("get value", [{"a": n(1)}, None], "feel-argument-null"),
        ("get value", ["text", "a"], "feel-argument-value"),
        ("get entries", [None], "feel-argument-null"),
        ("context", [[{"key": "a"}]], "feel-context-entries"),
        ("context", [[{"key": n(1), "value": n(1)}]], "feel-context-entries"),
        ("context", [[{"key": "a", "value": n(1)}] * 2], "feel-context-entries"),
        ("context put", [{}, [], n(1)], "feel-context-key"),
        ("context put", [{}, [n(1)], n(1)], "feel-context-key"),
        ("context put", [{"a": n(1)}, ["a", "b"], n(1)], "feel-no-context-at"),
        ("context put", [None, "a", n(1)], "feel-argument-null"),
        ("context merge", [[{}, n(1)]], "feel-items"),
    ],
)
def test_what_makes_no_context_is_null_and_says_why(name, values, code):
    found = outcome(name, *values)

    assert (found.value, found.warnings) == (None, (code,))


def test_a_list_of_keys_is_refused_where_one_key_is_named():
    found = BUILTINS["context put"].call([{}, ["a", "b"], n(1)], ("context", "key"))

    assert found is None
