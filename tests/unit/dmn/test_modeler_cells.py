"""Cells as people write them in a modeler: thirty kinds, each takes what it should."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from tests.unit.dmn.drawing import decision, load, table

DAY, MAY = date(2026, 1, 1), date(2026, 5, 1)
LIMIT = Decimal(20)


@pytest.mark.parametrize(
    ("cell", "taken", "refused"),
    [
        (">= 7", 7, 6),
        ("< 7", 6, 7),
        ("[2..8]", 8, 9),
        ("(2..8)", 3, 2),
        ("]2..8]", 8, 2),
        ("4, 6, 8", 6, 5),
        ('"red", "blue"', "blue", "green"),
        ('not("red")', "blue", "red"),
        ('not("red", "blue")', "green", "blue"),
        ("not(> 50)", 50, 51),
        ('"red"', "red", "Red"),
        ("true", True, False),
        ("false", False, True),
        ("null", None, 0),
        ('date("2026-01-01")', DAY, MAY),
        ('>= date("2026-01-02")', MAY, DAY),
        ('@"2026-05-01"', MAY, DAY),
        ('duration("P2D")', timedelta(days=2), timedelta(days=1)),
        ('contains(?, "ed")', "red", "blue"),
        ('starts with(?, "bl")', "blue", "red"),
        ("? > 3 and ? < 9", 4, 9),
        ("< limit", 19, 20),
        ("[5..limit]", 20, 21),
        ("string length(?) > 3", "blue", "red"),
        ('list contains(?, "x")', ["x", "y"], ["y"]),
        ("<= 0.1 + 0.2", Decimal("0.3"), Decimal("0.31")),
        ("2.50", Decimal("2.5"), Decimal("2.51")),
        ("= 4", 4, 5),
        ("!= 4", 5, 4),
    ],
)
def test_a_cell_takes_one_value_and_refuses_another(cell, taken, refused):
    decided = load(decision(table([(cell, "1")]))).decision("d").decide
    assert decided({"x": taken, "limit": LIMIT}).rows == (1,)
    assert decided({"x": refused, "limit": LIMIT}).rows == ()


@pytest.mark.parametrize("cell", ["-", ""])
@pytest.mark.parametrize("value", [1, "a", None, [], {}])
def test_a_cell_that_asks_nothing_takes_everything(cell, value):
    assert load(decision(table([(cell, "1")]))).decision("d").decide({"x": value}).rows
