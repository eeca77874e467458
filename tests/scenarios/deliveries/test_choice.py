"""谁先到听谁的: what waits for several things goes on with the first of them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from runtime.engine.design import deploy
from runtime.engine.design.artifacts import File, Kind
from runtime.engine.run import messages
from runtime.engine.run.messages import Message
from runtime.engine.tables import Subscription, Timer
from runtime.kernel.db import table_of
from tests.scenarios.deliveries.world import World
from tests.unit.spiff.drawing import (
    catch,
    end,
    file,
    gateway,
    process,
    start,
    sub,
)

Path = tuple[str, str, str]
PAID, STOP = ("p", "message", "paid"), ("q", "message", "stop")
SOON, LATE = ("t", "duration", "PT10M"), ("l", "duration", "PT50M")


def begins(world: World, *paths: Path) -> int:
    """Start a process that waits for whichever of these events comes first."""
    flows = ", ".join(f"g > {name}, {name} > e" for name, _, _ in paths)
    nodes = [start(), gateway("eventBased", "g"), *(catch(*one) for one in paths)]
    return drawn(world, process(*nodes, end(), flows=f"s > g, {flows}", id="choice"))


def drawn(world: World, diagram: str) -> int:
    (body,) = file(diagram).values()
    wanted = [File(Kind.PROCESS, "choice", "choice.bpmn", body)]
    with world.work() as work:
        deploy.deploy(work, world.engine, wanted, {})
    return world.begins("choice", "C-1")


def hears(world: World, name: str) -> int:
    with world.work() as work:
        return messages.receive(work, world.engine, "C-1", Message(name, {}))


def waits(world: World) -> tuple[int, int]:
    """Count what is listened for, and the timers."""
    with world.database.reading() as read:
        found = [
            read.execute(select(func.count()).select_from(table_of(one))).scalar_one()
            for one in (Subscription, Timer)
        ]
    return found[0], found[1]


@pytest.mark.parametrize(
    "paths",
    [(PAID, STOP), (PAID, SOON), (SOON, PAID), (PAID, STOP, SOON, LATE)],
    ids=["two-messages", "message-timer", "timer-message", "all"],
)
def test_a_message_ends_the_waiting_for_all_others(
    world: World, paths: tuple[Path, ...]
) -> None:
    begins(world, *paths)
    assert hears(world, "paid") == 1
    assert waits(world) == (0, 0)


@pytest.mark.parametrize(
    "paths",
    [(PAID, SOON), (SOON, PAID), (LATE, SOON), (SOON, STOP, LATE)],
    ids=["message-timer", "timer-message", "two-timers", "all"],
)
def test_a_timer_ends_the_waiting_for_all_others(
    world: World, paths: tuple[Path, ...]
) -> None:
    begins(world, *paths)
    world.clock.advance(timedelta(minutes=11))
    assert world.timers.tick() == 1
    assert waits(world) == (0, 0)


def test_of_several_timers_the_first_one_counts(world: World) -> None:
    begins(world, LATE, SOON)
    assert waits(world) == (0, 1)


def test_two_messages_may_each_open_a_sub_process_beside(world: World) -> None:
    def beside(name: str, message: str) -> str:
        given = {"interrupts": "false"}
        opens = start(f"{name}_s", "message", message, **given)
        flows = f"{name}_s > {name}_e"
        return sub(name, opens, end(f"{name}_e"), flows=flows, triggeredByEvent="true")

    nodes = start(), catch("t", "duration", "PT10M"), end()
    also = beside("one", "paid") + beside("two", "stop")
    drawn(world, process(*nodes, flows="s > t, t > e", id="choice", inner=also))
    assert (hears(world, "paid"), hears(world, "stop")) == (1, 1)
