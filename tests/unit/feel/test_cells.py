"""Cells of a decision table: what a value must be to pass."""

from decimal import Decimal

import pytest

from runtime import feel


def passes(text, tested, **scope):
    return feel.compile_cell(text).matches(scope, tested)


@pytest.mark.parametrize("text", ["-", "", "  ", " - ", "- // all"])
def test_an_empty_cell_takes_anything(text):
    assert passes(text, "whatever") is True


def test_a_cell_that_takes_anything_says_so():
    assert feel.compile_cell("-").takes_anything


def test_a_cell_with_a_minus_number_is_no_empty_cell():
    assert passes("-5", Decimal(-5)) is True


@pytest.mark.parametrize(
    ("text", "tested", "expected"),
    [
        ("5", Decimal(5), True),
        ("= 5", Decimal(5), True),
        ("!= 5", Decimal(5), False),
        ("< 5", Decimal(4), True),
        (">= 5", Decimal(4), False),
        ("[1..5]", Decimal(5), True),
        ("[1..5)", Decimal(5), False),
        ("]1..5]", Decimal(1), False),
        ("1, 2, 3", Decimal(3), True),
        ('"gold", "silver"', "silver", True),
        ('"gold", "silver"', "bronze", False),
        ('"gold", "silver"', None, False),
        ('not("gold")', "gold", False),
        ('not("gold", "silver")', "bronze", True),
        ("not(> 100)", Decimal(5), True),
        ("not(? > 5) or not(? < 3)", Decimal(4), True),
        ("true", True, True),
        ("null", None, True),
        ("null", Decimal(1), False),
        ("< 5", None, None),
        ("< nothing, > 10", Decimal(5), None),
        ("< nothing, > 10", Decimal(11), True),
        ('1, "a"', "b", None),
        ('contains(?, "x")', "axb", True),
        ("? > 10 and ? < 20", Decimal(15), True),
        ("string length(?) > 2", "abc", True),
        ('["a", "b"]', "b", True),
        ('list contains(?, "当日达")', ["当日达"], True),
        ('@"2026-11-21"', "2026-11-21", None),
        ("limit", Decimal(7), True),
        ("< limit", Decimal(6), True),
        ("limit, 1", Decimal(1), True),
        ("limit + 1", Decimal(8), True),
        ("[1..limit]", Decimal(7), True),
        ('["a".."c"]', "b", True),
    ],
)
def test_cells_say_yes_no_or_unknown(text, tested, expected):
    assert passes(text, tested, limit=7, nothing=None) is expected


def test_a_comparison_with_another_type_leaves_a_warning():
    frame = feel.Frame()
    feel.compile_cell("< 5").matches({}, "4", frame)
    assert [each.code for each in frame.warnings] == ["feel-not-comparable"]


def test_an_unknown_input_leaves_no_warning():
    frame = feel.Frame()
    feel.compile_cell("< 5").matches({}, None, frame)
    assert frame.warnings == []


def test_a_cell_reads_ambient_names():
    cell = feel.compile_cell("> param.limit", ambient=frozenset({"param"}))
    frame = feel.Frame(ambient={"param": {"limit": 5}})
    assert cell.matches({}, Decimal(6), frame) is True


def test_the_type_of_the_column_is_checked():
    cell = feel.compile_cell('"a", < "b"', input_type="number")
    codes = [each.code for each in cell.findings]
    assert codes == ["feel-never-comparable", "feel-never-comparable"]


def test_the_tested_value_is_no_free_name():
    assert feel.compile_cell("? > limit").names == {"limit"}


def test_a_broken_cell_is_refused():
    with pytest.raises(feel.FeelSyntaxError):
        feel.compile_cell("[1..")


def test_cells_without_a_schema_are_compiled_once():
    assert feel.compile_cell("> 41") is feel.compile_cell("> 41")
