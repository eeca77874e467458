"""Tasks as lists and pages show them: joined with their orders, in one go."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection

from runtime.engine.run import four_eyes
from runtime.engine.tables import TaskState
from runtime.kernel.errors import Forbidden
from runtime.kernel.texts import Text, Title, text
from runtime.orders.intake import channels
from runtime.orders.order import lookup
from web import context
from web.ui.wording import kind_name

DAY, HOUR, MINUTE = 86_400, 3_600, 60
GRADES = ("P0", "P1", "P2", "P3")  # by a task's priority
_OPEN = TaskState.OPEN.value
_BARRED = {
    "four-eyes-did": "four-eyes-did-you",
    "four-eyes-done-for": "four-eyes-done-for-you",
}
_SOON = 4  # due soon: less than a quarter of the time is left


@dataclass(frozen=True, slots=True)
class Due:
    """Until when something is to be done; ``look`` is late, warn, ok or idle."""

    at: datetime | None
    since: datetime
    look: str
    text: Text


@dataclass(frozen=True, slots=True)
class Row:
    """One task with what its order is."""

    id: int
    order_no: str
    step: Title
    customer: str
    city: str
    channel: Title | str
    kind: Text | str
    is_special: bool
    grade: str
    color: str
    due: Due
    holder: str
    is_mine: bool
    owner: str  # to whom it comes back
    signing: str
    asked_by: str
    barred: Text | None = None  # why it is not for who looks at it: four eyes


class Named(NamedTuple):
    """What is known of a task's order: itself, who bought, what channels are called."""

    order: Any
    buyer: Any
    channels: Mapping[str, Title]


def joined(read: Connection, tasks: Sequence[Any], now: datetime) -> list[Row]:
    """Return tasks with their orders; three statements however many there are.

    One more tells which of them four eyes keep from who looks at them, if steps of
    theirs are paired with others.
    """
    numbers = [task.business_key for task in tasks]
    orders = lookup.get_listed(read, numbers) if numbers else {}
    buyers = lookup.customers(read, numbers) if numbers else {}
    named = channels.titles(read) if numbers else {}
    barred = _barred(read, tasks)
    found = [
        _row(
            read,
            task,
            Named(orders[task.business_key], buyers[task.business_key], named),
            now,
        )
        for task in tasks
    ]
    return [replace(row, barred=barred.get(row.id)) for row in found]


def _barred(read: Connection, tasks: Sequence[Any]) -> dict[int, Text]:
    """Return task → why somebody else must do it, where nobody has it yet."""
    free = [one for one in tasks if one.state == _OPEN and one.assignee is None]
    engine, actor = context.runtime().engine, context.actor()
    refused = four_eyes.refusals(read, engine, free, actor.id)
    return {task: barred_text(one) for task, one in refused.items()}


def barred_text(refused: Forbidden) -> Text:
    """Return in plain words why a task is not for who looks at it."""
    return text(_BARRED[refused.code], **refused.facts)


def step_of(read: Connection, task: Any) -> Title:
    """Return what a task is called."""
    deployed = context.runtime().engine.definitions.get(read, task.definition_id)
    element = deployed.model.elements[task.element]
    return Title(element.name, element.name_en)


def due(task: Any, now: datetime) -> Due:
    """Return how a task stands against the clock."""
    if task.due_at is None:
        return Due(None, task.created_at, "idle", text("inbox-due-none"))
    left = int((task.due_at - now).total_seconds())
    if left < 0:
        over = text("inbox-due-over", span=_span(-left))
        return Due(task.due_at, task.created_at, "late", over)
    given = (task.due_at - task.created_at).total_seconds()
    look = "warn" if left * _SOON < given else "ok"
    said = text("inbox-due-left", span=_span(left))
    return Due(task.due_at, task.created_at, look, said)


def _span(seconds: int) -> Text:
    """Return a stretch of time in its two largest units."""
    if seconds >= DAY:
        days, hours = seconds // DAY, seconds % DAY // HOUR
        return text("inbox-span-days", days=days, hours=hours)
    if seconds >= HOUR:
        hours, minutes = seconds // HOUR, seconds % HOUR // MINUTE
        return text("inbox-span-hours", hours=hours, minutes=minutes)
    return text("inbox-span-minutes", minutes=seconds // MINUTE)


def _row(read: Connection, task: Any, known: Named, now: datetime) -> Row:
    order, buyer, titles = known
    return Row(
        id=task.id,
        order_no=task.business_key,
        step=step_of(read, task),
        customer=buyer.customer.name,
        city=buyer.ship_to.city or buyer.ship_to.province,
        channel=titles.get(order.channel, order.channel),
        kind=kind_name(order.kind),
        is_special=order.kind != "ordinary",
        grade=order.grade or "",
        color=order.color or "grey",
        due=due(task, now),
        holder=task.assignee or "",
        is_mine=task.assignee == context.actor().id,
        owner=task.owner or "",
        signing=task.signing or "",
        asked_by=task.asked_by or "",
    )
