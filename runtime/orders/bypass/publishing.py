"""Policies and the files that they come with: taken over, and written out again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import Connection, select

from runtime.engine.facts import FilePublished
from runtime.kernel.audit import Trail, canonical
from runtime.kernel.errors import Finding
from runtime.kernel.texts import text
from runtime.kernel.work import Work
from runtime.orders.bypass import files, policies, versions
from runtime.orders.bypass.policies import POLICY
from runtime.orders.bypass.rules import read_policy

REPLACED = "bypass-policy-replaced"


def take_over(work: Work, trail: Trail, fact: FilePublished) -> None:
    """Write a new version of each policy whose text in the file has changed.

    One that was edited since stays as it is while its file says what it said before;
    a file that says something new wins, and what it replaced is told as advice.
    """
    for name, body in files.tables(fact.body).items():
        asked = select(POLICY).where(POLICY.c.policy == name)
        rows = work.session.execute(asked.order_by(POLICY.c.version)).all()
        told = [row.body for row in rows if row.source == policies.DEPLOYED]
        if told and told[-1] == canonical(body):
            continue
        last = rows[-1] if rows else None
        head = (name, last.version + 1 if last else 1, fact.key, policies.DEPLOYED)
        doc = {}
        if last is not None and _is_overruled(last, name, body):
            doc["replaces"] = last.version
            fact.advice.append(_replaced(fact, last))
        policies.write(work, trail, head, policies.Written(body, doc))


def exported(read: Connection, row: Any, at: datetime | None = None) -> bytes:
    """Return a published file of policies with what holds now: to be deployed again.

    With ``at`` it is what held at that moment.
    """
    was = bytes(row.body)
    known = files.tables(was)
    bodies = {
        one.policy: orjson.loads(one.body)
        for one in policies.list_current(read, at)
        if one.policy in known and one.process_id == row.key
    }
    return files.exported(was, bodies)


def _is_overruled(last: Any, name: str, body: Mapping[str, Any]) -> bool:
    """Tell whether a file says something else than what somebody has edited."""
    new = read_policy(name, body)[0]
    edited: bool = last.source == policies.EDITED
    return edited and bool(versions.changes(policies.parsed(name, last.body), new))


def _replaced(fact: FilePublished, last: Any) -> Finding:
    facts = {"policy": last.policy, "version": last.version}
    said = text(REPLACED, at=last.written_at, who=last.written_by, **facts)
    return Finding(fact.place, last.policy, REPLACED, "warning", said)
