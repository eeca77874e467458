"""Remarks of this house on an order (备注): added, never changed.

The words stand in a table of their own; the trail says who added which remark, with
a digest of its words, so that a remark which was altered past the triggers is found.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, func, select

from runtime.engine.machine import Engine
from runtime.kernel.db import table_of
from runtime.kernel.errors import Invalid
from runtime.kernel.texts import Text, text
from runtime.kernel.work import Work
from runtime.kernel.writing import written
from runtime.orders.order import lookup
from runtime.orders.order.facts import Tag
from runtime.orders.order.lookup import ORDERS
from runtime.orders.order.tables import OrderComment

COMMENT = table_of(OrderComment)
LONGEST = 10_000  # characters


class Comment(NamedTuple):
    """One remark: its number on the order, when, by whom, what."""

    seq: int
    at: datetime
    actor: str
    words: str


def add(work: Work, engine: Engine, order_no: str, words: str) -> Comment:
    """Add a remark; raises NotFound, or Invalid for one that is empty or too long."""
    tidied = _tidied(words)
    fault = _fault(tidied)
    if fault is not None:
        raise Invalid(fault.code, {"text": [fault]}, **fault.facts)
    order_id = lookup.get(work.session, order_no).id
    last = select(func.coalesce(func.max(COMMENT.c.seq), 0))
    seq = work.session.execute(last.where(COMMENT.c.order_id == order_id)).scalar_one()
    comment = Comment(seq + 1, work.now, work.actor.id, tidied)
    work.session.execute(COMMENT.insert(), {"order_id": order_id, **comment._asdict()})
    digest = hashlib.sha256(tidied.encode()).hexdigest()
    doc = {"comment": comment.seq, "characters": len(tidied), "sha256": digest}
    engine.trail.write(work, order_no, Tag.REMARKED, doc)
    return comment


def list_page(
    read: Connection, order_no: str, limit: int, after: int = 0
) -> Sequence[Any]:
    """Return the remarks on an order, the oldest first, behind number ``after``."""
    asked = _of(order_no).where(COMMENT.c.seq > after)
    return read.execute(asked.order_by(COMMENT.c.seq).limit(limit)).all()


def list_latest(read: Connection, order_no: str, limit: int) -> Sequence[Any]:
    """Return the last remarks on an order, the newest first."""
    asked = _of(order_no).order_by(COMMENT.c.seq.desc()).limit(limit)
    return read.execute(asked).all()


def _of(order_no: str) -> Any:
    columns = (COMMENT.c.seq, COMMENT.c.at, COMMENT.c.actor, COMMENT.c.words)
    mine = select(ORDERS.c.id).where(ORDERS.c.order_no == order_no)
    return select(*columns).where(COMMENT.c.order_id == mine.scalar_subquery())


def _tidied(words: str) -> str:
    lines = words.replace("\r\n", "\n").replace("\r", "\n")
    return written(lines).strip()


def _fault(words: str) -> Text | None:
    if not words:
        return text("comment-empty")
    if len(words) > LONGEST:
        return text("comment-long", found=len(words), longest=LONGEST)
    return None
