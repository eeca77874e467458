"""In which bucket is an order? Where its main process stands (订单状态)."""

from __future__ import annotations

from runtime.engine.facts import InstanceMoved
from runtime.engine.machine import Engine
from runtime.kernel import bulk
from runtime.kernel.clock import micros
from runtime.kernel.work import Work
from runtime.orders.order import changes, lookup
from runtime.orders.order.facts import STATES, Tag
from runtime.orders.order.tables import Movement

MAIN_PROCESS = "order_main"


def follow(work: Work, engine: Engine, fact: InstanceMoved) -> None:
    """Bring the order into the bucket of the stage its main process stands in."""
    if fact.process_id != MAIN_PROCESS:
        return
    row = lookup.get(work.session, fact.business_key)
    state = fact.stage if fact.stage in STATES else row.state
    marks = {
        name: fact.data.get(name, row._mapping[name])
        for name in ("grade", "level", "color")
    }
    changed = {"state": state, **marks}
    if all(row._mapping[name] == value for name, value in changed.items()):
        return
    changes.save(work, row, changed)
    if state != row.state:
        entry = (row.id, row.version + 1, micros(work.now), work.actor.id)
        bulk.insert(work, Movement, [(*entry, row.state, state)])
        doc = {"from": row.state, "to": state}
        engine.trail.write(work, row.order_no, Tag.MOVED, doc)
