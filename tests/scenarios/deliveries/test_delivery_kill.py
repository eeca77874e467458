"""断电: a worker killed while it sends loses nothing and moves nothing twice."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from runtime.engine.run.deliveries import Schedule
from tests.receiver import Receiver
from tests.scenarios.deliveries.world import World

ROOT = Path(__file__).parents[3]
Kill = Callable[[str], bool]
pytestmark = pytest.mark.slow


def is_killed(folder: Path, url: str, fault: str) -> bool:
    """Run a worker that pulls its own plug at ``fault``; tell whether it did."""
    command = [
        sys.executable,
        "-m",
        "tests.scenarios.deliveries.world",
        str(folder),
        url,
    ]
    environment = os.environ | {"SPILLWAY_FAULT": fault, "PYTHONPATH": str(ROOT)}
    ran = subprocess.run(command, env=environment, cwd=ROOT, timeout=60, check=False)
    return ran.returncode == -signal.SIGKILL


@pytest.fixture
def killed(tmp_path: Path, database_url: str) -> Kill:
    return partial(is_killed, tmp_path, database_url)


def comes_back(world: World) -> None:
    """Let the lease of the dead worker run out and another one look."""
    world.clock.advance(Schedule().lease * 2)
    world.deliveries.tick()


def test_killed_after_sending_it_is_sent_again_under_the_same_key(
    world: World, parcel: int, warehouse: Receiver, killed: Kill
) -> None:
    assert killed("after-send:1")
    assert (len(warehouse.heard), world.delivery().state) == (1, "pending")
    comes_back(world)
    assert warehouse.repeats == {world.delivery().key: 2}


def test_killed_after_sending_the_instance_moves_once(
    world: World, parcel: int, warehouse: Receiver, killed: Kill
) -> None:
    assert killed("after-send:1")
    comes_back(world)
    comes_back(world)
    assert world.events(parcel) == ["started", "answer"]
    assert (world.instance(parcel).stage, len(warehouse.done)) == ("sent", 1)


def test_killed_before_sending_it_is_sent_once(
    world: World, parcel: int, warehouse: Receiver, killed: Kill
) -> None:
    assert killed("before-send:1")
    assert warehouse.heard == []
    comes_back(world)
    assert (len(warehouse.heard), world.instance(parcel).stage) == (1, "sent")


def test_killed_while_recording_the_instance_moves_once(
    world: World, parcel: int, warehouse: Receiver, killed: Kill
) -> None:
    assert killed("before-commit:2")
    comes_back(world)
    assert warehouse.repeats == {world.delivery().key: 2}
    assert world.events(parcel) == ["started", "answer"]


def test_killed_after_recording_nothing_is_sent_again(
    world: World, parcel: int, warehouse: Receiver, killed: Kill
) -> None:
    assert killed("after-commit:2")
    comes_back(world)
    assert (len(warehouse.heard), world.instance(parcel).stage) == (1, "sent")
    assert world.events(parcel) == ["started", "answer"]


def test_a_killed_worker_costs_no_attempt(
    world: World, parcel: int, warehouse: Receiver, killed: Kill
) -> None:
    assert killed("after-send:1")
    assert world.delivery().attempt == 0
