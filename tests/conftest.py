"""Fixtures that every tier shares."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

pytest_plugins = [
    "tests.postgres",
    "tests.requirements",
    "tests.story",
    "tests.visitors",
    "tests.jam",
    "tests.served",
    "tests.quick_story",
    "tests.drafts",
]

ROOT = Path(__file__).parents[1]

# a slow machine is no failure: nothing here asserts wall-clock time
settings.register_profile(
    "house", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("house")


@pytest.fixture(scope="session")
def shared() -> Path:
    """Return the folder of test data beside the checkout, or skip."""
    for place in (ROOT.parent / "shared", ROOT.parent.parent / "shared"):
        if (place / "data").is_dir():
            return place
    pytest.skip("skipped: no shared data")
