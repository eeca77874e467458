"""Every version there was of what runs, by whom and why (版本)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import Connection, func, select

from runtime.designer.drafts import publications
from runtime.engine.design import artifacts, definitions
from runtime.engine.design.artifacts import File, Kind
from runtime.engine.design.definitions import DEFINITION
from runtime.engine.design.references import references
from runtime.engine.tables import Instance, InstanceState
from runtime.kernel.db import table_of
from runtime.kernel.errors import NotFound

INSTANCE = table_of(Instance)


@dataclass(frozen=True, slots=True)
class Version:
    """A version of a file, and the publication that made it; None if deployed."""

    row: Any
    publication: Any | None


def of_file(read: Connection, kind: Kind, key: str) -> list[Version]:
    """Return every version of a file, the newest first; raises NotFound."""
    rows = artifacts.list_versions(read, kind, key)
    if not rows:
        raise NotFound("artifact-unknown", kind=kind.value, key=key)
    made = publications.publication_of(read, kind.value, key)
    return [Version(row, made.get(row.version)) for row in reversed(rows)]


def get(read: Connection, kind: Kind, key: str, version: int) -> Version:
    """Return one version of a file; raises NotFound."""
    row = artifacts.get_version(read, kind, key, version)
    made = publications.publication_of(read, kind.value, key)
    return Version(row, made.get(version))


def files_at(read: Connection, kind: Kind, key: str, version: int) -> list[File]:
    """Return what publishes a version once more; raises NotFound.

    Of a diagram these are also the tables and forms that it was proven with when it
    was published, so that it runs as it did.
    """
    row = artifacts.get_version(read, kind, key, version)
    if kind is not Kind.PROCESS:
        return [artifacts.file_of(row)]
    found: dict[tuple[Kind, str], File] = {}
    for process in references(bytes(row.body), row.file).processes:
        for one in _proven(read, process, row.id):
            found[one.kind, one.key] = one
    return list(found.values()) or [artifacts.file_of(row)]


def _proven(read: Connection, process_id: str, artifact: int) -> list[File]:
    """Return the files of the first version of a process with that diagram."""
    asked = select(DEFINITION).where(DEFINITION.c.process_id == process_id)
    rows = read.execute(asked.order_by(DEFINITION.c.version)).all()
    for row in rows:
        if artifact in orjson.loads(row.pins):
            files: Sequence[File] = definitions.files_of(read, row.id)
            return [one for one in files if "@" not in one.key]
    return []


def running(read: Connection, found: Sequence[Version]) -> dict[int, int]:
    """Return version → instances that still run with it, of one file's versions.

    A process that is called runs inside its caller's instance, and counts there.
    """
    is_active = INSTANCE.c.state == InstanceState.ACTIVE.value
    counted = select(INSTANCE.c.definition_id, func.count()).where(is_active)
    rows = read.execute(counted.group_by(INSTANCE.c.definition_id)).all()
    active: dict[int, int] = {row[0]: row[1] for row in rows}
    asked = select(DEFINITION.c.id, DEFINITION.c.pins)
    numbers = {one.row.id: one.row.version for one in found}
    told: Counter[int] = Counter()
    for row in read.execute(asked.where(DEFINITION.c.id.in_(active))).all():
        for pin in orjson.loads(row.pins):
            if pin in numbers:
                told[numbers[pin]] += active[row.id]
    return dict(sorted(told.items()))
