"""An installation and the warehouse outside it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.receiver import Receiver
from tests.scenarios.deliveries.world import World, outside

QUARTER = timedelta(minutes=15)


@pytest.fixture
def warehouse(tmp_path: Path) -> Iterator[Receiver]:
    with Receiver(tmp_path / "heard.jsonl") as receiver:
        yield receiver


@pytest.fixture
def world(tmp_path: Path, warehouse: Receiver, database_url: str) -> Iterator[World]:
    outside(tmp_path, warehouse.port)
    world = World(tmp_path, database_url)
    world.opens()
    yield world
    world.close()


@pytest.fixture
def parcel(world: World) -> int:
    """An instance that waits for the warehouse."""
    return world.begins("parcel", "P-1")


def tries(world: World, count: int) -> None:
    """Let the worker look this often, a quarter of an hour apart."""
    for _ in range(count):
        world.deliveries.tick()
        world.clock.advance(QUARTER)


def resolves(world: World, resolve: Callable[..., Any]) -> None:
    """Resolve the only open incident."""
    (incident,) = world.incidents()
    with world.work() as work:
        resolve(work, world.engine, incident.id, "the warehouse is back")
