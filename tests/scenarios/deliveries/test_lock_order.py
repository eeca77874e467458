"""加锁顺序: deliveries and timers take the instance before their own rows."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest

from runtime.engine.run import deliveries, incidents, messages, timers
from runtime.engine.run.deliveries import Schedule
from runtime.engine.run.messages import Message
from runtime.kernel.errors import BpmnError
from runtime.kernel.work import Work
from tests.scenarios.deliveries.world import World
from tests.statements import counting, is_in_order, taken

# the statement that takes instances; on SQLite the one writer's turn stands for it
TAKING = re.compile(r"UPDATE|DELETE|SELECT instance.id\s+FROM instance\s+WHERE .* IN")
ONCE = Schedule(attempts=1)
Operation = Callable[[Work], object]
Prepared = Callable[[World], Operation]


def answering(world: World) -> Operation:
    world.begins("parcel", "P-1")
    sent = world.delivery().id
    return lambda work: deliveries.answered(work, world.engine, sent, {"no": "1"})


def refusing(world: World) -> Operation:
    world.begins("parcel", "P-1")
    sent, short = world.delivery().id, BpmnError("out-of-stock")
    return lambda work: deliveries.refused(work, world.engine, sent, short)


def failing(world: World) -> Operation:
    world.begins("parcel", "P-1")
    sent = world.delivery().id
    return lambda work: deliveries.failed(work, world.engine, sent, "no", Schedule())


def dying(world: World) -> Operation:
    world.begins("parcel", "P-1")
    sent = world.delivery().id
    return lambda work: deliveries.failed(work, world.engine, sent, "no", ONCE)


def redriving(world: World) -> Operation:
    with world.work() as work:
        dying(world)(work)
    sent = world.delivery().id
    return lambda work: deliveries.redrive(work, world.engine, sent, "back")


def retrying(world: World) -> Operation:
    with world.work() as work:
        dying(world)(work)
    (known,) = world.incidents()
    return lambda work: incidents.retry(work, world.engine, known.id, "back")


def firing(world: World) -> Operation:
    nap = world.begins("nap", "N-1")
    world.clock.advance(timedelta(hours=1))
    with world.database.reading() as read:
        (due,) = timers.list_due(read, world.clock.now(), 9)
    return lambda work: timers.fire(work, world.engine, nap, due.node)


def run(world: World, prepare: Prepared) -> list[str]:
    """Run an operation; return the tables it took rows of, in that sequence."""
    operation = prepare(world)
    with counting(world.database) as counted, world.work() as work:
        operation(work)
    return taken(counted.statements)


@pytest.mark.parametrize(
    ("prepare", "tables"),
    [
        (answering, ["instance", "delivery"]),
        (refusing, ["instance", "delivery"]),
        (failing, ["delivery"]),
        (dying, ["instance", "delivery"]),
        (redriving, ["delivery"]),
        (retrying, ["instance", "delivery", "incident"]),
        (firing, ["instance", "timer"]),
    ],
    ids=lambda one: getattr(one, "__name__", ""),
)
def test_the_instance_is_taken_before_what_belongs_to_it(
    world: World, prepare: Prepared, tables: list[str]
) -> None:
    found = run(world, prepare)
    assert is_in_order(found)
    assert found == tables


def test_several_instances_are_taken_before_what_belongs_to_the_first(
    world: World,
) -> None:
    begun = [world.begins("ear", "E-1") for _ in range(2)]
    with counting(world.database) as counted, world.work() as work:
        heard = messages.receive(work, world.engine, "E-1", Message("paid", {}))
    first = next(one for one in counted.statements if TAKING.match(one))
    assert heard == len(begun)
    assert first.startswith("SELECT instance.id")
