"""The fields of an editor written back into the form: only what differs (写回)."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import replace
from typing import Any

import orjson

from runtime.designer.forming import conditions
from runtime.designer.forming.defining import define, put_words
from runtime.designer.forming.fields import Field, FormText
from runtime.designer.forming.jsontext import rewritten
from runtime.designer.forming.kinds import GROUP
from runtime.designer.forming.reading import (
    EVERYTHING_ELSE,
    ORDER,
    Source,
    read,
    sequence,
)
from runtime.engine.design.forms import bundle

_ID = "urn:spillway:form:"


def written(source: Source, form: FormText) -> bytes:
    """Return the form as its editor says it; the very bytes when nothing differs.

    ``form`` has no fault that keeps it from being written (`faults`).
    """
    schema, look = deepcopy(source.schema), deepcopy(source.look)
    was = source.form
    put_words(schema, "title", was.title, form.title)
    put_words(schema, "description", was.help, form.help)
    put_words(look, "ui:help", was.hint, form.hint)
    _Level(source, schema, look).write(was.fields, form.fields)
    schema_text = rewritten(source.schema_text, schema)
    look_text = source.look_text
    if look_text is not None or look:
        look_text = rewritten(look_text or "{\n}\n", look)
    if (schema_text, look_text) == (source.schema_text, source.look_text):
        return source.body
    return bundle(
        schema_text.encode(), None if look_text is None else look_text.encode()
    )


def new_form(key: str, title: Mapping[str, str]) -> bytes:
    """Return a form that asks nothing yet."""
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"{_ID}{key}",
        "type": "object",
        "title": dict(title),
        "additionalProperties": False,
        "required": [],
        "properties": {},
    }
    texts = (rewritten("{\n}\n", schema), rewritten("{\n}\n", {ORDER: []}))
    return bundle(*(one.encode() for one in texts))


def copied(body: bytes, key: str, title: Mapping[str, str]) -> bytes:
    """Return a form like another one, under a key and a title of its own."""
    source = read(body)
    schema = deepcopy(source.schema)
    if str(schema.get("$id", "")).startswith(_ID):
        schema["$id"] = f"{_ID}{key}"
    schema["title"] = dict(title)
    texts = orjson.loads(body)
    return orjson.dumps({**texts, "schema": rewritten(source.schema_text, schema)})


class _Level:
    """The fields of a form, or of a group in it, and the two places that say them."""

    def __init__(self, source: Source, node: dict[str, Any], look: dict[str, Any]):
        self._source, self._node, self._look = source, node, look

    def write(self, was: tuple[Field, ...], now: tuple[Field, ...]) -> None:
        here = {one.origin: one for one in was}
        kept = {one.origin: one for one in now if one.origin in here}
        new = {here[origin].key: one.key for origin, one in kept.items()}
        gone = [one.key for origin, one in here.items() if origin not in kept]
        self._members(new, gone, now)
        self._needed(new, gone, here, now)
        self._conditions(new, gone, here, now)
        self._sequence(new, gone, now)

    def _members(
        self, new: Mapping[str, str], gone: list[str], now: tuple[Field, ...]
    ) -> None:
        """Define every field: those that were here at their places, others behind."""
        made = {one.key: self._made(one) for one in now}
        named = self._node.get("properties", {})
        placed = [new.get(name, name) for name in named if name not in gone]
        every = list(dict.fromkeys([*placed, *made]))
        fields = {
            name: made[name][0] if name in made else named[name] for name in every
        }
        if fields or "properties" in self._node:
            self._node["properties"] = fields
        looks: dict[str, Any] = {}
        for name, look in self._look.items():
            if name not in gone:
                looks[new.get(name, name)] = look
        for name, (_, look) in made.items():
            if look is not None:
                looks[name] = look
        _refill(self._look, looks)

    def _made(self, one: Field) -> tuple[Any, dict[str, Any] | None]:
        part = self._source.parts.get(one.origin)
        was = part.field if part else None
        node = deepcopy(part.node) if part else {}
        look = deepcopy(part.look) if part and part.look is not None else {}
        node = define(was, one, node, look) if isinstance(node, dict) else node
        if one.kind == GROUP:
            inner = was.inner if was is not None and was.kind == GROUP else ()
            _Level(self._source, node, look).write(inner, one.inner)
        had_look = part is not None and part.look is not None
        return node, look if look or had_look else None

    def _needed(
        self,
        new: Mapping[str, str],
        gone: list[str],
        here: Mapping[str, Field],
        now: tuple[Field, ...],
    ) -> None:
        """Keep the list of what must be given in its sequence, new ones at its end."""
        listed = self._node.get("required", [])
        left = [new.get(one, one) for one in listed if one not in gone]
        for one in now:
            was = here.get(one.origin)
            is_needed = one.is_required and one.when is None
            was_needed = was is not None and was.is_required and was.when is None
            if is_needed and one.key not in left:
                left.append(one.key)
            elif was_needed and not is_needed:
                left = [name for name in left if name != one.key]
        if left != listed:
            _put_before(self._node, "required", left, "properties")

    def _conditions(
        self,
        new: Mapping[str, str],
        gone: list[str],
        here: Mapping[str, Field],
        now: tuple[Field, ...],
    ) -> None:
        for name in gone:
            conditions.release(self._node, name)
        if any(name != key for name, key in new.items()):
            conditions.rename(self._node, new)
        by_key = {one.key: one for one in now}
        for one in now:
            was = here.get(one.origin)
            if one.is_tied or not _is_bound_otherwise(was, one, new):
                continue
            conditions.release(self._node, one.key)
            if one.when is not None:
                conditions.bind(self._node, one, by_key[one.when.field])

    def _sequence(
        self, new: Mapping[str, str], gone: list[str], now: tuple[Field, ...]
    ) -> None:
        listed = self._look.get(ORDER)
        if isinstance(listed, list):
            left = [new.get(one, one) for one in listed if one not in gone]
            if left != listed:
                self._look[ORDER] = left
        wanted = [one.key for one in now]
        named = self._node.get("properties", {})
        shown = [one for one in sequence(named, self._look) if one in named]
        if shown == wanted:
            return
        rest = [EVERYTHING_ELSE] if EVERYTHING_ELSE in (listed or ()) else []
        _put_first(self._look, ORDER, [*wanted, *rest])


def _is_bound_otherwise(was: Field | None, now: Field, new: Mapping[str, str]) -> bool:
    """Tell whether a field hangs on another condition than it did."""
    if was is None or was.when is None or now.when is None:
        return now.when is not None or (was is not None and was.when is not None)
    before = replace(was.when, field=new.get(was.when.field, was.when.field))
    return (before, was.is_required) != (now.when, now.is_required)


def _refill(place: dict[str, Any], content: Mapping[str, Any]) -> None:
    filled = dict(content)
    place.clear()
    place.update(filled)


def _put_before(place: dict[str, Any], name: str, value: Any, other: str) -> None:
    """Put a member in, before another one if it is new."""
    if name in place or other not in place:
        place[name] = value
        return
    filled: dict[str, Any] = {}
    for each, one in place.items():
        if each == other:
            filled[name] = value
        filled[each] = one
    _refill(place, filled)


def _put_first(place: dict[str, Any], name: str, value: Any) -> None:
    if name in place:
        place[name] = value
    else:
        _refill(place, {name: value, **place})
