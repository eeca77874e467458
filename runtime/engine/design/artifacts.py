"""Published files by kind and key, every version kept (制品)."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, bindparam, func, select

from runtime.engine.tables import Artifact
from runtime.kernel import ids
from runtime.kernel.db import table_of
from runtime.kernel.errors import NotFound
from runtime.kernel.work import Work

ARTIFACT = table_of(Artifact)
_TURN = "publishing"  # the counter whose row is the turn
# what an export writes of a published row: now, or as at a moment
Export = Callable[[Connection, Any, datetime | None], bytes]


class Kind(StrEnum):
    """What a published file is."""

    PROCESS = "process"  # BPMN; key = process id
    MANIFEST = "manifest"  # process.toml; key = process id
    DECISIONS = "decisions"  # DMN; key = file stem
    FORM = "form"  # schema and uiSchema as one JSON; key = form key
    ROLES = "roles"  # roles.toml; key = "roles"
    CASES = "cases"  # cases.toml; key = process id
    PARAMETERS = "parameters"  # parameters.toml; key = "parameters"
    RIGHTS = "rights"  # rights.toml: who sees which field of a subject
    BYPASS = "bypass"  # bypass.toml: policies of shortcuts; key = process id
    MAPPING = "mapping"  # rows of a source to documents; key = name of the source


@dataclass(frozen=True, slots=True)
class File:
    """A file to publish: what it is, its key, its place in an export, its bytes."""

    kind: Kind
    key: str
    place: str
    body: bytes

    @property
    def digest(self) -> str:
        """Return the SHA-256 of the bytes."""
        return hashlib.sha256(self.body).hexdigest()


def take_turn(work: Work) -> None:
    """Publish alone from here on: whoever comes next sees what was published.

    The turn is one row, taken before all others and held until the work ends.
    """
    ids.block(work, _TURN, 1)


def publish(work: Work, file: File) -> tuple[int, int, bool]:
    """Publish ``file`` unless its newest version has the same bytes.

    Returns its id, its version and whether it is new.
    """
    newest = _newest(work.session, file.kind, file.key)
    if newest is not None and newest.digest == file.digest:
        return newest.id, newest.version, False
    version = newest.version + 1 if newest is not None else 1
    (row_id,) = ids.row_ids(work, 1)
    row = {
        "id": row_id,
        "kind": file.kind.value,
        "key": file.key,
        "version": version,
        "digest": file.digest,
        "file": file.place,
        "body": file.body,
        "deployed_at": work.now,
        "deployed_by": work.actor.id,
    }
    work.session.execute(ARTIFACT.insert(), row)
    return row_id, version, True


def get_latest(read: Connection, kind: Kind, key: str) -> Any:
    """Return the newest row of ``kind`` and ``key``; raises NotFound."""
    found = _newest(read, kind, key)
    if found is None:
        raise NotFound("artifact-unknown", kind=kind.value, key=key)
    return found


def file_of(row: Any) -> File:
    """Return the file that a row holds."""
    return File(Kind(row.kind), row.key, row.file, bytes(row.body))


def get_version(read: Connection, kind: Kind, key: str, version: int) -> Any:
    """Return the row of one version; raises NotFound."""
    rows = list_versions(read, kind, key)
    for row in rows:
        if row.version == version:
            return row
    unknown = {"kind": kind.value, "key": key, "version": version}
    raise NotFound("artifact-version-unknown", **unknown)


def list_versions(read: Connection, kind: Kind, key: str) -> Sequence[Any]:
    """Return the rows of every version of ``kind`` and ``key``, oldest first."""
    asked = select(ARTIFACT).where(ARTIFACT.c.kind == kind.value, ARTIFACT.c.key == key)
    return read.execute(asked.order_by(ARTIFACT.c.version)).all()


def list_latest(
    read: Connection, kind: Kind | None = None, at: datetime | None = None
) -> Sequence[Any]:
    """Return the newest row of every key, sorted by kind and key.

    With ``at`` those are the rows that were the newest at that moment.
    """
    highest = func.max(ARTIFACT.c.version).label("v")
    grouped = select(ARTIFACT.c.kind, ARTIFACT.c.key, highest)
    if at is not None:
        grouped = grouped.where(ARTIFACT.c.deployed_at <= at)
    newest = grouped.group_by(ARTIFACT.c.kind, ARTIFACT.c.key).subquery()
    asked = (
        select(ARTIFACT)
        .join(
            newest,
            (ARTIFACT.c.kind == newest.c.kind)
            & (ARTIFACT.c.key == newest.c.key)
            & (ARTIFACT.c.version == newest.c.v),
        )
        .order_by(ARTIFACT.c.kind, ARTIFACT.c.key)
    )
    if kind is not None:
        asked = asked.where(ARTIFACT.c.kind == kind.value)
    return read.execute(asked).all()


def by_ids(read: Connection, wanted: Sequence[int]) -> Sequence[Any]:
    """Return the rows with these ids."""
    return read.execute(select(ARTIFACT).where(ARTIFACT.c.id.in_(wanted))).all()


def _newest(read: Connection, kind: Kind, key: str) -> Any:
    asked = {"kind": kind.value, "key": key}
    return read.execute(_NEWEST, asked).one_or_none()


_NEWEST = (
    select(ARTIFACT)
    .where(ARTIFACT.c.kind == bindparam("kind"), ARTIFACT.c.key == bindparam("key"))
    .order_by(ARTIFACT.c.version.desc())
    .limit(1)
)
