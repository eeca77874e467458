"""What the page of a task shows: its order, why it is here, its form so far."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import render_template
from sqlalchemy import Connection

from runtime.engine.run import story
from runtime.orders.order import lookup
from runtime.orders.order import queries as order_queries
from web import context, hints, rendering, sights, uploads
from web.ui import hands, remarks, rows, task_form
from web.ui.hands import Hand

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


def get(read: Connection, task_id: int) -> Any:
    """Return a task that who is there may see; raises NotFound or Forbidden."""
    return hands.get(read, task_id)


def passed_again(
    read: Connection, task: Any, typed: Mapping[str, str], refused: str
) -> str:
    """Return the page of a task that could not be passed on as was asked."""
    return rendered(read, task, None, Hand(typed, refused))


def rendered(
    read: Connection, task: Any, filling: Filling | None, hand: Hand | None = None
) -> str:
    """Return the page of a task as far as its form is filled in.

    Before anybody types (None) it holds the answer that the task has up to now.
    """
    now, form = context.runtime().clock.now(), form_of(read, task)
    held = hands.of(read, task, hand or Hand())
    fields = fields_of(read, task)
    filling = filling or Filling(hands.started(held, fields))
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
        hands=held,
        is_open=held.is_open,
        held_at=held.since,
        remarks_box=remarks.box(read, task.business_key, task.id),
        now=now,
    )


def _why(read: Connection, row: Any) -> list[story.Line]:
    """Return the last decisions about an order, the newest first."""
    veil, engine = sights.seen(row).veil, context.runtime().engine
    lines = story.tell(read, engine, row.order_no, veil=veil)
    return [line for line in lines if line.kind == _DECISION][: -WHY - 1 : -1]
