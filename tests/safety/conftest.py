"""One meter for all probes; what the dearest of them cost stands below the results."""

from collections.abc import Iterator

import pytest

from tests.safety.meter import Meter

WORST = pytest.StashKey[str]()


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
