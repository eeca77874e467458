"""``bypass.toml`` at the gate: each policy by itself, and among the others."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any

import orjson

from runtime.engine.design.artifacts import File, Kind
from runtime.engine.design.shelf import Shelf
from runtime.engine.machine import Engine
from runtime.kernel.errors import Finding
from runtime.kernel.texts import text
from runtime.orders.bypass import checks
from runtime.orders.bypass.rules import SEQUENCE

_BARE = re.compile(r"[A-Za-z0-9_-]+")


def findings(file: File, shelf: Shelf, engine: Engine) -> Iterator[Finding]:
    """Yield what is wrong with the policies of a file; for deployment."""
    others = [one for one in shelf.of(Kind.BYPASS) if one.key != file.key]
    taken = {name for one in others for name in tables(one.body)}
    for name, body in tables(file.body).items():
        if not isinstance(body, Mapping):
            yield _error(file, name, "bypass-table-wrong")
            continue
        if name in taken:
            yield _error(file, name, "bypass-policy-twice", policy=name)
        for path, said in checks.check(engine, shelf, name, body)[1]:
            found = _error(file, name, "bypass-policy-fault", field=path, fault=said)
            yield (
                replace(found, rule=said.code) if said.code == checks.UNPAID else found
            )


def tables(body: bytes) -> Mapping[str, Any]:
    """Return policy → what its file says; nothing of a file that cannot be read."""
    with suppress(ValueError):
        return tomllib.loads(body.decode())
    return {}


def exported(was: bytes, bodies: Mapping[str, Mapping[str, Any]]) -> bytes:
    """Return a file that says what ``bodies`` say; as it was where it says so already.

    A table that has changed is written anew, without its comments; the others stay as
    they are, unless the file is written in a way that does not allow it.
    """
    return written(was, {**tables(was), **bodies})


def written(was: bytes, wanted: Mapping[str, Mapping[str, Any]]) -> bytes:
    """Return a file with these policies and no others; the rest stays as it was."""
    said = tables(was)
    if said == wanted:
        return was
    found = was.decode()
    for name in said.keys() - wanted.keys():
        found = _spliced(found, name, "")
    for name, body in wanted.items():
        if name not in said:
            found = f"{found.rstrip()}\n\n{_table(name, body)}"
        elif said[name] != body:
            found = _spliced(found, name, _table(name, body))
    if tables(found.encode()) != wanted:
        found = "\n".join(_table(name, body) for name, body in wanted.items())
    return f"{found.strip()}\n".encode()


def _spliced(found: str, name: str, written: str) -> str:
    """Return a text with one table replaced, up to the next one or a comment."""
    start = rf"^\[{re.escape(name)}\][^\n]*\n"
    place = re.compile(rf"{start}.*?(?=^[#\[]|\Z)", re.MULTILINE | re.DOTALL)
    return place.sub(lambda _: f"{written}\n", found, count=1)


def _table(name: str, body: Mapping[str, Any]) -> str:
    lines = [f"{key} = {_value(body[key])}" for key in SEQUENCE if key in body]
    return "\n".join([f"[{_key(name)}]", *lines, ""])


def _key(name: str) -> str:
    return name if _BARE.fullmatch(name) else _value(name)


def _value(value: Any) -> str:
    """Return a value as TOML writes it."""
    if isinstance(value, Mapping):
        parts = [f"{_key(name)} = {_value(one)}" for name, one in value.items()]
        return f"{{ {', '.join(parts)} }}" if parts else "{}"
    if isinstance(value, list):
        return f"[{', '.join(map(_value, value))}]"
    return orjson.dumps(value).decode().replace("\x7f", "\\u007F")


def _error(file: File, name: str, code: str, **facts: object) -> Finding:
    return Finding(file.place, name, code, "error", text(code, **facts))
