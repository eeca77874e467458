"""Parameters (参数): named, typed numbers and texts that people may change.

A value is never overwritten: each change is a new version with the time it is
valid from and to, who made it and why. FEEL reads them as ``param.<name>``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from functools import cached_property
from typing import Any

import orjson
from sqlalchemy import BigInteger, Connection, ScalarSelect, func, select
from sqlalchemy import Text as TextColumn
from sqlalchemy.orm import Mapped, mapped_column

from runtime.kernel.actors import ActorId
from runtime.kernel.audit import Trail
from runtime.kernel.db import Base, Moment, Who, table_of
from runtime.kernel.durations import parse_duration
from runtime.kernel.errors import Conflict, Invalid, NotFound
from runtime.kernel.texts import Title
from runtime.kernel.work import Work

MOST_DIGITS = 30  # before or after the point


class ParameterType(StrEnum):
    """What a parameter's value is."""

    NUMBER = "number"
    TEXT = "text"
    BOOLEAN = "boolean"
    DURATION = "duration"
    LIST = "list"


class Parameter(Base):
    """One version of a parameter."""

    __tablename__ = "parameter"

    name: Mapped[str] = mapped_column(TextColumn, primary_key=True)
    version: Mapped[int] = mapped_column(
        BigInteger, primary_key=True, autoincrement=False
    )
    type: Mapped[str] = mapped_column(TextColumn)
    value: Mapped[str] = mapped_column(TextColumn)  # JSON; numbers as exact text
    title: Mapped[str] = mapped_column(TextColumn)  # JSON {"zh", "en"}
    valid_from: Mapped[datetime | None] = mapped_column(Moment)
    valid_to: Mapped[datetime | None] = mapped_column(Moment)
    changed_at: Mapped[datetime] = mapped_column(Moment)
    changed_by: Mapped[ActorId] = mapped_column(Who)
    note: Mapped[str] = mapped_column(TextColumn)


@dataclass(frozen=True, slots=True)
class Change:
    """A wanted new version: from ``valid_from`` (inclusive) to ``valid_to``.

    ``since`` is the newest version that its author saw; None asks for no such thing.
    """

    value: Any
    valid_from: datetime | None = None
    valid_to: datetime | None = None
    note: str = ""
    since: int | None = None


def values_at(read: Connection, at: datetime) -> dict[str, Any]:
    """Return every parameter's value at ``at``: the newest version valid then."""
    return _valid(_versions(read), at)


class Known:
    """The parameters as last read; they are only ever added to, so a count tells.

    Threads may share it: a version read twice is the same version.
    """

    def __init__(self) -> None:
        self._versions: Sequence[Any] = ()

    def values_at(self, read: Connection, at: datetime, count: int) -> dict[str, Any]:
        """Return the values at ``at``; reads unless ``count`` versions are known."""
        versions = self._versions
        if len(versions) != count:
            versions = self._versions = _versions(read)
        return _valid(versions, at)


class Recalled:
    """What the parameters were at moments gone by, as it was known then.

    Everything is read once, when it is first asked for.
    """

    def __init__(self, read: Connection) -> None:
        self._read = read
        self._known: dict[datetime, Mapping[str, Any]] = {}

    def at(self, moment: datetime) -> Mapping[str, Any]:
        """Return the values valid at ``moment``, without what was written later."""
        values = self._known.get(moment)
        if values is None:
            known = [
                row for row in self._all if row.version == 1 or row.changed_at <= moment
            ]
            values = self._known[moment] = _valid(known, moment)
        return values

    @cached_property
    def titles(self) -> dict[str, Title]:
        """What people call each parameter."""
        return {row.name: Title(**orjson.loads(row.title)) for row in self._all}

    @cached_property
    def _all(self) -> Sequence[Any]:
        return _versions(self._read)


def counted() -> ScalarSelect[int]:
    """Return how many versions there are, to be read along with something else."""
    return select(func.count()).select_from(table_of(Parameter)).scalar_subquery()


def _versions(read: Connection) -> Sequence[Any]:
    return read.execute(_ALL).all()


_PARAMETER = table_of(Parameter)
_ALL = select(_PARAMETER).order_by(_PARAMETER.c.name, _PARAMETER.c.version)


def _valid(versions: Sequence[Any], at: datetime) -> dict[str, Any]:
    return {
        name: decode(row.type, orjson.loads(row.value))
        for name, row in _rows_at(versions, at).items()
    }


def _rows_at(versions: Sequence[Any], at: datetime) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for row in versions:
        begun = row.valid_from is None or row.valid_from <= at
        if begun and (row.valid_to is None or at < row.valid_to):
            found[row.name] = row
    return found


def declare(
    work: Work, trail: Trail, name: str, kind: ParameterType, seed: Mapping[str, Any]
) -> bool:
    """Create parameter ``name`` with its first version; keep one that exists.

    ``seed`` holds ``value`` and ``title``. Returns whether it was created.
    """
    if _last(work, name) is not None:
        return False
    change = Change(seed["value"], note="seed")
    _add(work, trail, (name, 1, kind, dict(seed["title"])), change)
    return True


def change(work: Work, trail: Trail, name: str, wanted: Change) -> int:
    """Add a version to parameter ``name`` and return its number.

    Raises NotFound for an unknown name, Conflict when there is a newer version than
    its author saw, and Invalid for a value of another type or a window that ends
    before it begins.
    """
    last = _last(work, name)
    if last is None:
        raise NotFound("parameter-unknown", name=name)
    if wanted.since is not None and wanted.since != last.version:
        raise Conflict("parameter-newer", name=name)
    window = (wanted.valid_from, wanted.valid_to)
    if window[0] and window[1] and window[1] <= window[0]:
        raise Invalid("parameter-window-wrong", name=name)
    head = (name, last.version + 1, ParameterType(last.type), orjson.loads(last.title))
    _add(work, trail, head, wanted)
    return int(last.version) + 1


def decode(kind: str, stored: Any) -> Any:
    """Return the FEEL value of a stored one."""
    if kind == ParameterType.NUMBER:
        return Decimal(stored)
    if kind == ParameterType.DURATION:
        return parse_duration(stored)
    return stored


def seeded(table: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """Return the FEEL values of seeds as ``declare`` takes them, by name.

    Raises Invalid for a value of another type than its own.
    """
    found = {}
    for name, seed in table.items():
        kind = ParameterType(seed["type"])
        found[name] = decode(kind, check(name, kind, seed["value"]))
    return found


def check(name: str, kind: ParameterType, value: Any) -> Any:
    """Return ``value`` as it is stored; raises Invalid when it is of another type."""
    try:
        if kind is ParameterType.NUMBER:
            number = Decimal(str(value))
            if number.is_finite() and abs(number.adjusted()) <= MOST_DIGITS:
                return format(number, "f")
        elif kind is ParameterType.DURATION:
            if isinstance(parse_duration(str(value)), timedelta):
                return str(value)
        elif _is_plain(kind, value):
            return value
    except (InvalidOperation, ValueError):
        pass
    raise Invalid("parameter-wrong-type", name=name, type=kind.value, found=str(value))


def _is_plain(kind: ParameterType, value: Any) -> bool:
    if kind is ParameterType.BOOLEAN:
        return isinstance(value, bool)
    if kind is ParameterType.LIST:
        return isinstance(value, list) and all(isinstance(one, str) for one in value)
    return isinstance(value, str)


def _last(work: Work, name: str) -> Any:
    table = table_of(Parameter)
    newest = select(func.max(table.c.version)).where(table.c.name == name)
    asked = select(table).where(
        table.c.name == name, table.c.version == newest.scalar_subquery()
    )
    return work.session.execute(asked).one_or_none()


def _add(
    work: Work,
    trail: Trail,
    head: tuple[str, int, ParameterType, dict[str, str]],
    wanted: Change,
) -> None:
    name, version, kind, title = head
    stored = check(name, kind, wanted.value)
    row = {
        "name": name,
        "version": version,
        "type": kind.value,
        "value": orjson.dumps(stored).decode(),
        "title": orjson.dumps(title).decode(),
        "valid_from": wanted.valid_from,
        "valid_to": wanted.valid_to,
        "changed_at": work.now,
        "changed_by": work.actor.id,
        "note": wanted.note,
    }
    work.session.execute(table_of(Parameter).insert(), row)
    doc = {"version": version, "value": stored, "note": wanted.note}
    doc["valid_from"], doc["valid_to"] = wanted.valid_from, wanted.valid_to
    trail.write(work, f"parameter:{name}", "kernel:parameter:changed", doc)


def list_all(read: Connection) -> Sequence[Any]:
    """Return the newest version of every parameter, by name."""
    table = table_of(Parameter)
    rows = read.execute(select(table).order_by(table.c.name, table.c.version)).all()
    return list({row.name: row for row in rows}.values())


@dataclass(frozen=True, slots=True)
class Course:
    """How a parameter goes: its newest version, the valid one, those to come."""

    newest: Any
    valid: Any
    planned: Sequence[Any]


def courses(read: Connection, at: datetime) -> list[Course]:
    """Return how every parameter goes from ``at`` on, by name."""
    by_name: dict[str, list[Any]] = {}
    for row in _versions(read):
        by_name.setdefault(row.name, []).append(row)
    return [course(versions, at) for versions in by_name.values()]


def course(versions: Sequence[Any], at: datetime) -> Course:
    """Return how a parameter goes whose versions these are, the oldest first.

    One that a newer version hides when its time comes is not to come.
    """

    def valid(then: datetime) -> Any:
        return next(iter(_rows_at(versions, then).values()), None)

    later = [row for row in versions if row.valid_from and row.valid_from > at]
    planned = [row for row in later if valid(row.valid_from) is row]
    planned.sort(key=lambda row: row.valid_from)
    return Course(versions[-1], valid(at), planned)


def list_versions(read: Connection, name: str) -> Sequence[Any]:
    """Return every version of a parameter, the newest first; raises NotFound."""
    table = table_of(Parameter)
    asked = select(table).where(table.c.name == name)
    rows = read.execute(asked.order_by(table.c.version.desc())).all()
    if not rows:
        raise NotFound("parameter-unknown", name=name)
    return rows


def list_at(read: Connection, at: datetime) -> list[tuple[Any, Any]]:
    """Return each parameter's newest version and the one valid at ``at``, or None."""
    versions = _versions(read)
    valid = _rows_at(versions, at)
    newest = {row.name: row for row in versions}
    return [(row, valid.get(name)) for name, row in newest.items()]


def shown(value: Any) -> str:
    """Return a value as people write it."""
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return "" if value is None else str(value)
