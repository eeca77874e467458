"""A jam is let through: every task that fits goes around, each judged by itself."""

from __future__ import annotations

from functools import partial
from typing import Any

from flask import Response
from marshmallow import fields

from runtime.identity.permissions import Verb
from runtime.kernel.errors import Invalid
from runtime.kernel.texts import text
from runtime.orders.bypass.using import Ask
from web import context, openings
from web.api import each
from web.api.noun import Noun, Reason

bp = Noun("bypass-batches", __name__, description="Many tasks past a step at once")


class PassIn(Reason):
    """Which tasks go around; without them, with `dry_run`, those that wait longest."""

    tasks = fields.List(
        fields.Integer(strict=True, validate=each.NUMBER),
        load_default=None,
        allow_none=True,
        metadata={"minItems": 1, "maxItems": each.MOST},
    )
    dry_run = fields.Boolean(required=True)


@bp.post("/bypasses/<policy>/pass")
@context.needs(Verb.WORK)
@bp.arguments(PassIn)
@bp.response(207, each.BatchOutcomes)
def pass_(payload: dict[str, Any], policy: str) -> Response:
    """Go around up to 200 tasks, each by itself; with `dry_run` nothing is done.

    Each is judged as one alone is, and takes a use of the budget. Of a shortcut that
    needs codes every task has its own call.
    """
    is_dry, wanted = payload["dry_run"], payload["tasks"]
    if wanted is None and not is_dry:
        raise Invalid("http-content", {"tasks": [text("bypass-tasks-missing")]})
    tasks = _waiting(policy) if wanted is None else _checked(policy, wanted)
    reason = payload["reason"]
    asks = {task: Ask(task, reason, {}, policy=policy) for task in tasks}
    act = openings.check if is_dry else openings.go
    acts = [(task, partial(act, ask)) for task, ask in asks.items()]
    answer = each.answered(acts, is_dry=is_dry)
    if not is_dry:
        openings.note_refusals(asks.values())
    return answer


def _waiting(policy: str) -> list[int]:
    """Return the tasks that wait longest where the shortcut leads around."""
    return [row.id for row in openings.waiting(policy, each.MOST)]


def _checked(policy: str, tasks: list[int]) -> list[int]:
    """Return the tasks that were named, if many may go through at once."""
    each.check_size(tasks, "tasks")
    openings.check_many(policy)
    return tasks
