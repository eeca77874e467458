"""Columns that only read a variable answer as FEEL does, whatever the data hold."""

from datetime import date
from decimal import Decimal

import pytest

from runtime import feel
from runtime.dmn.build import Formula
from runtime.dmn.tables.readings import quick_reading

AMBIENT = frozenset({"param"})
HELD = [
    None,
    True,
    1,
    1.5,
    Decimal("1.50"),
    "a",
    date(2026, 11, 21),
    [],
    ["a", Decimal(1)],
    ["a", 1],
    [["a"]],
    ["a"] * 40,
    (1, 2),
    {"a": 1},
]


def both(text):
    compiled = feel.compile_expression(text, ambient=AMBIENT)
    formula = Formula(text, tuple(compiled.names), compiled.evaluate)
    return quick_reading(formula, AMBIENT), compiled.evaluate


@pytest.mark.parametrize("held", HELD, ids=repr)
@pytest.mark.parametrize(
    "text", ["x", "x.a", "param", "param.a", "y", "x.b", "param.b"]
)
def test_a_quick_reading_gives_what_feel_gives(text, held):
    quick, usual = both(text)
    ambient = {"param": {"a": held}}
    found = [
        each({"x": scope}, feel.Frame(ambient=ambient))
        for scope in (held, {"a": held}, [{"a": held}])
        for each in (quick, usual)
    ]
    assert list(map(repr, found[::2])) == list(map(repr, found[1::2]))


@pytest.mark.parametrize("text", ["y", "x.b", "param.b"])
def test_a_quick_reading_warns_as_feel_does(text):
    quick, usual = both(text)
    mine, theirs = (feel.Frame(ambient={"param": {}}) for _ in range(2))
    quick({"x": {}}, mine)
    usual({"x": {}}, theirs)
    assert mine.warnings == theirs.warnings != []


def test_a_list_is_read_as_a_copy():
    held = ["a"]
    quick, _ = both("x.a")
    assert quick({"x": {"a": held}}, feel.Frame()) is not held


@pytest.mark.parametrize("text", ["x + 1", "x.a.b", "x[1]", '"x"', "true"])
def test_any_other_column_stays_with_feel(text):
    compiled = feel.compile_expression(text)
    formula = Formula(text, tuple(compiled.names), compiled.evaluate)
    assert quick_reading(formula, frozenset()) is formula.run
