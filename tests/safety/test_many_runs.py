"""What an instance can repeat is its runs; it owes their steps, and is held back."""

from __future__ import annotations

from datetime import timedelta

from runtime.engine.design import deploy
from runtime.engine.design.artifacts import File, Kind
from tests.scenarios.deliveries.world import World
from tests.unit.spiff import drawing as d

DEAR = "{ seen: count(for i in 1..99000 return i) }"
CHEAP = "{ seen: count([1, 2, 3]) }"
MINUTE = timedelta(minutes=1)


def begins(world: World, script: str) -> int:
    """Begin an instance that takes a script again each minute, without end."""
    drawn = d.process(
        d.start(),
        d.script("first", "{ over: false }"),
        d.gateway("exclusive", "again", default="circle_f3"),
        d.end(),
        d.catch("pause", "duration", "PT1M"),
        d.script("work", script),
        flows="s > first, first > again, again > pause, again > e [over],"
        " pause > work, work > again",
        id="circle",
    )
    (body,) = d.file(drawn).values()
    with world.work() as work:
        wanted = [File(Kind.PROCESS, "circle", "circle.bpmn", body)]
        deploy.deploy(work, world.engine, wanted, {})
    return world.begins("circle", "C-1")


def passes(world: World, minutes: int) -> None:
    """Let so many minutes pass, and the timers fire in each of them."""
    for _ in range(minutes):
        world.clock.advance(MINUTE)
        world.timers.tick()


def codes(world: World) -> list[str]:
    return [each.code for each in world.incidents()]


def test_a_circle_of_dear_steps_is_held_back(world: World) -> None:
    begins(world, DEAR)

    passes(world, 12)

    assert codes(world) == ["instance-steps-spent"]


def test_it_is_held_back_by_one_incident_that_says_how_long(world: World) -> None:
    begins(world, DEAR)
    passes(world, 20)

    (found,) = world.incidents()

    assert '"minutes":' in found.facts


def test_a_circle_of_dear_steps_may_turn_a_few_times(world: World) -> None:
    begins(world, DEAR)

    passes(world, 9)

    assert codes(world) == []


def test_a_circle_of_cheap_steps_never_starves(world: World) -> None:
    begins(world, CHEAP)

    passes(world, 40)

    assert codes(world) == []
