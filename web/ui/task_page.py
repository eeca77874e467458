"""What the page of a task shows: its order, why it is here, its form so far."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import render_template
from sqlalchemy import Connection

from runtime.engine.design.forms import Form
from runtime.engine.run import queries, story
from runtime.orders.order import bodies, lookup
from runtime.orders.order import queries as order_queries
from web import context, hints, rendering, uploads
from web.rendering import Field
from web.ui import remarks, rows, task_bypass

WHY = 3  # decisions that are told; the page of the order has them all
_DECISION = "decision"


@dataclass(frozen=True, slots=True)
class Filling:
    """How far a person has got with the form."""

    typed: Mapping[str, Sequence[str]]
    faults: Mapping[str, Sequence[str]] = field(default_factory=dict)
    others: Sequence[str] = ()  # faults of no field in sight
    refused: str = ""  # why the task is not theirs to end now


def fields_of(read: Connection, task: Any) -> Sequence[Field]:
    """Return the fields of a task's form."""
    return rendering.fields_of(form_of(read, task))


def rendered(read: Connection, task: Any, filling: Filling) -> str:
    """Return the page of a task as far as its form is filled in."""
    now, form = context.runtime().clock.now(), form_of(read, task)
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
        bypass=task_bypass.offered(read, task),
        is_open=task.state == queries.OPEN,
        held_at=queries.taken_at(read, task) if _is_anothers(task) else None,
        remarks_box=remarks.box(read, task.business_key, task.id),
        now=now,
    )


def _is_anothers(task: Any) -> bool:
    held = task.state == queries.OPEN and task.assignee is not None
    return held and task.assignee != context.actor().id


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
