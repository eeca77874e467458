"""A form tells everything that is wrong with an answer at once, in zh and en."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runtime.engine.design.forms import Form, bundle, exact
from runtime.kernel.errors import Invalid
from runtime.kernel.texts import LANGUAGES, catalogue

FIELDS = {
    "decision": {
        "type": "string",
        "oneOf": [{"const": "approve"}, {"const": "reject"}],
    },
    "days": {"type": "integer", "minimum": 0, "maximum": 365},
    "price": {"type": "number", "multipleOf": 0.01, "exclusiveMaximum": 0.3},
    "number": {"type": "string", "pattern": "^SF[0-9]+$", "maxLength": 6},
    "name": {"type": "string", "minLength": 2},
    "on": {"type": "string", "format": "date"},
    "size": {"enum": ["S", "M", 3, None]},
    "agreed": {"const": True},
    "either": {"type": ["string", "null"]},
    "above": {"type": "number", "exclusiveMinimum": 1},
    "parts": {
        "type": "array",
        "minItems": 1,
        "maxItems": 2,
        "uniqueItems": True,
        "items": {
            "type": "object",
            "additionalProperties": False,
            "required": ["sku"],
            "properties": {"sku": {"type": "string"}},
        },
    },
}
GOOD = {
    "decision": "approve",
    "days": 3,
    "price": 0.29,
    "number": "SF1",
    "name": "李雷",
    "on": "2026-11-11",
    "size": None,
    "agreed": True,
    "either": None,
    "above": 1.0000001,
    "parts": [{"sku": "A-1"}, {"sku": "A-2"}],
}
BAD = {
    "decision": ("maybe", "answer-enum"),
    "days": ("3", "answer-type"),
    "price": (0.295, "answer-multipleof"),
    "number": ("JD1", "answer-pattern"),
    "name": ("李", "answer-minlength"),
    "on": ("11.11.2026", "answer-format"),
    "size": ("XL", "answer-enum"),
    "agreed": (False, "answer-const"),
    "either": (5, "answer-type"),
    "above": (1, "answer-exclusiveminimum"),
    "parts": ([], "answer-minitems"),
}
MakeForm = Callable[..., Form]


def form(*required: str, fields: Any = None, **more: Any) -> Form:
    """Return a form of ``fields``, by default those above, that allows no others."""
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "additionalProperties": False,
        "required": list(required),
        "properties": FIELDS if fields is None else fields,
        **more,
    }
    return Form.parse("test", bundle(json.dumps(schema).encode(), None))


def refusal(answer: Any, made: Form | None = None) -> Invalid:
    with pytest.raises(Invalid) as refused:
        (made or form()).check(answer)
    return refused.value


def codes(answer: Any, made: Form | None = None) -> dict[str, list[str]]:
    """Return field path → codes of what is wrong there."""
    fields = refusal(answer, made).fields
    return {path: [each.code for each in texts] for path, texts in fields.items()}


def one(field: dict[str, Any]) -> Form:
    return form(fields={"x": field})


def test_an_answer_that_fits_passes():
    form(*FIELDS).check(GOOD)


@pytest.mark.parametrize("name", BAD)
def test_each_fault_has_its_sentence(name):
    value, code = BAD[name]

    assert codes({name: value}) == {name: [code]}


def test_all_fields_are_told_at_once():
    answer = {name: value for name, (value, _) in BAD.items()}

    assert codes(answer) == {name: [code] for name, (_, code) in BAD.items()}


def test_missing_extra_and_wrong_fields_are_told_together():
    answer = {"days": "three", "colour": "red"}

    assert codes(answer, form("decision", "name")) == {
        "decision": ["answer-missing"],
        "name": ["answer-missing"],
        "days": ["answer-type"],
        "colour": ["answer-unknown"],
    }


def test_a_field_with_two_faults_tells_both():
    assert codes({"number": "JD12345678"}) == {
        "number": ["answer-pattern", "answer-maxlength"]
    }


def test_a_fault_inside_a_list_tells_its_place():
    answer = {"parts": [{"sku": "A"}, {"sku": 5, "colour": "red"}]}

    assert codes(answer) == {
        "parts[1].sku": ["answer-type"],
        "parts[1].colour": ["answer-unknown"],
    }


def test_a_field_missing_inside_a_list_tells_its_place():
    assert codes({"parts": [{}]}) == {"parts[0].sku": ["answer-missing"]}


def test_an_unknown_field_is_told_with_those_there_are():
    said = refusal({"colour": 1}, one({"type": "string"})).say("en")

    assert "no field colour. Its fields are: x" in said


def test_a_fault_of_the_whole_answer_has_the_form_as_its_place():
    made = form(fields={"x": {}, "y": {}}, minProperties=1)

    assert codes({}, made) == {".": ["answer-other"]}


@pytest.mark.parametrize("name", [*BAD, "missing", "colour"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_fault_is_told_without_a_gap(name, language):
    value, _ = BAD.get(name, ("x", ""))
    (sentence,) = refusal({name: value}).fields[name]

    assert "?" not in sentence.say(language)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "Expected one of approve, reject; found maybe."),
        ("zh", "应为 approve, reject 之一，实际为 maybe。"),
    ],
)
def test_a_choice_names_what_may_be_chosen(language, said):
    (sentence,) = refusal({"decision": "maybe"}).fields["decision"]

    assert sentence.say(language) == said


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "Expected a value of type string, null; found 5."),
        ("zh", "类型应为 string, null，实际为 5。"),
    ],
)
def test_several_types_are_named_as_people_write_them(language, said):
    (sentence,) = refusal({"either": 5}).fields["either"]

    assert sentence.say(language) == said


def test_the_whole_refusal_names_the_form_and_every_field():
    said = refusal({"days": -1, "name": "李"}).say("zh").splitlines()

    assert [line.split(":")[0] for line in said[1:]] == ["  days", "  name"]


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, "null"),
        (True, "true"),
        ([1, "a"], '[1,"a"]'),
        ({"a": None}, '{"a":null}'),
    ],
)
def test_a_value_is_shown_as_json_shows_it(value, shown):
    (sentence,) = refusal({"x": value}, one({"type": "number"})).fields["x"]

    assert sentence.facts["found"] == shown


def test_a_long_value_is_cut():
    (sentence,) = refusal({"x": "长" * 500}, one({"type": "number"})).fields["x"]

    assert sentence.facts["found"] == "长" * 80 + "…"


def test_alternatives_that_are_no_constants_are_told_in_other_words():
    made = one({"anyOf": [{"type": "number"}, {"minLength": 3}]})

    assert codes({"x": "ab"}, made) == {"x": ["answer-other"]}


def test_every_code_has_its_sentence():
    used = {code for _, code in BAD.values()}

    assert used <= set(catalogue())


# --- exact numbers


@pytest.mark.parametrize("value", [0.29, Decimal("0.29"), "0.290"])
def test_a_binary_fraction_is_taken_for_what_was_written(value):
    form().check({"price": Decimal(value) if isinstance(value, str) else value})


@pytest.mark.parametrize("value", [0.1 + 0.2, Decimal("0.3"), 0.3])
def test_a_limit_is_exact(value):
    assert "price" in codes({"price": value})


@given(st.decimals("0.01", "0.29", places=2))
def test_every_amount_of_cents_is_a_multiple_of_a_cent(amount):
    form().check({"price": amount})


@given(
    st.decimals("0.001", "0.299", places=3).filter(lambda each: each % 1 * 1000 % 10)
)
def test_no_tenth_of_a_cent_is(amount):
    assert codes({"price": amount}) == {"price": ["answer-multipleof"]}


@pytest.mark.parametrize("value", [5, 5.0, Decimal("5"), Decimal("5.00")])
def test_a_whole_number_may_be_written_with_a_point(value):
    form().check({"days": value})


@pytest.mark.parametrize("value", [5.5, Decimal("5.5"), True, "5"])
def test_what_is_no_whole_number_is_refused(value):
    assert codes({"days": value}) == {"days": ["answer-type"]}


@pytest.mark.parametrize("number", ["NaN", "Infinity", "1E+999999999", "1E-999999999"])
def test_a_number_nobody_can_mean_is_refused(number):
    made = one({"type": "number", "minimum": 0, "multipleOf": 0.01})

    assert codes({"x": Decimal(number)}, made) == {"x": ["answer-type"]}


@pytest.mark.parametrize("number", ["1E+300", "12345678901234567890123456789.01"])
def test_a_large_number_is_told_from_its_neighbours(number):
    one({"type": "number", "multipleOf": 0.01}).check({"x": Decimal(number)})


@pytest.mark.parametrize("keyword", ["const", "minimum", "maximum"])
def test_a_fraction_in_the_schema_is_exact_too(keyword):
    one({keyword: 0.1}).check({"x": Decimal("0.1")})


def test_exact_reaches_into_lists_and_tables():
    assert exact({"a": [0.1, {"b": 1.10}], "c": 1, "d": True, "e": None}) == {
        "a": [Decimal("0.1"), {"b": Decimal("1.1")}],
        "c": 1,
        "d": True,
        "e": None,
    }


def test_an_answer_nested_beyond_reason_is_refused():
    deep = json.loads('{"x":' + "[" * 500 + "]" * 500 + "}")

    assert refusal(deep, one({})).code == "answer-too-deep"
