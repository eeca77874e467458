"""The engine that examples are checked with: all operators, no data."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from runtime.bootstrap import build
from runtime.engine.machine import Engine
from runtime.kernel.settings import Settings


@pytest.fixture(scope="session")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """Give the engine of an installation that stays empty."""
    home = tmp_path_factory.mktemp("checks")
    runtime = build(Settings.read({}, f"sqlite:///{home}/spillway.db"))
    yield runtime.engine
    runtime.close()
