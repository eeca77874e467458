"""A form is edited as text: what nobody touched keeps its very bytes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import orjson
import pytest

from runtime.designer.forming import reading, writing
from runtime.designer.forming.fields import Choice, Field, Limits, When, Words
from runtime.designer.forming.jsontext import NotEditable, rewritten
from runtime.engine.design.forms import Form, bundle

FORMS = sorted((Path(__file__).parents[2] / "forms").glob("*/schema.json"))
ODD = """{
  "type": "object",  "x-house": {"a": [1.50, 2]},
  "properties": {
    "sum":   { "type": "number", "minimum": 0.10, "multipleOf": 0.01 },
    "state": { "type": "string", "enum": ["a", "b"] },
    "list": { "anyOf": [{ "type": "string" }, { "type": "number" }] }
  }
}
"""


def body_of(schema: Path) -> bytes:
    """Return a form of the house as it is published."""
    return bundle(schema.read_bytes(), schema.with_name("ui.json").read_bytes())


def odd(ui: str | None = None) -> bytes:
    """Return a form that somebody wrote by hand."""
    return bundle(ODD.encode(), ui and ui.encode())


def edited(body: bytes, *fields: Field, **words: Words) -> dict:
    """Return what a form says with other fields; schema and look as text."""
    source = reading.read(body)
    form = replace(source.form, fields=fields or source.form.fields, **words)
    return orjson.loads(writing.written(source, form))


def fields_of(body: bytes) -> list[Field]:
    """Return the fields of a form as its editor shows them."""
    return list(reading.read(body).form.fields)


@pytest.mark.parametrize("schema", FORMS, ids=lambda one: one.parent.name)
def test_an_unchanged_form_keeps_its_bytes(schema: Path):
    source = reading.read(body_of(schema))

    assert writing.written(source, source.form) == source.body


@pytest.mark.parametrize("schema", FORMS, ids=lambda one: one.parent.name)
def test_every_field_of_the_house_can_be_edited(schema: Path):
    assert "other" not in {one.kind for one in fields_of(body_of(schema))}


def test_only_the_line_that_changed_is_another_one():
    now = edited(odd(), title=Words("单", "Slip"))["schema"]

    lines = set(ODD.splitlines()) - set(now.splitlines())
    assert lines == {"  }"}
    assert '"title": { "zh": "单", "en": "Slip" }' in now


def test_what_the_editor_does_not_know_stays():
    first, second, third = fields_of(odd())
    first = replace(first, title=Words("金额", "Sum"))
    schema = orjson.loads(edited(odd(), first, second, third)["schema"])

    assert schema["x-house"] == {"a": [1.5, 2]}
    assert schema["properties"]["sum"]["multipleOf"] == 0.01
    assert third.kind == "other"


def test_exact_numbers_stay_exact():
    first, *rest = fields_of(odd())
    first = replace(first, limits=replace(first.limits, maximum="99.90"))

    now = edited(odd(), first, *rest)["schema"]
    assert "0.10" in now
    assert "99.90" in now


def test_a_renamed_field_is_renamed_wherever_the_form_names_it():
    ui = '{"ui:order": ["state", "*"], "state": {"ui:widget": "select"}}'
    body = odd(ui)
    state, *rest = fields_of(body)
    asked = replace(rest[0], when=When("status", ("a",)), is_required=True)
    now = edited(body, replace(state, key="status"), asked, *rest[1:])
    schema, look = orjson.loads(now["schema"]), orjson.loads(now["ui"])

    assert list(schema["properties"]) == ["sum", "status", "list"]
    assert look["ui:order"] == ["status", "*"]
    assert look["status"] == {"ui:widget": "select"}
    assert schema["allOf"][0]["if"]["properties"] == {"status": {"const": "a"}}


def test_a_condition_that_asks_for_nothing_goes():
    first, second, third = fields_of(odd())
    bound = replace(first, when=When("state", ("a",)))
    once = edited(odd(), bound, second, third)
    again = orjson.dumps(once)
    free = [replace(one, when=None) for one in fields_of(again)]

    assert "allOf" in once["schema"]
    assert "allOf" not in edited(again, *free)["schema"]


def test_what_is_written_can_be_read_and_answered():
    choice = Field(
        "way", "choice", title=Words("方式", "Way"), choices=(Choice("a"), Choice("b"))
    )
    note = Field("note", "text", when=When("way", ("b",)), is_required=True)
    weight = Field("weight", "number", limits=Limits("0", "9.5"))
    group = Field("box", "group", inner=(weight,))
    body = writing.new_form("slip", {"zh": "单", "en": "Slip"})
    source = reading.read(body)
    form = replace(source.form, fields=(choice, note, group))
    checked = Form.parse("slip", writing.written(source, form))

    checked.check({"way": "a", "box": {"weight": 9}})
    assert [one.key for one in fields_of(writing.written(source, form))] == [
        "way",
        "note",
        "box",
    ]


def test_a_field_that_moves_into_a_group_takes_everything_along():
    first, second, third = fields_of(odd())
    group = Field("box", "group", title=Words("箱", "Box"), inner=(first,))
    schema = orjson.loads(edited(odd(), second, third, group)["schema"])

    assert schema["properties"]["box"]["properties"]["sum"]["multipleOf"] == 0.01
    assert "sum" not in schema["properties"]


@pytest.mark.parametrize(
    ("schema", "code"),
    [
        ("[]", "forming-no-object"),
        ('{"a": 1, "a": 2}', "forming-name-twice"),
        ('{"a": ' + "[" * 60 + "]" * 60 + "}", "forming-too-deep"),
        ('{"properties": []}', "forming-no-fields"),
    ],
    ids=["a list", "twice", "deep", "no fields"],
)
def test_a_form_that_would_lose_something_is_not_edited(schema: str, code: str):
    with pytest.raises(NotEditable) as refused:
        reading.read(orjson.dumps({"schema": schema}))

    assert refused.value.code == code


@pytest.mark.parametrize("body", [b"{", b"[]", b'{"schema": 1}', b'{"schema": "{"}'])
def test_what_is_no_form_is_not_edited(body: bytes):
    with pytest.raises(NotEditable):
        reading.read(body)


def test_a_copy_differs_in_its_name_alone():
    body = body_of(FORMS[-1])
    twin = orjson.loads(writing.copied(body, "twin", {"zh": "双", "en": "Twin"}))
    was = orjson.loads(body)

    differ = set(twin["schema"].splitlines()) - set(was["schema"].splitlines())
    assert len(differ) == 2
    assert twin["ui"] == was["ui"]


def test_flat_json_stays_on_one_line():
    assert rewritten('{"a":1,"b":[2]}', {"a": 1, "b": [2, 3]}) == '{"a":1,"b":[2,3]}'
