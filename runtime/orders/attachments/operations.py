"""Keep an attachment, say that it became part of an answer, forget what never did."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select, update

from runtime.engine.machine import Engine
from runtime.engine.run import user_tasks
from runtime.kernel.db import table_of
from runtime.kernel.errors import Invalid
from runtime.kernel.work import Work
from runtime.orders.attachments.rules import MOST_FILES, Prepared
from runtime.orders.attachments.tables import (
    ORDER_ITSELF,
    SMALL,
    WHOLE,
    Attachment,
    AttachmentBody,
)
from runtime.orders.order import lookup
from runtime.orders.order.facts import Tag

ATTACHMENT, BODY = table_of(Attachment), table_of(AttachmentBody)
MOST_OF_ORDER = 200
UNUSED_LASTS = timedelta(days=7)


def add_to_order(work: Work, engine: Engine, order_no: str, prepared: Prepared) -> Any:
    """Attach something to an order; return its row.

    What is attached there already is not attached again. Raises NotFound, or Invalid
    when the order holds too many.
    """
    order = lookup.get_listed(work.read, [order_no])[order_no]
    return _add(work, engine, (order.order_no, ORDER_ITSELF, work.now), prepared)


def add_to_task(work: Work, engine: Engine, task_id: int, prepared: Prepared) -> Any:
    """Attach something to a task that the actor may complete; return its row.

    It is no part of the order before the task's answer names it. Raises NotFound,
    Forbidden, Conflict, or Invalid when the order holds too many.
    """
    task = user_tasks.get(work.read, task_id)
    user_tasks.check_turn(task, work.actor)
    return _add(work, engine, (task.business_key, task_id, None), prepared)


def use(work: Work, wanted: Collection[str]) -> None:
    """Note that attachments are part of an answer from now on."""
    unused = ATTACHMENT.c.id.in_(wanted), ATTACHMENT.c.used_at.is_(None)
    work.session.execute(update(ATTACHMENT).where(*unused).values(used_at=work.now))


def sweep(work: Work) -> None:
    """Forget what was uploaded for a task and became part of no answer."""
    is_over = (
        ATTACHMENT.c.used_at.is_(None),
        ATTACHMENT.c.added_at <= work.now - UNUSED_LASTS,
    )
    unused = select(ATTACHMENT.c.id).where(*is_over)
    work.session.execute(delete(BODY).where(BODY.c.id.in_(unused)))
    work.session.execute(delete(ATTACHMENT).where(*is_over))


def _add(
    work: Work,
    engine: Engine,
    place: tuple[str, int, datetime | None],
    prepared: Prepared,
) -> Any:
    order_no, task_id, used_at = place
    known = select(ATTACHMENT).where(ATTACHMENT.c.order_no == order_no)
    rows = work.session.execute(known).all()
    for row in rows:
        if row.task_id == task_id and row.sha256 == prepared.sha256:
            return row
    _check_room(rows, task_id)
    values = {
        "id": secrets.token_urlsafe(16),
        "order_no": order_no,
        "task_id": task_id,
        "name": prepared.name,
        "media_type": prepared.kind.value,
        "bytes": len(prepared.body),
        "sha256": prepared.sha256,
        "width": prepared.width,
        "height": prepared.height,
        "added_by": work.actor.id,
        "added_at": work.now,
        "used_at": used_at,
    }
    work.session.execute(ATTACHMENT.insert(), values)
    work.session.execute(BODY.insert(), _bodies(values["id"], prepared))
    doc = {
        "attachment": values["id"],
        "task": task_id or None,
        "media_type": prepared.kind.value,
        "bytes": len(prepared.body),
        "sha256": prepared.sha256,
    }
    engine.trail.write(work, order_no, Tag.ATTACHED, doc)
    return work.session.execute(
        select(ATTACHMENT).where(ATTACHMENT.c.id == values["id"])
    ).one()


def _check_room(rows: Collection[Any], task_id: int) -> None:
    """Refuse more than an order, or all tries of one task, may hold."""
    of_task = sum(row.task_id == task_id for row in rows if task_id)
    if len(rows) >= MOST_OF_ORDER or of_task >= 10 * MOST_FILES:
        raise Invalid("attachment-order-full", most=MOST_OF_ORDER)


def _bodies(attachment_id: Any, prepared: Prepared) -> list[dict[str, Any]]:
    found = [{"id": attachment_id, "part": WHOLE, "body": prepared.body}]
    if prepared.small is not None:
        found.append({"id": attachment_id, "part": SMALL, "body": prepared.small})
    return found
