"""Cells as people write them in dmn-js; the quick ones answer as FEEL does."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from runtime import feel
from runtime.dmn.tables.cells import quick_test
from tests.unit.dmn.drawing import decision, load, table

WRITTEN = [
    (">= 10", 12, True),
    ("< 5", 12, False),
    ("[1..5]", 3, True),
    ("(1..5)", 1, False),
    ("]1..5]", 1, False),
    ("1,2,3", 2, True),
    ('"gold","silver"', "silver", True),
    ('not("gold")', "silver", True),
    ('not("gold","silver")', "silver", False),
    ("not(> 100)", 12, True),
    ("-", 12, True),
    ("", 12, True),
    ('"gold"', "gold", True),
    ("true", True, True),
    ("null", None, True),
    ('date("2026-01-01")', date(2026, 1, 1), True),
    ('>= date("2026-01-01")', date(2026, 5, 1), True),
    ('contains(?, "old")', "gold", True),
    ('starts with(?, "go")', "gold", True),
    ("? > 10 and ? < 20", 12, True),
    ("< limit", 12, True),
    ("[1..limit]", 12, True),
    ("string length(?) > 3", "gold", True),
    ('list contains(?, "a")', ["a", "b"], True),
    ('duration("P1D")', timedelta(days=1), True),
    ("> 0.1 + 0.2", Decimal("0.3"), False),
    ("1.10", Decimal("1.1"), True),
    ("= 5", 5, True),
    ("!= 5", 6, True),
    ('@"2026-01-01"', date(2026, 1, 1), True),
    ('"加急", "限时达"', "限时达", True),
]
QUICK = [
    "true",
    "false",
    '"a"',
    '"a", "b"',
    "1",
    "1, 2.50",
    "-1",
    "> 1",
    "<= 1",
    "= 1",
    "!= 1",
    "[1..3]",
    "(1..3)",
    "]1..3[",
    'list contains(?, "a")',
    'list contains(?, "b") or list contains(?, "a")',
    'not(list contains(?, "a"))',
    'not(contains(?, "a") or contains(?, "b"))',
    'contains(?, "a")',
    'starts with(?, "a")',
    'ends with(?, "b")',
    'contains(?, "")',
    "[3..1]",
]
TESTED = [
    None,
    True,
    False,
    "a",
    "c",
    "",
    Decimal(1),
    Decimal("2.5"),
    Decimal(3),
    Decimal(-1),
    date(2026, 1, 1),
    [],
    ["a"],
    ["b", None, Decimal(1), "a"],
    [["a"]],
    "ab",
    [Decimal(1)],
    {},
]


@pytest.mark.parametrize(("cell", "value", "applies"), WRITTEN)
def test_a_cell_means_what_its_author_wrote(cell, value, applies):
    found = load(decision(table([(cell, '"hit"')]))).decision("d")
    verdict = found.decide({"x": value, "limit": 20})
    assert (verdict.value == "hit") is applies


@pytest.mark.parametrize("value", TESTED, ids=repr)
@pytest.mark.parametrize("cell", QUICK)
def test_a_quick_cell_answers_as_feel_does(cell, value):
    usual = feel.compile_cell(cell).matches
    quick = quick_test(cell, usual)
    assert quick({}, value, feel.Frame()) is usual({}, value, feel.Frame())


@pytest.mark.parametrize("cell", QUICK[:-1])
def test_a_quick_cell_does_not_ask_feel_for_its_own_type(cell):
    def usual(scope, value, frame):
        raise AssertionError(value)

    quick = quick_test(cell, usual)
    assert quick({}, _of_own_type(cell), feel.Frame()) in (True, False)


def _of_own_type(cell):
    if "list contains" in cell:
        return ["a"]
    if "with" in cell or "contains" in cell or cell.startswith('"'):
        return "a"
    return True if cell in ("true", "false") else Decimal(1)


@pytest.mark.parametrize("cell", ['"a\\"b"', "x", "1..3", "[a..3]", "> x"])
def test_any_other_cell_stays_with_feel(cell):
    def usual(scope, value, frame):
        return None

    assert quick_test(cell, usual) is usual


@pytest.mark.parametrize("limit", [Decimal(2), 2, "2", None], ids=repr)
@pytest.mark.parametrize("value", [Decimal(1), Decimal(2), Decimal(3), "a", None])
@pytest.mark.parametrize("cell", ["> param.limit", "<= param.limit", "> param.other"])
def test_a_limit_from_the_parameters_is_compared_as_feel_does(cell, value, limit):
    ambient = frozenset({"param"})
    usual = feel.compile_cell(cell, ambient=ambient).matches
    quick = quick_test(cell, usual, ambient)
    frame = feel.Frame(ambient={"param": {"limit": limit}})
    assert quick({}, value, frame) is usual({}, value, frame)
