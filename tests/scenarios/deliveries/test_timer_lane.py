"""定时器: a due timer moves its instance, once, and holds up no other."""

from __future__ import annotations

from datetime import timedelta
from unittest.mock import DEFAULT, Mock

import pytest

from runtime.engine.run import timers
from runtime.kernel.errors import Conflict, Stuck
from runtime.kernel.work import LOST_RACE
from tests.scenarios.deliveries.world import World

TEN = timedelta(minutes=10)


@pytest.fixture
def sleeper(world: World) -> int:
    return world.begins("nap", "N-1")


def first_fails(monkeypatch: pytest.MonkeyPatch, cause: Exception) -> None:
    """Let firing fail once, and work from then on."""
    outcomes = [cause, *[DEFAULT] * 9]
    fire = Mock(wraps=timers.fire, side_effect=outcomes)
    monkeypatch.setattr(timers, "fire", fire)


def test_a_timer_does_not_fire_early(world: World, sleeper: int) -> None:
    world.clock.advance(TEN - timedelta(seconds=1))
    assert world.timers.tick() == 0


def test_a_due_timer_moves_its_instance(world: World, sleeper: int) -> None:
    world.clock.advance(TEN)
    world.timers.tick()
    assert world.instance(sleeper).stage == "awake"


def test_a_timer_fires_once(world: World, sleeper: int) -> None:
    world.clock.advance(TEN)
    assert [world.timers.tick(), world.timers.tick()] == [1, 0]
    assert world.events(sleeper) == ["started", "timer"]


@pytest.mark.parametrize("cause", [Stuck("some-fault"), RuntimeError("oh no")])
def test_a_timer_that_cannot_fire_is_parked_for_a_minute(
    world: World, sleeper: int, monkeypatch: pytest.MonkeyPatch, cause: Exception
) -> None:
    first_fails(monkeypatch, cause)
    world.clock.advance(TEN)
    assert [world.timers.tick(), world.timers.tick()] == [0, 0]
    world.clock.advance(timedelta(minutes=1))
    assert world.timers.tick() == 1


def test_a_timer_that_cannot_fire_holds_up_no_other(
    world: World, sleeper: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = world.begins("nap", "N-2")
    first_fails(monkeypatch, RuntimeError("oh no"))
    world.clock.advance(TEN)
    world.timers.tick()
    assert world.instance(other).stage == "awake"


def test_a_timer_that_somebody_else_fired_is_passed_over(
    world: World, sleeper: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    first_fails(monkeypatch, Conflict(LOST_RACE, what="N-1"))
    world.clock.advance(TEN)
    world.timers.tick()
    assert world.timers.tick() == 1  # not parked: still due at once
