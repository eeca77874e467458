"""Two versions of a form: fields that came, went or are asked otherwise."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import orjson

from runtime.designer.differing.things import Difference, Thing, compared, gathered
from runtime.kernel.errors import Misconfigured
from runtime.kernel.texts import Title

DEEPEST = 12
_INSIDE = ("properties", "items")


def differences(before: bytes | None, after: bytes | None) -> list[Difference]:
    """Return what two forms ask differently; raises Misconfigured for no JSON."""
    return list(compared(_things(before), _things(after)))


def _things(body: bytes | None) -> dict[str, Thing]:
    if body is None:
        return {}
    schema, look = _parsed(body)
    found = {"": Thing(_title(schema, ""), gathered(_parts(schema)))}
    found |= dict(_fields(schema, "", 0))
    for path, said in _looks(look, ""):
        if path in found:
            parts = {**found[path].parts, **gathered(iter(said.items()))}
            found[path] = Thing(found[path].title, parts)
    return found


def _parsed(body: bytes) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    """Return schema and look: of the two files as one, or of a schema alone."""
    try:
        content = orjson.loads(body)
        if isinstance(content, Mapping) and set(content) <= {"schema", "ui"}:
            ui = content.get("ui")
            return orjson.loads(content["schema"]), orjson.loads(ui) if ui else {}
    except (ValueError, KeyError) as cause:
        raise Misconfigured("form-not-json", reason=str(cause)) from cause
    return (content if isinstance(content, Mapping) else {}), {}


def _fields(
    schema: Mapping[str, Any], path: str, depth: int
) -> Iterator[tuple[str, Thing]]:
    if depth > DEEPEST:
        return
    required = schema.get("required", [])
    for name, field in (schema.get("properties") or {}).items():
        if not isinstance(field, Mapping):
            continue
        place = f"{path}.{name}" if path else str(name)
        parts = {**dict(_parts(field)), "required": str(name in required).lower()}
        yield place, Thing(_title(field, place), gathered(iter(parts.items())))
        yield from _fields(field, place, depth + 1)
        items = field.get("items")
        if isinstance(items, Mapping):
            yield from _fields(items, f"{place}[]", depth + 1)


def _parts(field: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, value in field.items():
        if name == "required" or (name in _INSIDE and isinstance(value, Mapping)):
            continue
        if name == "title" and isinstance(value, Mapping):
            yield from (
                (f"title {tongue}", str(said)) for tongue, said in value.items()
            )
        else:
            yield name, _written(value)


def _looks(
    look: Mapping[str, Any], path: str
) -> Iterator[tuple[str, Mapping[str, str]]]:
    own = {
        name: _written(value) for name, value in look.items() if name.startswith("ui:")
    }
    yield path, own
    for name, inner in look.items():
        if not name.startswith("ui:") and isinstance(inner, Mapping):
            yield from _looks(inner, f"{path}.{name}" if path else name)


def _title(field: Mapping[str, Any], plain: str) -> Title:
    said = field.get("title")
    if isinstance(said, Mapping):
        zh, en = str(said.get("zh") or plain), str(said.get("en") or plain)
        return Title(zh, en)
    return Title(str(said or plain), str(said or plain))


def _written(value: Any) -> str:
    if isinstance(value, str):
        return value
    return orjson.dumps(value).decode()
