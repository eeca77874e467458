"""Going back: a task is sent back to an earlier step, or taken back by who did it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import Response
from marshmallow import Schema, fields, validate

from runtime.engine.run import going_back, restoring, withdrawing
from runtime.engine.run.earlier import Place
from runtime.identity.permissions import Verb
from runtime.kernel.actors import ActorId
from runtime.kernel.work import Work
from runtime.orders.order import lookup
from web import context
from web.api.noun import ID, Noun, Who, answered
from web.api.tasks import Named
from web.language import spoken

bp = Noun("returns", __name__, url_prefix="/tasks", description="Going back")
_LENGTH = validate.Length(max=restoring.LONGEST_REASON)


class SendingBack(Schema):
    """Where a task is sent back to, and why."""

    to = fields.String(required=True)
    reason = fields.String(required=True, validate=_LENGTH)


class TakingBack(Schema):
    """Why somebody takes a task back."""

    reason = fields.String(load_default="", validate=_LENGTH)


class Step(Schema):
    """A step that was done before: whether one may go back to it, or why not."""

    element = fields.String(required=True)
    name = fields.Nested(Named, required=True)
    by = Who(required=True)
    at = fields.DateTime(required=True)
    allowed = fields.Boolean(required=True)
    why_not = fields.String(required=True, allow_none=True)


class Steps(Schema):
    """The steps before a task, the last one first."""

    items = fields.List(fields.Nested(Step), required=True)


class GoneBack(Schema):
    """Where the order stands after it went back."""

    task = fields.Integer(required=True)
    order_no = fields.String(required=True)
    state = fields.String(required=True)
    waits_at = fields.List(fields.String(), required=True)


@bp.get(f"/<{ID}:task_id>/returns")
@context.needs(Verb.READ_TASKS)
@bp.response(200, Steps)
def list_(task_id: int) -> dict[str, Any]:
    """List the steps that a task may be sent back to, and why not to others."""
    read, engine = context.reading(), context.runtime().engine
    found = going_back.returns_for(read, engine, task_id, context.actor())
    return {"items": [_step(one) for one in found]}


@bp.post(f"/<{ID}:task_id>/return")
@context.needs(Verb.WORK)
@bp.arguments(SendingBack)
@bp.response(200, GoneBack)
def return_(wanted: dict[str, Any], task_id: int) -> Response:
    """Send a task back to a step that was done before."""
    engine = context.runtime().engine

    def run(work: Work) -> tuple[int, Any]:
        given = wanted["to"], wanted["reason"]
        outcome = going_back.return_to(work, engine, task_id, *given)
        return 200, _stands(work, task_id, outcome.waits)

    return answered(GoneBack, run)


@bp.post(f"/<{ID}:task_id>/withdraw")
@context.needs(Verb.WORK)
@bp.arguments(TakingBack)
@bp.response(200, GoneBack)
def withdraw(given: dict[str, Any], task_id: int) -> Response:
    """Take back what one completed, while nobody has begun what comes after it."""
    engine = context.runtime().engine

    def run(work: Work) -> tuple[int, Any]:
        outcome = withdrawing.withdraw(work, engine, task_id, given["reason"])
        return 200, _stands(work, task_id, outcome.waits)

    return answered(GoneBack, run)


def _step(place: Place) -> dict[str, Any]:
    return {
        "element": place.element,
        "name": {"zh": place.step.zh, "en": place.step.en},
        "by": ActorId(place.by),
        "at": place.at,
        "allowed": place.why_not is None,
        "why_not": None if place.why_not is None else spoken(place.why_not),
    }


def _stands(work: Work, task_id: int, waits: Iterable[Any]) -> dict[str, Any]:
    order = lookup.of_task(work.read, task_id)
    return {
        "task": task_id,
        "order_no": order.order_no,
        "state": order.state,
        "waits_at": sorted({wait.element.id for wait in waits}),
    }
