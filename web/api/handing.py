"""Tasks passed on: transferred, delegated, signed by others, copied."""

from __future__ import annotations

from functools import partial
from typing import Any

from flask import Response
from marshmallow import Schema, fields, validate

from runtime.engine.run import reminders, signing, user_tasks
from runtime.engine.run.opinions import Said
from runtime.identity import handing
from runtime.identity.handing import Pass, Wanted
from runtime.identity.permissions import Verb
from runtime.kernel.work import Work
from runtime.orders.order import lookup
from web import context
from web.api.noun import ID, Noun, Who, answered

bp = Noun("handing", __name__, url_prefix="/tasks", description="Tasks passed on")
MOST = 50  # people who are sent a copy at once


class HandTo(Schema):
    """To whom, by name or id, and why."""

    to = fields.String(required=True)
    reason = fields.String(load_default="")


class Reminded(Schema):
    """When somebody was reminded of a task."""

    task = fields.Integer(required=True)
    at = fields.DateTime(required=True)


class SignerIn(HandTo):
    """Who is asked to sign, and whether before or after the holder's answer."""

    when = fields.String(
        required=True, validate=validate.OneOf([Said.BEFORE.value, Said.AFTER.value])
    )


class OpinionIn(Schema):
    """What a signer thinks of it."""

    decision = fields.String(
        required=True, validate=validate.OneOf([Said.APPROVE.value, Said.REJECT.value])
    )
    note = fields.String(load_default="")


class CopyTo(Schema):
    """Who is sent a copy, by name or id."""

    to = fields.List(
        fields.String(), required=True, validate=validate.Length(min=1, max=MOST)
    )
    note = fields.String(load_default="")


class HandedOn(Schema):
    """Who has the task now; `to` was given it, `instead_of` somebody away."""

    task = fields.Integer(required=True)
    assignee = Who(required=True, allow_none=True)
    to = Who(required=True)
    instead_of = Who(required=True, allow_none=True)


class Signed(Schema):
    """Where a task is once somebody has signed; `state` is the task's."""

    task = fields.Integer(required=True)
    order_no = fields.String(required=True)
    state = fields.String(required=True)
    order_state = fields.String(required=True)
    assignee = Who(required=True, allow_none=True)


class Copied(Schema):
    """Who was sent a copy."""

    task = fields.Integer(required=True)
    to = fields.List(Who(), required=True)


@bp.post(f"/<{ID}:task_id>/remind")
@context.needs(Verb.REMIND)
@bp.response(200, Reminded)
def remind(task_id: int) -> Response:
    """Remind the holder of a task, or its team; not too often."""
    engine = context.runtime().engine

    def run(work: Work) -> tuple[int, Any]:
        reminders.remind(work, engine, task_id)
        return 200, {"task": task_id, "at": work.now}

    return answered(Reminded, run)


@bp.post(f"/<{ID}:task_id>/transfer")
@context.needs(Verb.WORK)
@bp.arguments(HandTo)
@bp.response(200, HandedOn)
def transfer(payload: dict[str, str], task_id: int) -> Response:
    """Make a task somebody else's from now on."""
    return _passed(task_id, payload, handing.transfer)


@bp.post(f"/<{ID}:task_id>/delegate")
@context.needs(Verb.WORK)
@bp.arguments(HandTo)
@bp.response(200, HandedOn)
def delegate(payload: dict[str, str], task_id: int) -> Response:
    """Let somebody else do a task; it comes back with their answer filled in."""
    return _passed(task_id, payload, handing.delegate)


@bp.post(f"/<{ID}:task_id>/add-sign")
@context.needs(Verb.WORK)
@bp.arguments(SignerIn)
@bp.response(200, HandedOn)
def add_sign(payload: dict[str, str], task_id: int) -> Response:
    """Ask somebody for an opinion before the answer, or to sign it afterwards."""
    when = Said(payload["when"])
    return _passed(task_id, payload, partial(handing.add_signer, when=when))


@bp.post(f"/<{ID}:task_id>/sign")
@context.needs(Verb.WORK)
@bp.arguments(OpinionIn)
@bp.response(200, Signed)
def sign(payload: dict[str, str], task_id: int) -> Response:
    """Give one's opinion of a task about which one was asked."""
    engine = context.runtime().engine

    def run(work: Work) -> tuple[int, Any]:
        decision, note = Said(payload["decision"]), handing.tidy(payload["note"])
        signing.sign(work, engine, task_id, decision, note)
        row, order = (
            user_tasks.get(work.read, task_id),
            lookup.of_task(work.read, task_id),
        )
        return 200, {
            "task": task_id,
            "order_no": order.order_no,
            "state": row.state,
            "order_state": order.state,
            "assignee": row.assignee,
        }

    return answered(Signed, run)


@bp.post(f"/<{ID}:task_id>/cc")
@context.needs(Verb.WORK)
@bp.arguments(CopyTo)
@bp.response(200, Copied)
def cc(payload: dict[str, Any], task_id: int) -> Response:
    """Send people word of a task, which they may read from then on."""
    engine = context.runtime().engine

    def run(work: Work) -> tuple[int, Any]:
        to = handing.copy(work, engine, task_id, payload["to"], payload["note"])
        return 200, {"task": task_id, "to": to}

    return answered(Copied, run)


def _passed(task_id: int, payload: dict[str, str], act: Pass) -> Response:
    engine = context.runtime().engine
    wanted = Wanted(payload["to"], payload["reason"])

    def run(work: Work) -> tuple[int, Any]:
        given = act(work, engine, task_id, wanted)
        row = user_tasks.get(work.read, task_id)
        to = {"to": given.to, "instead_of": given.instead_of}
        return 200, {"task": task_id, "assignee": row.assignee, **to}

    return answered(HandedOn, run)
