"""In which bucket is an order? Where its main process stands (订单状态)."""

from __future__ import annotations

from functools import cache

from sqlalchemy import Text, Update, bindparam, or_, select, update

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
    changed = {name: fact.data[name] for name in MARKS if name in fact.data}
    if fact.stage in STATES:
        changed["state"] = fact.stage
        left = _move(work, fact.business_key, fact.stage)
        if left is not None:
            doc = {"from": left, "to": fact.stage}
            engine.trail.write(work, fact.business_key, Tag.MOVED, doc)
    if changed:
        values = {f"new_{name}": value for name, value in changed.items()}
        values["key"] = fact.business_key
        work.session.execute(_marking(tuple(changed)), values)


def _move(work: Work, key: str, state: str) -> str | None:
    """Note a movement, if it is one; return the state that is left."""
    values = {"key": key, "at": work.now, "actor": work.actor.id, "state": state}
    found: str | None = work.session.execute(_MOVING, values).scalar_one_or_none()
    return found


@cache
def _marking(names: tuple[str, ...]) -> Update:
    """Return the statement that changes an order where one of ``names`` differs."""
    new = {name: bindparam(f"new_{name}", type_=ORDERS.c[name].type) for name in names}
    differs = or_(*(ORDERS.c[name].is_distinct_from(v) for name, v in new.items()))
    marking = update(ORDERS).where(ORDERS.c.order_no == bindparam("key"), differs)
    return marking.values({**new, "version": ORDERS.c.version + 1})


# a movement has the number of the version that its order gets by it
_MOVING = (
    MOVEMENT.insert()
    .from_select(
        [column.name for column in MOVEMENT.c],
        select(
            ORDERS.c.id,
            ORDERS.c.version + 1,
            bindparam("at", type_=Moment),
            bindparam("actor", type_=Text),
            ORDERS.c.state,
            bindparam("state", type_=Text),
        ).where(
            ORDERS.c.order_no == bindparam("key"), ORDERS.c.state != bindparam("state")
        ),
    )
    .returning(MOVEMENT.c.from_state)
)
