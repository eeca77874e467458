"""Every field that a form may have is shown, and read back exactly."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest
from werkzeug.datastructures import MultiDict

from runtime.engine.design.forms import Form, bundle
from runtime.kernel.errors import Invalid
from web import answers, hints, rendering
from web.rendering import Field

ZONE = "Asia/Shanghai"
FAILED = {"properties": {"result": {"const": "fail"}}}


def form(properties: dict[str, Any], ui: dict[str, Any] | None = None, **more: Any):
    """Publish a form and open it."""
    schema = {"type": "object", "properties": properties, **more}
    body = bundle(json.dumps(schema).encode(), json.dumps(ui or {}).encode())
    return Form.parse("test", body)


def field(schema: Any, ui: Any = None, **more: Any) -> Field:
    """Return the one field of a form."""
    (found,) = rendering.fields_of(form({"x": schema}, {"x": ui or {}}, **more))
    return found


def read(made: Form, *typed: tuple[str, str]) -> dict[str, Any]:
    """Return the answer of somebody who typed."""
    posted = MultiDict((f"answer.{name}", value) for name, value in typed)
    return answers.read(rendering.fields_of(made), posted, ZONE)


ONE_OF = {"oneOf": [{"const": "a", "title": {"zh": "甲", "en": "A"}}]}


@pytest.mark.parametrize(
    ("schema", "ui", "widget"),
    [
        ({"type": "string"}, {}, "text"),
        ({"type": "string", "maxLength": 500}, {}, "textarea"),
        ({"type": "string"}, {"ui:widget": "textarea"}, "textarea"),
        ({"type": "string"}, {"ui:widget": "scan"}, "scan"),
        ({"type": "string"}, {"ui:options": {"widget": "scan"}}, "scan"),
        ({"type": "string"}, {"ui:widget": "no-such-thing"}, "text"),
        ({"type": "string", "format": "date"}, {}, "date"),
        ({"type": "string", "format": "date-time"}, {}, "datetime-local"),
        ({"type": "string", "format": "email"}, {}, "email"),
        ({"type": ["string", "null"]}, {}, "text"),
        ({"type": "integer"}, {"ui:widget": "updown"}, "number"),
        ({"type": "number"}, {}, "number"),
        ({"type": "boolean"}, {}, "checkbox"),
        ({"type": "boolean"}, {"ui:widget": "radio"}, "radio"),
        ({"const": True}, {}, "checkbox"),
        ({"enum": ["a", "b"]}, {}, "radio"),
        ({"enum": ["a", "b", "c", "d"]}, {}, "select"),
        (ONE_OF, {"ui:widget": "select"}, "select"),
        ({"type": "array", "items": {"enum": ["a"]}}, {}, "many"),
        ({"type": "array", "items": {"type": "string"}}, {}, "lines"),
        ({"type": "array", "items": {"type": "object"}}, {}, "json"),
        ({"type": "object"}, {}, "json"),
        ({"type": "object", "properties": {"y": {}}}, {}, "group"),
        ({}, {}, "json"),
        ({"$ref": "#/$defs/day"}, {}, "date"),
        ({"allOf": [{"type": "integer"}]}, {}, "number"),
    ],
)
def test_each_type_of_value_has_its_field(schema: Any, ui: Any, widget: str):
    defs = {"day": {"type": "string", "format": "date"}}

    assert field(schema, ui, **{"$defs": defs}).widget == widget


def test_fields_stand_as_the_look_wants_them():
    made = form({name: {} for name in "abcd"}, {"ui:order": ["d", "*", "a"]})

    assert [one.path for one in rendering.fields_of(made)] == ["d", "b", "c", "a"]


@pytest.mark.parametrize("place", [{}, {"allOf": 1}])
def test_a_field_that_a_condition_asks_for_knows_its_condition(place: dict[str, int]):
    rule = {"if": FAILED, "then": {"required": ["reason"]}}
    more = {"allOf": [rule]} if place else rule
    names = {"result": {"enum": ["pass", "fail"]}, "reason": {"type": "string"}}
    reason = rendering.fields_of(form(names, **more))[1]

    assert (reason.when.name, reason.when.values) == ("answer.result", ("fail",))


def test_a_field_that_only_the_other_branch_has_is_shown_too():
    rule = {"if": FAILED, "else": {"properties": {"praise": {"type": "string"}}}}
    made = form({"result": {"type": "string"}}, **rule)

    assert rendering.fields_of(made)[1].when.is_met_by_them is False


@pytest.mark.parametrize(
    ("schema", "typed", "value"),
    [
        ({"type": "number"}, "0.10", Decimal("0.10")),
        ({"type": "number"}, "99999999999999.99", Decimal("99999999999999.99")),
        ({"type": "integer"}, "12", 12),
        ({"type": "integer"}, "a dozen", "a dozen"),
        ({"type": "number"}, "1e9999", "1e9999"),
        ({"type": "string"}, "  007 ", "007"),
        ({"type": "string"}, "𠮷", "𠮷"),
        ({"enum": [1, 2]}, "2", 2),
        ({"type": "boolean"}, "true", True),
        ({"type": "object"}, '{"a": [1]}', {"a": [1]}),
        ({"type": "array", "items": {"type": "integer"}}, "1\r\n\r\n2", [1, 2]),
        (
            {"type": "string", "format": "date-time"},
            "2026-11-11T08:00",
            "2026-11-11T08:00:00+08:00",
        ),
    ],
)
def test_what_is_typed_is_read_as_the_schema_says(schema: Any, typed: str, value: Any):
    assert read(form({"x": schema}), ("x", typed)) == {"x": value}


def test_what_is_left_empty_is_left_out():
    made = form({"x": {"type": "string"}, "n": {"type": "number"}})

    assert read(made, ("x", "  "), ("n", "")) == {}


def test_a_box_that_is_not_ticked_says_no():
    assert read(form({"x": {"type": "boolean"}})) == {"x": False}


def test_many_choices_become_a_list():
    made = form({"x": {"type": "array", "items": {"enum": ["a", "b", "c"]}}})

    assert read(made, ("x", "a"), ("x", "c")) == {"x": ["a", "c"]}


def test_a_group_becomes_an_object():
    inner = {"type": "object", "properties": {"y": {"type": "integer"}}}

    assert read(form({"x": inner}), ("x.y", "3")) == {"x": {"y": 3}}


def test_what_is_no_number_is_refused_by_its_field():
    made = form({"x": {"type": "number"}})
    with pytest.raises(Invalid) as refused:
        made.check(read(made, ("x", "ten")))

    assert list(refused.value.fields) == ["x"]


def test_a_fault_inside_a_list_stands_beside_its_field():
    made = form({"x": {"type": "array", "items": {"type": "integer"}}})
    fields = rendering.fields_of(made)

    assert answers.by_field(fields, {"x[1]": ["no"], ".": ["all"]}) == (
        {"x": ["no"]},
        ["all"],
    )


def test_the_help_of_a_form_names_what_the_task_knows():
    ui = {
        "ui:help": {"zh": "{reasons}：{facts.missing}"},
        "ui:terms": {"late": {"zh": "迟"}, "wet": {"zh": "湿"}},
    }

    assert hints.hint(ui, {"reasons": ["late", "wet"]}) == "迟、湿：–"


def test_a_part_in_brackets_is_said_only_if_there_is_something_to_say():
    ui = {"ui:help": {"zh": "{a}。[缺：{b.c}。]完"}}

    assert hints.hint(ui, {"a": "甲", "b": {"c": []}}) == "甲。完"
    assert hints.hint(ui, {"a": "甲", "b": {"c": ["乙"]}}) == "甲。缺：乙。完"
