"""What a form's schema says of the answers, as FEEL types."""

import pytest

from runtime import feel
from runtime.engine.design.form_types import answer_of, is_closed, merged
from runtime.feel.types import Allowed, ContextOf, ListOf

CONSTS = [{"const": "a", "title": "A"}, {"const": "b"}]


def answer(field, **more):
    return answer_of({"type": "object", "properties": {"x": field}, **more})


@pytest.mark.parametrize(
    ("field", "kind"),
    [
        ({"type": "string"}, "string"),
        ({"type": "integer"}, "number"),
        ({"type": "number"}, "number"),
        ({"type": "boolean"}, "boolean"),
        ({"type": ["string", "null"]}, "string"),
        ({"type": ["string", "number"]}, "any"),
        ({}, "any"),
        ({"type": "string", "enum": ["a", "b"]}, Allowed("string", ("a", "b"))),
        ({"type": "string", "oneOf": CONSTS}, Allowed("string", ("a", "b"))),
        ({"type": "string", "const": "a"}, Allowed("string", ("a",))),
        ({"type": "string", "enum": ["a", None]}, "string"),
        ({"type": "array", "items": {"type": "number"}}, ListOf("number")),
        ({"type": "object", "properties": {"y": {}}}, "context"),
        (
            {
                "type": "object",
                "properties": {"y": {"type": "number"}},
                "additionalProperties": False,
            },
            ContextOf({"y": "number"}),
        ),
        ({"$ref": "#/$defs/money"}, "number"),
    ],
)
def test_a_field_has_its_type(field, kind):
    assert answer(field, **{"$defs": {"money": {"type": "number"}}}) == {"x": kind}


def test_fields_of_a_case_are_fields_of_the_answer():
    more = {"then": {"properties": {"y": {"type": "number"}}}}

    assert answer({"type": "string"}, **more) == {"x": "string", "y": "number"}


def test_a_form_that_takes_other_fields_is_open():
    assert [is_closed({}), is_closed({"additionalProperties": False})] == [False, True]


@pytest.mark.parametrize(
    ("one", "other", "both"),
    [
        ("number", "number", "number"),
        ("number", "string", "any"),
        ('string("a")', 'string("b")', 'string("a", "b")'),
        ('string("a")', "string", "string"),
        ({"a": "number"}, {"b": "string"}, {"a": "number", "b": "string"}),
        (["number"], ["string"], "list<Any>"),
    ],
)
def test_what_two_give_under_one_name_is_of_both_types(one, other, both):
    types = feel.declare({"one": one, "other": other, "both": both})

    assert merged(types["one"], types["other"]) == types["both"]
