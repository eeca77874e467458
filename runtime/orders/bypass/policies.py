"""Policies as append-only versions: deployed with a process, or edited (绕行策略)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import orjson
from sqlalchemy import ColumnElement, Connection, Table, and_, func, select

from runtime.engine.design import artifacts
from runtime.engine.design.artifacts import Kind
from runtime.kernel.audit import Trail, canonical
from runtime.kernel.db import table_of
from runtime.kernel.errors import Invalid, NotFound
from runtime.kernel.texts import Text
from runtime.kernel.work import Work
from runtime.orders.bypass import files
from runtime.orders.bypass.facts import Tag, subject
from runtime.orders.bypass.rules import Policy, read_policy
from runtime.orders.bypass.tables import BypassPolicy

POLICY = table_of(BypassPolicy)
DEPLOYED, EDITED = "deployed", "edited"


def current(read: Connection, name: str) -> tuple[Policy, Any]:
    """Return a policy as it is now, and the row of that version; raises NotFound."""
    asked = select(POLICY).where(POLICY.c.policy == name)
    row = read.execute(asked.order_by(POLICY.c.version.desc()).limit(1)).one_or_none()
    if row is None:
        raise NotFound("bypass-policy-unknown", policy=name)
    return parsed(row.policy, row.body), row


def list_current(read: Connection) -> Sequence[Any]:
    """Return the row of the newest version of each policy, by name."""
    newest = (
        select(POLICY.c.policy, func.max(POLICY.c.version).label("v"))
        .group_by(POLICY.c.policy)
        .subquery()
    )
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


def take_over(work: Work, trail: Trail, process_id: str, content: bytes) -> None:
    """Write a new version of each policy whose text in the file has changed.

    One that was edited since stays as it is while its file says what it said before.
    """
    for name, body in files.tables(content).items():
        asked = select(POLICY).where(POLICY.c.policy == name)
        rows = work.session.execute(asked.order_by(POLICY.c.version)).all()
        told = [row.body for row in rows if row.source == DEPLOYED]
        if not told or told[-1] != canonical(body):
            version = rows[-1].version + 1 if rows else 1
            _write(work, trail, (name, version, process_id, DEPLOYED), body)


def edit(work: Work, trail: Trail, name: str, body: Mapping[str, Any]) -> int:
    """Write a new version of a policy; return its number.

    Raises NotFound, or Invalid with every fault by field, as a deployment would.
    """
    _, row = current(work.read, name)
    _, faults = read_policy(name, body, _roles(work.read))
    if faults:
        fields: dict[str, list[Text]] = {}
        for path, said in faults:
            fields.setdefault(path, []).append(said)
        raise Invalid("bypass-policy-invalid", fields, policy=name)
    if canonical(body) == row.body:
        return int(row.version)
    head = (name, row.version + 1, row.process_id, EDITED)
    _write(work, trail, head, body)
    return int(row.version) + 1


def _write(
    work: Work, trail: Trail, head: tuple[str, int, str, str], body: Mapping[str, Any]
) -> None:
    name, version, process_id, source = head
    row = {
        "policy": name,
        "version": version,
        "body": canonical(body),
        "source": source,
        "process_id": process_id,
        "written_at": work.now,
        "written_by": work.actor.id,
    }
    work.session.execute(POLICY.insert(), row)
    doc = {"version": version, "source": source, "process": process_id}
    trail.write(work, subject(name), Tag.WRITTEN, doc)


def _roles(read: Connection) -> frozenset[str]:
    try:
        row = artifacts.get_latest(read, Kind.ROLES, "roles")
    except NotFound:
        return frozenset()
    return frozenset(files.tables(bytes(row.body)))
