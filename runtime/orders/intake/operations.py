"""Take orders in, a batch at a time: run them in memory, then write them at once.

Duplicates are told by channel and the channel's number. The first order stands;
what is told differently later goes to its trail, and an order that is now paid is
paid. A batch that loses a race against another worker is simply done again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from runtime.engine import running, saving
from runtime.engine.machine import Engine
from runtime.engine.running import Outcome
from runtime.engine.saving import Rows, Started
from runtime.kernel import faults, ids, parameters
from runtime.kernel.audit import canonical
from runtime.kernel.work import Work
from runtime.orders.intake.channel import Channel
from runtime.orders.intake.channels import subjects
from runtime.orders.order import lookup
from runtime.orders.order import operations as orders
from runtime.orders.order.bodies import differences, from_body
from runtime.orders.order.decoding import Decoded
from runtime.orders.order.facts import STATES, OrderState, Tag
from runtime.orders.order.operations import Arrival, OrderRows
from runtime.orders.order.rules import is_newly_paid, order_no

_WITHOUT_A_PERSON = frozenset(
    {OrderState.RELEASED, OrderState.FULFILLING, OrderState.COMPLETED}
)


@dataclass(slots=True)
class Taken:
    """What became of a batch; ``repeats`` are told again with other content."""

    created: int = 0
    duplicate: int = 0
    places: Counter[str] = field(default_factory=Counter)
    order_nos: list[str] = field(default_factory=list)
    repeats: list[Decoded] = field(default_factory=list)


def take(
    work: Work,
    engine: Engine,
    channel: Channel,
    batch: Sequence[Decoded],
    *,
    is_dry: bool = False,
) -> Taken:
    """Register the new orders of ``batch`` and run each to where it first waits.

    A dry run does everything but write. Raises NotFound when the main process is
    not deployed, and Conflict("lost-race") when another worker took one of them.
    """
    taken = Taken()
    fresh = _fresh(work, channel, batch, taken)
    if not fresh:
        return taken
    outcomes = _run(work, engine, channel, fresh)
    faults.point("engine-ran")
    taken.created = len(fresh)
    taken.places = Counter(place_of(one) for one in outcomes)
    if not is_dry:
        taken.order_nos = _write(work, engine, fresh, outcomes)
    return taken


def take_again(work: Work, engine: Engine, again: Decoded) -> None:
    """Note what a known order is told to be now; pay it if it is paid now."""
    order = again.order
    known = lookup.known(work.read, order.channel, [order.external_no])
    row = lookup.get(work.read, known[order.external_no].order_no)
    first = from_body(bytes(row.body))
    found = differences(first, order)
    if row.told == orders.told(again.body) or not found:
        return
    doc = {
        "differences": {
            one.path: [_short(one.before), _short(one.after)] for one in found
        }
    }
    if is_newly_paid(first, order):
        data = {"amount": str(order.paid - first.paid), "at": order.paid_at}
        if order.paid == first.paid:
            data.pop("amount")
        orders.pay(work, engine, row.order_no, {**data, "final": True})
    orders.note_told_again(work, engine, row, again.body, doc)


def place_of(outcome: Outcome) -> str:
    """Return where a new order stands, as an import counts it."""
    if outcome.failure is not None:
        return "failed"
    if outcome.stage in _WITHOUT_A_PERSON:
        return "straight_through"
    if outcome.stage in (OrderState.HELD, OrderState.WAITING_PAYMENT):
        return str(outcome.stage)
    return "waiting_person"


def _fresh(
    work: Work, channel: Channel, batch: Sequence[Decoded], taken: Taken
) -> list[Decoded]:
    """Return what is new; count what is known and keep what is told differently."""
    numbers = [one.order.external_no for one in batch]
    known = {
        number: row.told
        for number, row in lookup.known(work.read, channel.id, numbers).items()
    }
    fresh = []
    for one in batch:
        number, digest = one.order.external_no, orders.told(one.body)
        if number not in known:
            known[number] = digest
            fresh.append(one)
            continue
        taken.duplicate += 1
        if known[number] != digest:
            taken.repeats.append(one)
    return fresh


def _run(
    work: Work, engine: Engine, channel: Channel, fresh: Sequence[Decoded]
) -> list[Outcome]:
    deployed = engine.definitions.current(work.read, orders.MAIN_PROCESS)
    values = parameters.values_at(work.read, work.now)
    around = subjects(channel)
    outcomes = []
    for one in fresh:
        known = {**around, **lookup.subjects(one.order, None)}
        frame = engine.frame_for(work.now, values, known)
        outcomes.append(running.begin(deployed, {}, frame, engine.handlers))
    return outcomes


def _write(
    work: Work, engine: Engine, fresh: Sequence[Decoded], outcomes: Sequence[Outcome]
) -> list[str]:
    deployed = engine.definitions.current(work.read, orders.MAIN_PROCESS)
    rows, order_rows = Rows(work), OrderRows(work)
    fresh_ids = ids.row_ids(work, 2 * len(fresh))
    numbers = _numbers(work, engine.zone, len(fresh))
    entries = []
    for index, (one, outcome) in enumerate(zip(fresh, outcomes, strict=True)):
        number = numbers[index]
        arrival = Arrival(
            fresh_ids[2 * index],
            number,
            one.order,
            one.body,
            outcome.stage if outcome.stage in STATES else OrderState.RECEIVED.value,
            outcome.data,
        )
        order_rows.add(arrival)
        saving.add_new(
            rows, deployed, Started(fresh_ids[2 * index + 1], number, outcome)
        )
        doc = _registered(one, arrival, deployed.version)
        entries.append((number, Tag.REGISTERED.value, canonical(doc)))
    order_rows.write()
    rows.write()
    engine.trail.write_new(work, entries)
    return numbers


def _numbers(work: Work, zone: str, count: int) -> list[str]:
    """Return order numbers of today, as the installation's zone has it."""
    today: date = work.now.astimezone(ZoneInfo(zone)).date()
    return [order_no(today, n) for n in ids.block(work, f"order:{today}", count)]


def _registered(one: Decoded, arrival: Arrival, version: int) -> Mapping[str, Any]:
    doc: dict[str, Any] = {
        "channel": one.order.channel,
        "external_no": one.order.external_no,
        "state": arrival.state,
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


def _short(value: Any) -> str:
    return str(value)[:200]
