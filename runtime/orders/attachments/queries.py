"""Which attachments there are, for whom; their bytes are asked for by themselves.

What is attached to an order, or was part of the answer of a task, is seen by everybody
who may read orders. Before that it is seen by those whose task it is.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, or_, select

from runtime.engine.run import user_tasks
from runtime.engine.tables import UserTask
from runtime.kernel.actors import Actor
from runtime.kernel.db import table_of
from runtime.kernel.errors import NotFound
from runtime.orders.attachments.tables import SMALL, WHOLE, Attachment, AttachmentBody

ATTACHMENT, BODY = table_of(Attachment), table_of(AttachmentBody)
TASK = table_of(UserTask)
MOST_LISTED = 200


def get(read: Connection, attachment_id: str, actor: Actor) -> Any:
    """Return the row of an attachment; raises NotFound, or Forbidden."""
    asked = select(ATTACHMENT).where(ATTACHMENT.c.id == attachment_id)
    row = read.execute(asked).one_or_none()
    if row is None:
        raise NotFound("attachment-unknown", attachment=attachment_id)
    if row.used_at is None and row.added_by != actor.id:
        user_tasks.check_role(user_tasks.get(read, row.task_id), actor)
    return row


def body_of(read: Connection, attachment_id: str, *, small: bool = False) -> bytes:
    """Return the bytes of an attachment, or of its small picture; raises NotFound."""
    part = SMALL if small else WHOLE
    asked = select(BODY.c.body).where(BODY.c.id == attachment_id, BODY.c.part == part)
    found = read.execute(asked).scalar_one_or_none()
    if found is None:
        raise NotFound("attachment-unknown", attachment=attachment_id)
    return bytes(found)


def list_of_order(read: Connection, order_no: str, actor: Actor) -> Sequence[Any]:
    """Return the attachments of an order that the actor may see, the newest first."""
    return _listed(read, actor, ATTACHMENT.c.order_no == order_no)


def list_of_task(read: Connection, task_id: int, actor: Actor) -> Sequence[Any]:
    """Return the attachments of one task that the actor may see, the newest first."""
    return _listed(read, actor, ATTACHMENT.c.task_id == task_id)


def for_task(read: Connection, task: Any, wanted: Collection[str]) -> Mapping[str, Any]:
    """Return id → row of those attachments that an answer of a task may name.

    They were uploaded for this task, or are part of its order for all to see.
    """
    if not wanted:
        return {}
    asked = select(ATTACHMENT).where(
        ATTACHMENT.c.id.in_(list(wanted)[:MOST_LISTED]),
        ATTACHMENT.c.order_no == task.business_key,
        or_(ATTACHMENT.c.task_id == task.id, ATTACHMENT.c.used_at.is_not(None)),
    )
    return {row.id: row for row in read.execute(asked)}


def _listed(
    read: Connection, actor: Actor, where: ColumnElement[bool]
) -> Sequence[Any]:
    of_mine = select(TASK.c.id).where(
        TASK.c.id == ATTACHMENT.c.task_id,
        or_(TASK.c.role.in_(actor.roles), TASK.c.assignee == actor.id),
    )
    may_see = or_(
        ATTACHMENT.c.used_at.is_not(None),
        ATTACHMENT.c.added_by == actor.id,
        of_mine.exists(),
    )
    newest = (ATTACHMENT.c.added_at.desc(), ATTACHMENT.c.id)
    asked = select(ATTACHMENT).where(where, may_see).order_by(*newest)
    return read.execute(asked.limit(MOST_LISTED)).all()
