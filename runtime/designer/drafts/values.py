"""Parameters that change when a draft is published (参数改动), in TOML.

``name = value`` holds from the publication on. For a time it is written as
``name = { value = …, from = …, to = … }``, where each end may be left out.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple

import orjson
from sqlalchemy import Connection

from runtime.kernel import parameters
from runtime.kernel.audit import Trail
from runtime.kernel.clock import micros
from runtime.kernel.errors import Finding, Invalid
from runtime.kernel.parameters import Change, ParameterType
from runtime.kernel.texts import Text, text
from runtime.kernel.work import Work

FILE = "values"  # what findings call it
PARTS = frozenset({"value", "from", "to"})


class Wanted(NamedTuple):
    """A value that a parameter is to have, and from when to when."""

    value: Any
    valid_from: datetime | None = None
    valid_to: datetime | None = None


def timed(body: bytes) -> dict[str, Wanted]:
    """Return name → what is wanted; raises ValueError for what is no TOML."""
    found = tomllib.loads(body.decode(), parse_float=Decimal)
    return {name: _read(said) for name, said in found.items()}


def wanted(body: bytes) -> dict[str, Any]:
    """Return name → value, whenever it holds; raises ValueError for no TOML."""
    return {name: one.value for name, one in timed(body).items()}


def _read(said: Any) -> Wanted:
    if isinstance(said, Mapping) and "value" in said and said.keys() <= PARTS:
        return Wanted(said["value"], said.get("from"), said.get("to"))
    return Wanted(said)  # a table of something else is a value of the wrong type


def findings(read: Connection, body: bytes) -> Iterator[Finding]:
    """Yield what keeps the values from being taken over: unknown names, wrong types."""
    known = {row.name: row for row in parameters.list_all(read)}
    for name, one in timed(body).items():
        row = known.get(name)
        if row is None:
            yield _error(name, text("parameter-unknown", name=name))
            continue
        try:
            parameters.check(name, ParameterType(row.type), one.value)
        except Invalid as wrong:
            yield _error(name, wrong.text)
        yield from _window_findings(name, one)


def _window_findings(name: str, one: Wanted) -> Iterator[Finding]:
    ends = [end for end in one[1:] if end is not None]
    if not all(isinstance(end, datetime) and end.tzinfo for end in ends):
        yield _error(name, text("draft-values-time", name=name))
    elif len(ends) == 2 and ends[1] <= ends[0]:
        yield _error(name, text("parameter-window-wrong", name=name))


def _error(name: str, said: Text) -> Finding:
    return Finding(FILE, name, said.code, "error", said)


def changed_since(read: Connection, body: bytes, since: int) -> list[str]:
    """Return the parameters of ``body`` that somebody changed after ``since``."""
    newest = {row.name: row for row in parameters.list_all(read)}
    return [
        name
        for name in wanted(body)
        if name in newest and micros(newest[name].changed_at) > since
    ]


def take_over(
    work: Work, trail: Trail, values: Mapping[str, Wanted], note: str
) -> Iterator[tuple[str, int, int]]:
    """Change parameters from now on, or when it is wanted; yields name, the version
    valid before and the new one.

    One that has the value already, as long as it is wanted, stays as it is.
    """
    known = {row.name: (row, now) for row, now in _at(work)}
    for name, (value, begins, ends) in values.items():
        newest, valid = known[name]
        kind = ParameterType(newest.type)
        stored = parameters.check(name, kind, value)
        is_lasting = newest is valid and newest.valid_to == ends and begins is None
        if is_lasting and orjson.loads(newest.value) == stored:
            continue
        before = (valid or newest).version
        change = Change(stored, begins, ends, note)
        yield name, before, parameters.change(work, trail, name, change)


def _at(work: Work) -> list[tuple[Any, Any]]:
    return parameters.list_at(work.session, work.now)
