"""Timers (定时器): a due table, so only instances that are due are ever loaded."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NoReturn

from sqlalchemy import Connection, delete, insert, select, update

from runtime.engine.facts import Tag
from runtime.engine.machine import Engine
from runtime.engine.run import instances, loading
from runtime.engine.run.history import Event
from runtime.engine.run.instances import Cause, Closing
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
    """Fire a due timer and move its instance; one that repeats is due again later.

    Raises Conflict("lost-race") when somebody else fired it first.
    """
    loaded = loading.load(work.read, engine, instance_id)
    mine = (TIMER.c.instance_id == instance_id, TIMER.c.node == node)

    def refuse() -> NoReturn:
        raise Conflict(LOST_RACE, what=loaded.business_key)

    given: dict[str, str] = {}

    def act(run: Run) -> None:
        given.update([("timer", w.element.id) for w in run.waits() if w.node == node])
        run.fire(node, work.now)

    taking = Closing(delete(TIMER).where(*mine), refuse)
    cause = Cause(Event.TIMER, Tag.TIMER_FIRED, {"node": node}, given, closing=taking)
    outcome = instances.move(work, engine, loaded, act, cause)
    again = [wait.due for wait in outcome.waits if wait.node == node]
    if again and again[0] is not None:  # it repeats, and waits for its next round
        row = {"instance_id": instance_id, "node": node, "due_at": again[0]}
        work.session.execute(insert(TIMER), row)


def park(work: Work, instance_id: int, node: int, until: datetime) -> None:
    """Look at a timer again at ``until``: firing it raised something unexpected."""
    mine = (TIMER.c.instance_id == instance_id, TIMER.c.node == node)
    work.session.execute(update(TIMER).where(*mine).values(due_at=until))
