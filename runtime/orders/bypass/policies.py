"""Policies as append-only versions: deployed with a process, or edited (绕行策略)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

import orjson
from sqlalchemy import ColumnElement, Connection, Table, and_, func, select

from runtime.engine.machine import Engine
from runtime.kernel.audit import Trail, canonical
from runtime.kernel.db import table_of
from runtime.kernel.errors import Conflict, Invalid, NotFound
from runtime.kernel.texts import Text
from runtime.kernel.work import Work
from runtime.orders.bypass import surroundings, versions
from runtime.orders.bypass.facts import Tag, subject
from runtime.orders.bypass.rules import Policy, read_policy
from runtime.orders.bypass.tables import BypassPolicy

POLICY = table_of(BypassPolicy)
DEPLOYED, EDITED = "deployed", "edited"
NEWER = "bypass-policy-newer"


@dataclass(frozen=True, slots=True)
class Edit:
    """A policy as somebody wants it; ``since`` is the version that they looked at."""

    body: Mapping[str, Any]
    note: str = ""
    since: int | None = None
    restores: int | None = None

    @property
    def said(self) -> dict[str, Any]:
        """What the trail keeps of it beside the version."""
        said = {"reason": self.note or None, "restores": self.restores}
        return {name: one for name, one in said.items() if one is not None}


class Restoring(NamedTuple):
    """Why somebody restores a version, and which one was the newest they saw."""

    note: str
    since: int | None = None


class Written(NamedTuple):
    """A body on its way into the table, and what the trail says beside it."""

    body: Mapping[str, Any]
    doc: Mapping[str, Any]


def current(read: Connection, name: str) -> tuple[Policy, Any]:
    """Return a policy as it is now, and the row of that version; raises NotFound."""
    asked = select(POLICY).where(POLICY.c.policy == name)
    row = read.execute(asked.order_by(POLICY.c.version.desc()).limit(1)).one_or_none()
    if row is None:
        raise NotFound("bypass-policy-unknown", policy=name)
    return parsed(row.policy, row.body), row


def get(read: Connection, name: str, version: int) -> Any:
    """Return the row of one version of a policy; raises NotFound."""
    asked = select(POLICY).where(POLICY.c.policy == name, POLICY.c.version == version)
    row = read.execute(asked).one_or_none()
    if row is None:
        raise NotFound("bypass-version-unknown", policy=name, version=version)
    return row


def list_current(read: Connection, at: datetime | None = None) -> Sequence[Any]:
    """Return the row of the newest version of each policy, by name.

    With ``at`` those are the rows that were the newest at that moment.
    """
    grouped = select(POLICY.c.policy, func.max(POLICY.c.version).label("v"))
    if at is not None:
        grouped = grouped.where(POLICY.c.written_at <= at)
    newest = grouped.group_by(POLICY.c.policy).subquery()
    is_newest = (POLICY.c.policy == newest.c.policy) & (POLICY.c.version == newest.c.v)
    asked = select(POLICY).join(newest, is_newest).order_by(POLICY.c.policy)
    return read.execute(asked).all()


def is_version_of(table: Table) -> ColumnElement[bool]:
    """Return the condition that joins rows to the version of a policy they name."""
    return and_(POLICY.c.policy == table.c.policy, POLICY.c.version == table.c.version)


@lru_cache(maxsize=256)
def parsed(name: str, body: str) -> Policy:
    """Return the policy of a stored body, which was checked when it was written."""
    return read_policy(name, orjson.loads(body))[0]


def edit(work: Work, engine: Engine, name: str, wanted: Edit) -> int:
    """Write a new version of a policy; return its number.

    What changes nothing makes no version. Raises NotFound; Conflict when there is a
    newer version than the one that was looked at; or Invalid with every fault by
    field, as a deployment would.
    """
    was, row = current(work.read, name)
    if wanted.since not in (None, row.version):
        facts = {"policy": name, "version": row.version, "who": row.written_by}
        raise Conflict(NEWER, **facts)
    policy, faults = surroundings.checked(work.read, engine, name, wanted.body)
    if faults:
        fields: dict[str, list[Text]] = {}
        for path, said in faults:
            fields.setdefault(path, []).append(said)
        raise Invalid("bypass-policy-invalid", fields, policy=name)
    if not versions.changes(was, policy):
        return int(row.version)
    head = (name, row.version + 1, row.process_id, EDITED)
    write(work, engine.trail, head, Written(wanted.body, wanted.said))
    return int(row.version) + 1


def restore(
    work: Work, engine: Engine, name: str, version: int, wanted: Restoring
) -> int:
    """Write an earlier version once more, as the newest; return its number.

    Raises what ``edit`` raises: roles and steps may have gone since.
    """
    row = get(work.read, name, version)
    body = orjson.loads(row.body)
    again = Edit(body, wanted.note, wanted.since, restores=version)
    return edit(work, engine, name, again)


def write(
    work: Work, trail: Trail, head: tuple[str, int, str, str], written: Written
) -> None:
    """Add a version: policy, number, process and source; who asks has checked it."""
    name, version, process_id, source = head
    row = {
        "policy": name,
        "version": version,
        "body": canonical(written.body),
        "source": source,
        "process_id": process_id,
        "written_at": work.now,
        "written_by": work.actor.id,
    }
    work.session.execute(POLICY.insert(), row)
    doc = {"version": version, "source": source, "process": process_id}
    trail.write(work, subject(name), Tag.WRITTEN, {**doc, **written.doc})
