"""What a draft, or a version, says differently from another version (差异)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import orjson
from sqlalchemy import Connection

from runtime.designer.differing.difference import differences
from runtime.designer.differing.things import VALUE, Difference, Mark, Value
from runtime.designer.drafts import values
from runtime.designer.drafts.drafts import DraftFile
from runtime.designer.drafts.naming import VALUES
from runtime.designer.drafts.publications import Part
from runtime.engine.design import artifacts
from runtime.engine.design.artifacts import Kind
from runtime.kernel import parameters
from runtime.kernel.parameters import shown
from runtime.kernel.texts import Title, text


def of_versions(
    read: Connection, kind: Kind, key: str, before: int, after: int | None
) -> Sequence[Difference]:
    """Return what version ``after``, or the newest, says and ``before`` does not.

    Raises NotFound.
    """
    new = (
        artifacts.get_latest(read, kind, key)
        if after is None
        else artifacts.get_version(read, kind, key, after)
    )
    old = artifacts.get_version(read, kind, key, before)
    return differences(kind.value, bytes(old.body), bytes(new.body))


def of_draft(read: Connection, file: DraftFile) -> Sequence[Difference] | None:
    """Return what a file of a draft changes; None for one that is new."""
    if file.kind == VALUES:
        return list(_wanted_changes(read, file))
    if file.base_version == 0:
        return None
    kind = Kind(file.kind)
    base = artifacts.get_version(read, kind, file.key, file.base_version)
    return differences(file.kind, bytes(base.body), file.body)


def of_part(read: Connection, part: Part) -> Sequence[Difference]:
    """Return what one part of a publication changed."""
    if part.kind == VALUES:
        return list(_value_changes(read, part))
    kind = Kind(part.kind)
    return of_versions(read, kind, part.key, part.before, part.after)


def _value_changes(read: Connection, part: Part) -> Iterator[Difference]:
    rows = {row.version: row for row in parameters.list_versions(read, part.key)}
    both = [_said(rows[one].value) for one in (part.before, part.after)]
    title = Title(**orjson.loads(rows[part.after].title))
    yield Difference(part.key, Mark.CHANGED, title, VALUE, *map(Value, both))


def _wanted_changes(read: Connection, file: DraftFile) -> Iterator[Difference]:
    known = {row.name: row for row in parameters.list_all(read)}
    for name, one in values.timed(file.body).items():
        row = known.get(name)
        title = Title(**orjson.loads(row.title)) if row else Title(name, name)
        was = _said(row.value) if row else ""
        both = Value(was), _timed(one)
        yield Difference(name, Mark.CHANGED, title, VALUE, *both)


def _timed(one: values.Wanted) -> Value:
    """Return a value that is wanted, with the time for which it is."""
    said, (begins, ends) = shown(one.value), one[1:]
    if begins is None and ends is None:
        return Value(said)
    code = "between" if begins and ends else "from" if begins else "until"
    facts = {"value": said, "begins": begins, "ends": ends}
    known = {name: fact for name, fact in facts.items() if fact is not None}
    return Value(said, text(f"values-{code}", **known))


def _said(stored: str) -> str:
    return shown(orjson.loads(stored))
