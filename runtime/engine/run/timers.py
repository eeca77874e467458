"""Timers (定时器): a due table, so only instances that are due are ever loaded."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, select, update

from runtime.engine.facts import Tag
from runtime.engine.machine import Engine
from runtime.engine.run import instances
from runtime.engine.run.history import Event
from runtime.engine.run.instances import Cause
from runtime.engine.spiff import Run
from runtime.engine.tables import Timer
from runtime.kernel.db import table_of
from runtime.kernel.errors import Conflict
from runtime.kernel.work import LOST_RACE, Work

TIMER = table_of(Timer)


def list_due(read: Connection, now: datetime, limit: int) -> Sequence[Any]:
    """Return timers due at ``now``, the oldest first."""
    asked = select(TIMER).where(TIMER.c.due_at <= now).order_by(TIMER.c.due_at)
    return read.execute(asked.limit(limit)).all()


def fire(work: Work, engine: Engine, instance_id: int, node: int) -> None:
    """Fire a due timer and move its instance.

    Raises Conflict("lost-race") when somebody else fired it first.
    """
    loaded = instances.load(work.read, engine, instance_id)

    def take() -> None:
        mine = (TIMER.c.instance_id == instance_id, TIMER.c.node == node)
        if work.session.execute(delete(TIMER).where(*mine)).rowcount != 1:
            raise Conflict(LOST_RACE, what=loaded.business_key)

    work.on_begin(take)

    def act(run: Run) -> None:
        run.fire(node, work.now)

    cause = Cause(Event.TIMER, Tag.TIMER_FIRED, {"node": node}, {})
    instances.move(work, engine, loaded, act, cause)


def park(work: Work, instance_id: int, node: int, until: datetime) -> None:
    """Look at a timer again at ``until``: firing it raised something unexpected."""
    mine = (TIMER.c.instance_id == instance_id, TIMER.c.node == node)
    work.session.execute(update(TIMER).where(*mine).values(due_at=until))
