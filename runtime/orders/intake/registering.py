"""New orders are registered: numbers are given, and all their rows written at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from runtime.engine.design.definitions import Deployed
from runtime.engine.machine import Engine
from runtime.engine.run.running import Outcome
from runtime.engine.run.starting import NewInstances
from runtime.kernel import ids
from runtime.kernel.audit import canonical
from runtime.kernel.work import Work
from runtime.orders.order.arrivals import Arrival, OrderRows
from runtime.orders.order.bodies import digest
from runtime.orders.order.decoding import Decoded
from runtime.orders.order.facts import STATES, OrderState, Tag
from runtime.orders.order.rules import order_no


def register(
    work: Work,
    engine: Engine,
    deployed: Deployed,
    ran: Iterable[tuple[Decoded, Outcome]],
) -> list[str]:
    """Write new orders with what their first run left; return their numbers."""
    ran = list(ran)
    order_rows, instances = OrderRows(work), NewInstances(work, engine, deployed)
    fresh_ids = iter(ids.row_ids(work, 2 * len(ran)))
    numbers = _numbers(work, engine.zone, len(ran))
    entries = []
    for number, (one, outcome) in zip(numbers, ran, strict=True):
        arrival = _arrival(next(fresh_ids), number, one, outcome)
        order_rows.add(arrival)
        instances.add(next(fresh_ids), number, outcome)
        doc = canonical(_registered(one, arrival.state, deployed.version))
        entries.append((number, Tag.REGISTERED.value, doc))
    entries += [(key, tag, canonical(doc)) for key, tag, doc in instances.failures]
    order_rows.write()
    engine.trail.write_new(work, entries)
    instances.write()
    return numbers


def _arrival(row_id: int, number: str, one: Decoded, outcome: Outcome) -> Arrival:
    state = outcome.stage if outcome.stage in STATES else OrderState.RECEIVED.value
    return Arrival(
        row_id, number, one.order, one.body, digest(one.body), state, outcome.data
    )


def _numbers(work: Work, zone: str, count: int) -> list[str]:
    """Return order numbers of today, as the installation's zone has it."""
    today: date = work.now.astimezone(ZoneInfo(zone)).date()
    return [order_no(today, n) for n in ids.block(work, f"order:{today}", count)]


def _registered(one: Decoded, state: str, version: int) -> Mapping[str, Any]:
    doc: dict[str, Any] = {
        "channel": one.order.channel,
        "external_no": one.order.external_no,
        "state": state,
        "process": version,
    }
    if one.readings:
        doc["times"] = {
            each.field: [each.raw, each.zone, each.utc.isoformat(), each.doubt]
            for each in one.readings
        }
    if one.notices:
        doc["notices"] = {each.field: each.text.code for each in one.notices}
    return doc
