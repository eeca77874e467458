"""The FEEL types of what people answer: JSON Schema read as far as it is plain."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from runtime.engine.design.form_schema import target_of
from runtime.feel.types import Allowed, ContextOf, ListOf, Type
from runtime.feel.values import ANY, BOOLEAN, NUMBER, STRING

_SIMPLE: Final[Mapping[str, str]] = {
    "string": STRING,
    "number": NUMBER,
    "integer": NUMBER,
    "boolean": BOOLEAN,
}
_DEEPEST: Final = 12
_BRANCHES: Final = ("allOf", "anyOf", "oneOf")
_CASES: Final = ("if", "then", "else")


def answer_of(schema: Mapping[str, Any]) -> dict[str, Type]:
    """Return name → type of every field that an answer may hold."""
    return _fields(schema, schema, 0)


def is_closed(schema: Mapping[str, Any]) -> bool:
    """Return whether an answer may hold nothing but the fields it names."""
    return schema.get("additionalProperties", schema.get("unevaluatedProperties")) is (
        False
    )


def merged(one: Type, other: Type) -> Type:
    """Return the type of what two places give under one name."""
    if one == other:
        return one
    if isinstance(one, Allowed) and isinstance(other, Allowed):
        values = tuple(dict.fromkeys((*one.values, *other.values)))
        return Allowed(one.kind, values) if one.kind == other.kind else ANY
    if isinstance(one, ContextOf) and isinstance(other, ContextOf):
        return ContextOf(merged_fields(one.fields, other.fields))
    if isinstance(one, ListOf) and isinstance(other, ListOf):
        return ListOf(merged(one.item, other.item))
    plain = [each.kind if isinstance(each, Allowed) else each for each in (one, other)]
    return plain[0] if plain[0] == plain[1] else ANY


def merged_fields(
    one: Mapping[str, Type], other: Mapping[str, Type]
) -> dict[str, Type]:
    """Return all names of both, with the type of what they share."""
    both = {name: merged(one[name], other[name]) for name in one if name in other}
    return {**one, **other, **both}


def _fields(
    node: Mapping[str, Any], whole: Mapping[str, Any], level: int
) -> dict[str, Type]:
    found: dict[str, Type] = {}
    named = node.get("properties")
    for name, part in named.items() if isinstance(named, Mapping) else ():
        found[name] = _type(part, whole, level + 1)
    for each in _beside(node, whole) if level < _DEEPEST else ():
        more = _fields(each, whole, level + 1)
        found = {**more, **found}
    return found


def _beside(
    node: Mapping[str, Any], whole: Mapping[str, Any]
) -> list[Mapping[str, Any]]:
    """Return the other parts of a schema that speak of the same value."""
    parts = [one for keyword in _BRANCHES for one in _listed(node.get(keyword))]
    parts += [node.get(keyword) for keyword in _CASES]
    dependent = node.get("dependentSchemas")
    parts += list(dependent.values()) if isinstance(dependent, Mapping) else []
    if isinstance(node.get("$ref"), str):
        parts.append(target_of(whole, node["$ref"]))
    return [each for each in parts if isinstance(each, Mapping)]


def _type(node: Any, whole: Mapping[str, Any], level: int) -> Type:
    if not isinstance(node, Mapping) or level > _DEEPEST:
        return ANY
    if isinstance(node.get("$ref"), str) and "type" not in node:
        return _type(target_of(whole, node["$ref"]), whole, level + 1)
    kinds = [each for each in _listed(node.get("type")) if each != "null"]
    if len(kinds) != 1:
        return ANY
    if kinds[0] == "array":
        return ListOf(_type(node.get("items"), whole, level + 1))
    if kinds[0] == "object":
        fields = _fields(node, whole, level)
        return ContextOf(fields) if fields and is_closed(node) else "context"
    kind = _SIMPLE.get(kinds[0], ANY)
    values = _values(node)
    return Allowed(kind, values) if kind == STRING and values else kind


def _values(node: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the only texts a field takes, nothing when it takes others, too."""
    choices: Sequence[Any] = _listed(node.get("enum"))
    if "const" in node:
        choices = [node["const"]]
    for keyword in ("oneOf", "anyOf"):
        parts = _listed(node.get(keyword))
        if parts and all(isinstance(one, Mapping) and "const" in one for one in parts):
            choices = [one["const"] for one in parts]
    texts = tuple(one for one in choices if isinstance(one, str))
    return texts if len(texts) == len(choices) else ()


def _listed(value: Any) -> list[Any]:
    if isinstance(value, list):
        return value
    return [] if value is None else [value]
