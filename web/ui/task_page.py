"""What the page of a task shows: its order, why it is here, its form so far."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import render_template
from sqlalchemy import Connection

from runtime.engine.design.forms import Form
from runtime.engine.run import story
from runtime.orders.order import bodies, lookup
from runtime.orders.order import queries as order_queries
from web import context, hints, rendering, uploads
from web.rendering import Field
from web.ui import hands, remarks, rows, task_bypass
from web.ui.hands import Hand

WHY = 3  # decisions that are told; the page of the order has them all
_DECISION = "decision"


@dataclass(frozen=True, slots=True)
class Filling:
    """How far a person has got with the form."""

    typed: Mapping[str, Sequence[str]]
    faults: Mapping[str, Sequence[str]] = field(default_factory=dict)
    others: Sequence[str] = ()  # faults of no field in sight
    refused: str = ""  # why the task is not theirs to end now


def get(read: Connection, task_id: int) -> Any:
    """Return a task that who is there may see; raises NotFound or Forbidden."""
    return hands.get(read, task_id)


def fields_of(read: Connection, task: Any) -> Sequence[Field]:
    """Return the fields of a task's form."""
    return rendering.fields_of(form_of(read, task))


def started(read: Connection, task: Any) -> Filling:
    """Return the form before anybody types: with the answer it has up to now."""
    return Filling(hands.started(read, task, fields_of(read, task)))


def passed_again(
    read: Connection, task: Any, typed: Mapping[str, str], refused: str
) -> str:
    """Return the page of a task that could not be passed on as was asked."""
    return rendered(read, task, started(read, task), Hand(typed, refused))


def rendered(
    read: Connection, task: Any, filling: Filling, hand: Hand | None = None
) -> str:
    """Return the page of a task as far as its form is filled in."""
    now, form = context.runtime().clock.now(), form_of(read, task)
    held = hands.of(read, task, hand or Hand())
    fields = rendering.fields_of(form)
    row = lookup.get(read, task.business_key)
    (listed,) = rows.joined(read, [task], now)
    return render_template(
        "task.html",
        kept=uploads.kept(read, task, filling.typed, fields),
        has_files=any(one.is_upload for one in rendering.every(fields)),
        task=task,
        row=listed,
        order=bodies.from_body(bytes(row.body)),
        paid=row.paid,
        payments=order_queries.list_payments(read, row.id),
        why=_why(read, task.business_key),
        form=form,
        fields=fields,
        labels={one.path: one.label for one in rendering.every(fields)},
        yes_no=rendering.yes_no,
        hint=hints.of(read, task, form),
        filling=filling,
        hands=held,
        is_open=held.is_open,
        held_at=held.since,
        bypass=task_bypass.offered(read, task),
        remarks_box=remarks.box(read, task.business_key, task.id),
        now=now,
    )


def form_of(read: Connection, task: Any) -> Form:
    """Return the form that the task's version of the process was published with."""
    definitions = context.runtime().engine.definitions
    deployed = definitions.get(read, task.definition_id)
    # deployment refuses a user task without a form; one of old has no questions
    return deployed.form_of(task.element) or Form(task.element, {}, {}, None)


def _why(read: Connection, order_no: str) -> list[story.Line]:
    """Return the last decisions about an order, the newest first."""
    lines = story.tell(read, context.runtime().engine, order_no)
    return [line for line in lines if line.kind == _DECISION][: -WHY - 1 : -1]
