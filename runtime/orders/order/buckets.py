"""In which bucket is an order? Where its main process stands (订单状态)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, literal, or_, select, update

from runtime.engine.facts import InstanceMoved
from runtime.engine.machine import Engine
from runtime.kernel.db import Moment, table_of
from runtime.kernel.work import Work
from runtime.orders.order.facts import STATES, Tag
from runtime.orders.order.tables import Movement, OrderRow

ORDERS, MOVEMENT = table_of(OrderRow), table_of(Movement)
MARKS = ("grade", "level", "color")
MAIN_PROCESS = "order_main"


def follow(work: Work, engine: Engine, fact: InstanceMoved) -> None:
    """Bring the order into the bucket of the stage its main process stands in."""
    if fact.process_id != MAIN_PROCESS:
        return
    mine = ORDERS.c.order_no == fact.business_key
    changed = {name: fact.data[name] for name in MARKS if name in fact.data}
    if fact.stage in STATES:
        changed["state"] = fact.stage
        left = work.session.execute(
            _moving(work, mine, fact.stage)
        ).scalar_one_or_none()
        if left is not None:
            doc = {"from": left, "to": fact.stage}
            engine.trail.write(work, fact.business_key, Tag.MOVED, doc)
    if changed:
        differs = or_(
            *(ORDERS.c[name].is_distinct_from(v) for name, v in changed.items())
        )
        values = {**changed, "version": ORDERS.c.version + 1}
        work.session.execute(update(ORDERS).where(mine, differs).values(values))


def _moving(work: Work, mine: ColumnElement[bool], state: str) -> Any:
    """Return the statement that notes a movement, if it is one; gives what is left.

    A movement has the number of the version that its order gets by it.
    """
    arriving = select(
        ORDERS.c.id,
        ORDERS.c.version + 1,
        literal(work.now, Moment),
        literal(work.actor.id),
        ORDERS.c.state,
        literal(state),
    ).where(mine, ORDERS.c.state != state)
    noting = MOVEMENT.insert().from_select([c.name for c in MOVEMENT.c], arriving)
    return noting.returning(MOVEMENT.c.from_state)
