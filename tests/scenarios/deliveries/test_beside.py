"""What goes on beside a call: a timer that repeats leaves its incident open."""

from __future__ import annotations

from datetime import timedelta

import pytest

from runtime.engine.design import deploy
from runtime.engine.design.artifacts import File, Kind
from runtime.engine.run import deliveries, timers
from runtime.engine.run.deliveries import Schedule
from tests.scenarios.deliveries.world import World
from tests.unit.spiff.drawing import boundary, end, file, process, service, start

TICK = timedelta(minutes=10)


@pytest.fixture
def patient(world: World) -> int:
    """An instance that waits for the warehouse and looks at its watch meanwhile."""
    nodes = (
        start(),
        service("ask", "connector:warehouse.ship"),
        boundary("tick", "ask", "cycle", "R3/PT10M", cancels="false"),
        end("done"),
        end("looked"),
    )
    drawn = process(*nodes, flows="s > ask, ask > done, tick > looked", id="patient")
    (body,) = file(drawn).values()
    with world.work() as work:
        wanted = [File(Kind.PROCESS, "patient", "patient.bpmn", body)]
        deploy.deploy(work, world.engine, wanted, {})
    return world.begins("patient", "P-9")


def ticks(world: World, count: int) -> int:
    """Let ten minutes pass this often; return how many timers fired."""
    fired = 0
    for _ in range(count):
        world.clock.advance(TICK)
        fired += world.timers.tick()
    return fired


def dies(world: World) -> None:
    with world.work() as work:
        sent = world.delivery().id
        once = Schedule(attempts=1)
        deliveries.failed(work, world.engine, sent, "closed", once)


def test_a_timer_that_repeats_fires_as_often_as_it_says(
    world: World, patient: int
) -> None:
    assert ticks(world, 5) == 3


def test_a_timer_that_repeats_is_due_again_after_its_period(
    world: World, patient: int
) -> None:
    ticks(world, 1)
    with world.database.reading() as read:
        (due,) = timers.list_due(read, world.clock.now() + TICK, 9)
    assert due.due_at > world.clock.now()


def test_a_timer_beside_a_dead_call_leaves_its_incident_open(
    world: World, patient: int
) -> None:
    dies(world)
    ticks(world, 1)
    assert [one.code for one in world.incidents()] == ["delivery-dead"]
    assert world.instance(patient).is_stuck
