"""One meter for all probes; what the dearest of them cost stands below the results."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.safety.meter import Meter
from tests.scenarios.deliveries.world import World, outside

WORST = pytest.StashKey[str]()


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """Give an installation with its worker, and an outside that answers."""
    outside(tmp_path, 9)
    world = World(tmp_path, f"sqlite:///{tmp_path / 'safety.db'}")
    world.opens()
    yield world
    world.close()


@pytest.fixture(scope="session")
def meter(pytestconfig: pytest.Config) -> Iterator[Meter]:
    """Measure probes in processes of their own."""
    opened = Meter()
    yield opened
    pytestconfig.stash[WORST] = opened.worst()
    opened.close()


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """Tell what the dearest probes cost."""
    terminalreporter.write_line(config.stash.get(WORST, ""))
