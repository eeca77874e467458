"""A form that could not be checked safely is refused before anybody sees it."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from typing import Any

import pytest

from runtime.engine.design.form_schema import validator_of
from runtime.engine.design.forms import Form, bundle, form_findings
from runtime.kernel.errors import Misconfigured
from runtime.kernel.texts import LANGUAGES

SCHEMA = {"type": "object", "properties": {}}


def published(**schema: Any) -> bytes:
    return bundle(json.dumps({**SCHEMA, **schema}).encode(), None)


def rules(**schema: Any) -> list[str]:
    return [each.rule for each in form_findings("test", published(**schema))]


def of(field: Any, **more: Any) -> dict[str, Any]:
    return {"properties": {"x": field}, **more}


def nested(levels: int) -> dict[str, Any]:
    inner = nested(levels - 1) if levels else {}
    return of({"type": "object", **inner})


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    """Give a listening socket that nobody may connect to."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.3)
        yield server


def address(listener: socket.socket) -> str:
    return f"http://127.0.0.1:{listener.getsockname()[1]}/form.json"


def called(listener: socket.socket) -> bool:
    """Tell whether somebody connected."""
    try:
        listener.accept()[0].close()
    except TimeoutError:
        return False
    return True


def test_a_sound_schema_has_no_finding():
    assert (
        rules(**of({"$ref": "#/$defs/a"}, **{"$defs": {"a": {"type": "string"}}})) == []
    )


@pytest.mark.parametrize("keyword", ["$ref", "$schema", "$id"])
def test_nothing_that_a_schema_names_is_fetched(listener, keyword):
    body = published(**of({keyword: address(listener)}))
    _ = list(form_findings("test", body))

    assert not called(listener)


def test_a_remote_reference_is_refused(listener):
    with pytest.raises(Misconfigured) as refused:
        Form.parse("test", published(**of({"$ref": address(listener)})))

    assert [each.rule for each in refused.value.findings] == ["form-remote-ref"]


def test_a_remote_reference_that_came_through_would_still_fetch_nothing(listener):
    validator = validator_of(of({"$ref": address(listener)}))

    with pytest.raises(Exception, match="Unresolvable"):
        list(validator.iter_errors({"x": 1}))
    assert not called(listener)


@pytest.mark.parametrize(
    "reference", ["other.json", "file:///etc/passwd", "//host/x", "#anchor", "#", ""]
)
def test_only_references_inside_the_form_are_taken(reference):
    assert rules(**of({"$ref": reference})) == ["form-remote-ref"]


@pytest.mark.parametrize("reference", ["#/$defs/none", "#/properties/x/none/deeper"])
def test_a_reference_to_nothing_is_refused(reference):
    assert rules(**of({"$ref": reference})) == ["form-ref-unknown"]


def test_a_form_inside_itself_is_refused():
    turning = {"a": {"properties": {"a": {"$ref": "#/$defs/a"}}}}

    assert "form-too-deep" in rules(**of({"$ref": "#/$defs/a"}, **{"$defs": turning}))


def test_references_that_multiply_are_refused():
    defs = {
        "a": {"allOf": [{"$ref": "#/$defs/b"}] * 40},
        "b": {"allOf": [{"$ref": "#/$defs/c"}] * 40},
        "c": {"allOf": [{"$ref": "#/$defs/d"}] * 40},
        "d": {"type": "string"},
    }

    assert "form-too-large" in rules(**of({"$ref": "#/$defs/a"}, **{"$defs": defs}))


@pytest.mark.parametrize(
    "pattern", ["(", "a{1001}", "(?=x)", "(?<!x)y", r"(a)\1", "[z-a]", "*"]
)
def test_a_pattern_that_cannot_be_matched_in_linear_time_is_refused(pattern):
    assert rules(**of({"pattern": pattern})) == ["form-bad-pattern"]


def test_a_pattern_that_would_hang_elsewhere_answers_at_once():
    body = published(**of({"type": "string", "pattern": "^(a+)+$"}))

    with pytest.raises(Exception, match="Expected"):
        Form.parse("test", body).check({"x": "a" * 5000 + "!"})


@pytest.mark.parametrize(
    ("keyword", "content"),
    [("patternProperties", {"^(a+)+$": {}}), ("$dynamicRef", "#x")],
)
def test_a_keyword_outside_the_subset_is_refused(keyword, content):
    assert rules(**{keyword: content}) == ["form-keyword-refused"]


@pytest.mark.parametrize(
    "field", [{"type": "text"}, {"minimum": "1"}, {"required": "x"}, {"enum": 5}, 5]
)
def test_what_is_no_json_schema_is_refused(field):
    assert set(rules(**of(field))) == {"form-schema-wrong"}


def test_what_is_no_json_schema_is_told_with_its_place():
    (finding,) = form_findings("test", published(**of({"minimum": "1"})))

    assert "$.properties.x.minimum" in finding.say("en")


def test_a_schema_of_too_many_levels_is_refused():
    assert rules(**nested(8)) == ["form-too-deep"]


def test_every_fault_of_a_schema_is_told_at_once():
    fields = {"a": {"pattern": "("}, "b": {"$ref": "x"}, "c": {"$ref": "#/none"}}

    assert rules(properties=fields) == [
        "form-bad-pattern",
        "form-remote-ref",
        "form-ref-unknown",
    ]


def test_another_dialect_inside_a_form_changes_nothing():
    dialect = "http://json-schema.org/draft-07/schema#"
    field = {"$schema": dialect, "type": "string", "pattern": "^(a+)+$"}

    with pytest.raises(Exception, match="Expected"):
        Form.parse("test", published(**of(field))).check({"x": "a" * 5000 + "!"})


def test_titles_in_two_languages_are_no_fault():
    assert rules(**of({"title": {"zh": "甲", "en": "A"}, "type": "string"})) == []


@pytest.mark.parametrize("name", ["title", "description", "pattern", "$ref"])
def test_a_field_may_have_any_name(name):
    form = Form.parse("test", published(properties={name: {"type": "string"}}))

    form.check({name: "x"})


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_finding_names_the_file(language):
    (finding,) = form_findings("ship", published(**of({"pattern": "("})))

    assert finding.say(language).startswith("forms/ship/schema.json")
