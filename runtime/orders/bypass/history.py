"""What happened to a policy, and every version that it had."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import Connection, select

from runtime.kernel.audit import AuditEntry
from runtime.kernel.clock import moment
from runtime.kernel.db import table_of
from runtime.kernel.errors import NotFound
from runtime.kernel.texts import Text
from runtime.orders.bypass import policies
from runtime.orders.bypass.facts import Tag, subject
from runtime.orders.bypass.rules import Policy
from runtime.orders.bypass.tables import BypassUse
from runtime.orders.bypass.versions import Change, changes

ENTRY, USE = table_of(AuditEntry), table_of(BypassUse)
USED = "used"  # stands in a log beside the tags of the trail


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that happened to a policy; ``why`` says what a refusal was for."""

    at: datetime
    actor: str
    tag: str
    doc: Mapping[str, Any]
    why: Text | None = None


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a policy: what the trail says of it, what changed since before."""

    row: Any
    policy: Policy
    doc: Mapping[str, Any]
    changes: Sequence[Change]

    @property
    def note(self) -> str:
        """Why it was written, in the words of who did; "" of one that was deployed."""
        return str(self.doc.get("reason", ""))

    @property
    def restores(self) -> int | None:
        """The earlier version that it says once more."""
        return self.doc.get("restores")

    @property
    def replaces(self) -> int | None:
        """The version from the page that a deployed file went over."""
        return self.doc.get("replaces")


def log_of(read: Connection, name: str, limit: int = 200) -> list[Line]:
    """Return what happened to a policy, the newest first."""
    asked = select(ENTRY).where(ENTRY.c.subject == subject(name))
    rows = read.execute(asked.order_by(ENTRY.c.seq.desc()).limit(limit)).all()
    lines = [_line(row) for row in rows]
    uses = select(USE).where(USE.c.policy == name).order_by(USE.c.at.desc())
    lines += [_used(row) for row in read.execute(uses.limit(limit)).all()]
    return sorted(lines, key=lambda one: one.at, reverse=True)[:limit]


def list_versions(read: Connection, name: str) -> list[Version]:
    """Return every version of a policy, the newest first; raises NotFound."""
    asked = select(policies.POLICY).where(policies.POLICY.c.policy == name)
    rows = read.execute(asked.order_by(policies.POLICY.c.version)).all()
    if not rows:
        raise NotFound("bypass-policy-unknown", policy=name)
    written = select(ENTRY.c.doc).where(
        ENTRY.c.subject == subject(name), ENTRY.c.tag == Tag.WRITTEN.value
    )
    docs = {doc["version"]: doc for doc in map(orjson.loads, read.scalars(written))}
    said = [policies.parsed(name, row.body) for row in rows]
    return [
        Version(row, policy, docs.get(row.version, {}), changes(before, policy))
        for row, before, policy in zip(rows, [said[0], *said], said, strict=False)
    ][::-1]


def _line(row: Any) -> Line:
    doc = orjson.loads(row.doc)
    why = Text(doc["why"], doc["facts"]) if row.tag == Tag.REFUSED.value else None
    return Line(moment(row.at), row.actor, row.tag.rpartition(":")[2], doc, why)


def _used(row: Any) -> Line:
    doc = {
        "task": row.task_id,
        "key": row.business_key,
        "opening": row.opening_id,
        "selector": row.selector,
        "money": row.money,
        "reason": row.reason,
        "element": row.element,
        "due": row.due_at,
    }
    return Line(row.at, row.actor, USED, doc)
