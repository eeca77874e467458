"""What the page of a task shows: its order, why it is here, its form so far."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import render_template
from sqlalchemy import Connection

from runtime.engine.run import queries, story
from runtime.orders.order import lookup
from runtime.orders.order import queries as order_queries
from web import context, hints, rendering, sights, uploads
from web.ui import remarks, rows, task_form

WHY = 3  # decisions that are told; the page of the order has them all
_DECISION = "decision"
form_of, fields_of = task_form.form_of, task_form.fields_of


@dataclass(frozen=True, slots=True)
class Filling:
    """How far a person has got with the form."""

    typed: Mapping[str, Sequence[str]]
    faults: Mapping[str, Sequence[str]] = field(default_factory=dict)
    others: Sequence[str] = ()  # faults of no field in sight
    refused: str = ""  # why the task is not theirs to end now


def rendered(read: Connection, task: Any, filling: Filling) -> str:
    """Return the page of a task as far as its form is filled in."""
    now, form = context.runtime().clock.now(), form_of(read, task)
    fields = fields_of(read, task)
    row = lookup.get(read, task.business_key)
    seen = sights.seen(row)
    (listed,) = rows.joined(read, [task], now)
    return render_template(
        "task.html",
        kept=uploads.kept(read, task, filling.typed, fields),
        has_files=any(one.is_upload for one in rendering.every(fields)),
        task=task,
        row=listed,
        order=seen.card(row),
        paid=seen.sums(row)["paid"],
        hides=seen.hides,
        payments=order_queries.list_payments(read, row.id),
        why=_why(read, row),
        form=form,
        fields=fields,
        labels={one.path: one.label for one in rendering.every(fields)},
        yes_no=rendering.yes_no,
        hint=hints.of(read, task, form),
        filling=filling,
        is_open=task.state == queries.OPEN,
        held_at=queries.taken_at(read, task) if _is_anothers(task) else None,
        remarks_box=remarks.box(read, task.business_key, task.id),
        now=now,
    )


def _is_anothers(task: Any) -> bool:
    held = task.state == queries.OPEN and task.assignee is not None
    return held and task.assignee != context.actor().id


def _why(read: Connection, row: Any) -> list[story.Line]:
    """Return the last decisions about an order, the newest first."""
    veil, engine = sights.seen(row).veil, context.runtime().engine
    lines = story.tell(read, engine, row.order_no, veil=veil)
    return [line for line in lines if line.kind == _DECISION][: -WHY - 1 : -1]
