"""Item definitions: values are made to fit the type that a model names."""

from decimal import Decimal

import pytest

from runtime.kernel.errors import DecisionFailed
from tests.unit.dmn.drawing import literal, load

ONE = Decimal(1)
GRADES = (
    '<itemDefinition name="tGrade"><typeRef>string</typeRef>'
    '<allowedValues><text>"P0","P1"</text></allowedValues></itemDefinition>'
)
NUMBERS = (
    '<itemDefinition name="tNumbers" isCollection="true"><typeRef>number</typeRef>'
    "</itemDefinition>"
)
LINE = (
    '<itemDefinition name="tLine"><itemComponent name="unit price">'
    "<typeRef>number</typeRef></itemComponent></itemDefinition>"
)


def typed(kind, expression, *items):
    box = (
        f'<decision id="d" name="d"><variable name="d" typeRef="{kind}"/>'
        f"{literal(expression)}</decision>"
    )
    return load(*items, box).decision("d")


@pytest.mark.parametrize(
    ("kind", "expression", "value"),
    [
        ("number", "1", ONE),
        ("feel:number", "1", ONE),
        ("integer", "1", ONE),
        ("number", "[1]", ONE),
        ("Any", '"a"', "a"),
        ("tGrade", '"P0"', "P0"),
        ("tNumbers", "[1]", [ONE]),
        ("tNumbers", "1", [ONE]),
        ("tLine", "{unit price: 1}", {"unit price": ONE}),
        ("number", "null", None),
    ],
)
def test_a_value_that_fits_is_taken(kind, expression, value):
    found = typed(kind, expression, GRADES, NUMBERS, LINE).decide({})
    assert found.value == value


@pytest.mark.parametrize(
    ("kind", "expression"),
    [
        ("number", '"1"'),
        ("tGrade", '"P9"'),
        ("tNumbers", '["a"]'),
        ("tLine", '{unit price: "a"}'),
        ("tLine", "{price: 1}"),
        ("string", "[1, 2]"),
    ],
)
def test_a_value_that_does_not_fit_is_no_answer(kind, expression):
    found = typed(kind, expression, GRADES, NUMBERS, LINE)
    with pytest.raises(DecisionFailed):
        found.decide({})


def test_a_field_with_a_blank_is_known_to_expressions():
    found = typed("number", "line.unit price", LINE).decide({"line": {"unit price": 1}})
    assert found.value == ONE


def test_the_refusal_says_which_type_was_expected():
    with pytest.raises(DecisionFailed, match="type tGrade, but found a string"):
        typed("tGrade", '"P9"', GRADES).decide({})
