"""Take orders in, a batch at a time: run them in memory, then write them at once.

Duplicates are told by channel and the channel's number. The first order stands;
what is told differently later goes to its trail (`repeats`). A batch that loses a
race against another worker is simply done again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from runtime.engine.machine import Engine
from runtime.engine.run.running import Outcome
from runtime.kernel import faults
from runtime.kernel.work import Work
from runtime.orders.intake.channel import Channel
from runtime.orders.intake.registering import register
from runtime.orders.intake.runs import place_of, run_all
from runtime.orders.order import lookup
from runtime.orders.order.bodies import digest
from runtime.orders.order.buckets import MAIN_PROCESS
from runtime.orders.order.decoding import Decoded

Name = tuple[str, str]


@dataclass(slots=True)
class Taken:
    """What became of a batch; ``repeats`` are told again with other content.

    Orders are named by channel and the channel's number; ``new`` and ``known`` say
    which number each has here.
    """

    created: int = 0
    duplicate: int = 0
    places: Counter[str] = field(default_factory=Counter)
    new: dict[Name, str] = field(default_factory=dict)
    known: dict[Name, str] = field(default_factory=dict)
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
    return take_all(work, engine, [(channel, batch)], is_dry=is_dry)


def take_all(
    work: Work,
    engine: Engine,
    batches: Sequence[tuple[Channel, Sequence[Decoded]]],
    *,
    is_dry: bool = False,
) -> Taken:
    """Take orders of several channels as `take` does: run all, then write all."""
    taken = Taken()
    fresh = [(one, _fresh(work, one, batch, taken)) for one, batch in batches]
    taken.created = sum(len(orders) for _, orders in fresh)
    if not taken.created:
        return taken
    deployed = engine.definitions.current(work.read, MAIN_PROCESS)
    ran: list[tuple[Decoded, Outcome]] = []
    for channel, orders in fresh:
        outcomes = run_all(work, engine, deployed, channel, orders)
        ran += zip(orders, outcomes, strict=True)
    faults.point("engine-ran")
    taken.places = Counter(place_of(outcome) for _, outcome in ran)
    if not is_dry:
        names = [
            (channel.id, one.order.external_no)
            for channel, orders in fresh
            for one in orders
        ]
        numbers = register(work, engine, deployed, ran)
        taken.new = dict(zip(names, numbers, strict=True))
    return taken


def _fresh(
    work: Work, channel: Channel, batch: Sequence[Decoded], taken: Taken
) -> list[Decoded]:
    """Return what is new; count what is known and keep what is told differently."""
    numbers = [one.order.external_no for one in batch]
    known = lookup.known(work.read, channel.id, numbers)
    taken.known |= {(channel.id, name): row.order_no for name, row in known.items()}
    fresh: dict[str, Decoded] = {}
    for one in batch:
        number = one.order.external_no
        if number in known:
            is_same = known[number].told == digest(one.body)
        elif number in fresh:
            is_same = fresh[number].body == one.body
        else:
            fresh[number] = one
            continue
        taken.duplicate += 1
        if not is_same:
            taken.repeats.append(one)
    return list(fresh.values())
