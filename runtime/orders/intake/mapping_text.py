"""A channel's file as people edit it: only what differs is written (映射文本)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, MutableMapping
from dataclasses import dataclass, field
from typing import Any

import tomlkit
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import String

from runtime.kernel.errors import Invalid

_MARK = "\ufeff"
_WORDS = ("title", "title_en", "zone")
ON, OFF = "on", "off"


@dataclass(frozen=True, slots=True)
class MappingText:
    """What a channel's file says; without ``fields`` its orders come canonical.

    ``fields`` is target → expression, ``checks`` name → on or off.
    """

    title: str = ""
    title_en: str = ""
    zone: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    checks: Mapping[str, str] = field(default_factory=dict)


def read(body: bytes) -> MappingText:
    """Return what the file says; raises Invalid for what cannot be edited so."""
    document = _document(body)[0]
    words = {name: document.get(name, "") for name in _WORDS}
    fields = _table(document, "fields")
    found = dict(_flat(fields)) if fields is not None else {}
    checks = dict(_table(document, "checks") or {})
    every = {**words, **found, **checks}
    odd = [name for name, said in every.items() if not isinstance(said, str)]
    if odd:
        raise Invalid("mapping-not-editable", names=", ".join(odd))
    plain = {name: str(said) for name, said in words.items()}
    return MappingText(
        **plain,
        fields={name: str(said) for name, said in found.items()},
        checks={name: str(said) for name, said in checks.items()},
    )


def written(body: bytes, now: MappingText) -> bytes:
    """Return the file as it is now; the very bytes when nothing differs."""
    was = read(body)
    if was == now:
        return body
    document, mark = _document(body)
    for name in _WORDS:
        if getattr(was, name) != getattr(now, name):
            _put(document, name, getattr(now, name))
    _write_fields(document, was.fields, now.fields)
    _write_checks(document, was.checks, now.checks)
    return (mark + tomlkit.dumps(document)).encode()


def new_mapping(now: MappingText) -> bytes:
    """Return the file of a channel that is not there yet."""
    return written(b"", now)


def _document(body: bytes) -> tuple[tomlkit.TOMLDocument, str]:
    try:
        text = body.decode()
        mark = _MARK if text.startswith(_MARK) else ""
        return tomlkit.parse(text.removeprefix(_MARK)), mark
    except (UnicodeDecodeError, TOMLKitError, RecursionError) as cause:
        raise Invalid("channel-not-toml", detail=str(cause)[:200]) from cause


def _table(document: Mapping[str, Any], name: str) -> Any:
    found = document.get(name)
    if found is not None and not isinstance(found, MutableMapping):
        raise Invalid("mapping-not-editable", names=name)
    return found


def _flat(table: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, Any]]:
    for name, said in table.items():
        if isinstance(said, MutableMapping):
            yield from _flat(said, f"{above}{name}.")
        else:
            yield f"{above}{name}", said


def _write_fields(
    document: Any, was: Mapping[str, str], now: Mapping[str, str]
) -> None:
    if "fields" not in document and now:
        document["fields"] = tomlkit.table()
    for target in was.keys() - now.keys():
        table, name = _holder(document["fields"], target)
        table.remove(name)
    for target, said in now.items():
        if was.get(target) != said:
            table, name = _holder(document["fields"], target)
            _put(table, name, said)


def _holder(table: Any, target: str) -> tuple[Any, str]:
    """Return the table that says a target, or may say it, and its name there."""
    above, dot, rest = target.partition(".")
    inner = table.get(above) if dot and target not in table else None
    if isinstance(inner, MutableMapping):
        return _holder(inner, rest)
    return table, target


def _write_checks(
    document: Any, was: Mapping[str, str], now: Mapping[str, str]
) -> None:
    if "checks" not in document and now:
        document["checks"] = tomlkit.table()
    for name, switch in now.items():
        if was.get(name) != switch:
            document["checks"][name] = switch


def _put(table: Any, name: str, said: str) -> None:
    if said:
        table[name] = _string(said)
    elif name in table:
        table.remove(name)


def _string(said: str) -> String:
    """Return a text as TOML writes an expression best: without escapes."""
    is_long = "\n" in said
    end = "'''" if is_long else "'"
    is_plain = end not in said and not said.endswith("'") and said.isprintable()
    is_literal = is_plain or (is_long and end not in said and not said.endswith("'"))
    return tomlkit.string(said, literal=is_literal, multiline=is_long)
