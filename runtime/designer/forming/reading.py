"""A published form read into the fields of its editor (读取表单)."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

import orjson

from runtime.designer.forming import conditions, kinds
from runtime.designer.forming.fields import (
    Choice,
    Field,
    FormText,
    Limits,
    Words,
    origin_of,
)
from runtime.designer.forming.jsontext import NotEditable, parse
from runtime.engine.design.form_rights import KEY as RIGHTS
from runtime.engine.design.form_rights import WORDS as RIGHT_WORDS

ORDER, EVERYTHING_ELSE = "ui:order", "*"
_KNOWN = frozenset({"title", "description"}) | kinds.VALUE
_LOOKS = frozenset(
    {"ui:title", "ui:help", "ui:placeholder", "ui:widget", "ui:options", RIGHTS}
)
_NOT_SHOWN = frozenset({"exclusiveMinimum", "exclusiveMaximum", "multipleOf"})


@dataclass(frozen=True, slots=True)
class Part:
    """A field as it was read, and the two places that define it."""

    field: Field
    node: dict[str, Any]
    look: dict[str, Any] | None


@dataclass(slots=True)
class Source:
    """A form as it was read: its two texts, what they say, its fields by origin."""

    body: bytes
    schema_text: str
    look_text: str | None
    schema: dict[str, Any]
    look: dict[str, Any]
    form: FormText
    parts: dict[str, Part] = field(default_factory=dict)


def read(body: bytes) -> Source:
    """Return a form as its editor knows it; raises NotEditable for what it is not."""
    texts = _texts(body)
    schema_text, look_text = texts["schema"], texts.get("ui")
    schema = _mapping(schema_text, "schema.json")
    look = {} if look_text is None else _mapping(look_text, "ui.json")
    if not isinstance(schema.get("properties", {}), dict):
        raise NotEditable("forming-no-fields")
    parts: dict[str, Part] = {}
    fields = _level(schema, look, "", parts)
    form = FormText(
        title=words(schema.get("title")),
        help=words(schema.get("description")),
        hint=words(look.get("ui:help")),
        fields=fields,
        others=_others(schema),
    )
    return Source(body, schema_text, look_text, schema, look, form, parts)


def words(said: Any) -> Words:
    """Return what is said in both languages; a plain text is said in each."""
    if isinstance(said, str):
        return Words(said, said)
    if isinstance(said, Mapping):
        zh, en = (said.get(one) for one in ("zh", "en"))
        return Words(str(zh or ""), str(en or ""))
    return Words()


def plainly(value: Any) -> str:
    """Return a plain value as people type it."""
    if isinstance(value, Decimal):
        return format(value, "f") if abs(value.adjusted()) < 30 else str(value)
    return conditions.sent(value)


def sequence(named: Mapping[str, Any], look: Mapping[str, Any]) -> list[str]:
    """Return the names of fields as a page shows them."""
    listed = look.get(ORDER, [EVERYTHING_ELSE])
    listed = listed if isinstance(listed, list) else [EVERYTHING_ELSE]
    wanted = [one for one in listed if one in named or one == EVERYTHING_ELSE]
    rest = [name for name in named if name not in wanted]
    if EVERYTHING_ELSE not in wanted:
        return [*wanted, *rest]
    place = wanted.index(EVERYTHING_ELSE)
    return [*wanted[:place], *rest, *wanted[place + 1 :]]


def _texts(body: bytes) -> dict[str, str]:
    try:
        texts = orjson.loads(body)
    except ValueError as cause:
        raise NotEditable("forming-no-json", reason=str(cause)[:200]) from cause
    is_bundle = isinstance(texts, dict) and isinstance(texts.get("schema"), str)
    if not is_bundle or not isinstance(texts.get("ui", ""), str):
        raise NotEditable("forming-no-bundle")
    found: dict[str, str] = texts
    return found


def _mapping(text: str, file: str) -> dict[str, Any]:
    found = parse(text).value
    if not isinstance(found, dict):
        raise NotEditable("forming-no-object", file=file)
    return found


def _others(schema: Mapping[str, Any]) -> tuple[str, ...]:
    named = schema.get("properties", {})
    return tuple(one for one in conditions.conditions(schema) if one not in named)


def _level(
    node: Mapping[str, Any], look: Mapping[str, Any], above: str, parts: dict[str, Part]
) -> tuple[Field, ...]:
    named = node.get("properties")
    named = named if isinstance(named, dict) else {}
    bound = conditions.conditions(node)
    needed = node.get("required")
    needed = needed if isinstance(needed, list) else []
    found = []
    for name in sequence(named, look):
        own = look.get(name)
        part = _part(name, above, (named[name], own), parts)
        part = _conditioned(part, name, name in needed, bound.get(name, []))
        kept = deepcopy(own) if isinstance(own, dict) else None
        parts[part.origin] = Part(part, deepcopy(named[name]), kept)
        found.append(part)
    return tuple(found)


def _part(key: str, above: str, said: tuple[Any, Any], parts: dict[str, Part]) -> Field:
    node, look = said
    origin = origin_of(above, key)
    look = look if isinstance(look, dict) else {}
    kind = kinds.kind_of(node, look, is_inner=bool(above))
    node = node if isinstance(node, dict) else {}
    options = kinds.constants(_entry(node, kind)) or []
    return Field(
        key=key,
        kind=kind,
        origin=origin,
        title=words(look.get("ui:title") or node.get("title")),
        help=words(look.get("ui:help") or node.get("description")),
        placeholder=words(look.get("ui:placeholder")),
        widget=_widget(kind, look),
        choices=tuple(Choice(one, words(title)) for one, title in options),
        limits=_limits(kind, node),
        start=_start(kind, node),
        rights=_rights(look),
        inner=_level(node, look, f"{origin}/", parts) if kind == kinds.GROUP else (),
        extras=_extras(kind, node, look),
    )


def _conditioned(
    one: Field, name: str, is_required: bool, bound: list[conditions.Branch]
) -> Field:
    """Return a field with its condition, as far as the editor may change it."""
    if is_required:
        return replace(one, is_required=True, is_tied=bool(bound))
    if not bound:
        return one
    branch = bound[0]
    if len(bound) > 1 or not branch.is_plain(name):
        return replace(one, is_tied=True)
    needed = name in branch.content.get("required", ())
    return replace(one, is_required=needed, when=branch.when)


def _entry(node: Mapping[str, Any], kind: str) -> Mapping[str, Any]:
    entry = node.get("items") if kind == kinds.CHOICES else node
    known = entry if kind in kinds.WITH_CHOICES else None
    return known if isinstance(known, Mapping) else {}


def _widget(kind: str, look: Mapping[str, Any]) -> str:
    wanted = look.get("ui:widget")
    return wanted if wanted in kinds.LOOKS.get(kind, ()) else ""


def _limits(kind: str, node: Mapping[str, Any]) -> Limits:
    given = {}
    for name in kinds.LIMITS.get(kind, ()):
        value = node.get(kinds.KEYWORDS[name])
        given[name] = "" if value is None else plainly(value)
    return Limits(**given)


def _start(kind: str, node: Mapping[str, Any]) -> str:
    if kind not in kinds.STARTING or "default" not in node:
        return ""
    return plainly(node["default"])


def _rights(look: Mapping[str, Any]) -> dict[str, str]:
    given = look.get(RIGHTS)
    if not isinstance(given, dict):
        return {}
    return {role: word for role, word in given.items() if word in RIGHT_WORDS}


def _extras(
    kind: str, node: Mapping[str, Any], look: Mapping[str, Any]
) -> tuple[str, ...]:
    """Return the parts of a field that the editor does not show, and keeps."""
    if kind == kinds.OTHER:
        return tuple(one for one in node if one not in {"title", "description"})
    hidden = [one for one in node if one not in _KNOWN or one in _NOT_SHOWN]
    looks = [one for one in look if one.startswith("ui:") and one not in _LOOKS]
    return tuple(one for one in (*hidden, *looks) if one not in {ORDER, "allOf", "if"})
