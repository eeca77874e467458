"""What an answer of the interface says of the hands that a task is in."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields
from sqlalchemy import Connection

from runtime.engine.run import opinions, sight, user_tasks
from runtime.engine.run.running import Outcome
from runtime.kernel.actors import Actor
from runtime.kernel.work import Work
from web.api.noun import Who


class SignerOf(Schema):
    """Somebody who was asked about a task; `decision` is "" before they said it."""

    who = Who(required=True, attribute="person")
    when = fields.String(required=True)
    asked_by = Who(required=True)
    asked_at = fields.DateTime(required=True)
    reason = fields.String(required=True)
    decision = fields.String(required=True)
    note = fields.String(required=True)
    answered_at = fields.DateTime(required=True, allow_none=True)


def signers_of(read: Connection, row: Any, actor: Actor) -> tuple[opinions.Signer, ...]:
    """Return who was asked about a task, and what they said.

    Raises Forbidden when the actor may not read the task.
    """
    sight.check(read, row, actor)
    return opinions.sheet_of(read, row.id).signers


def stands(work: Work, task_id: int, outcome: Outcome | None) -> dict[str, Any]:
    """Return what an answer led to; without an outcome it is kept."""
    if outcome is None:
        row = user_tasks.get(work.read, task_id)
        place: dict[str, Any] = {"waits_at": [row.element], "incident": None}
        return {**place, "is_kept": True, "assignee": row.assignee}
    failed = outcome.failure.element if outcome.failure else None
    waits = sorted({wait.element.id for wait in outcome.waits})
    went = {"waits_at": waits, "incident": failed}
    return {**went, "is_kept": False, "assignee": None}
