"""A place whose process each test draws."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from runtime.migrations import schema
from tests.scenarios.back.place import Place


@pytest.fixture
def place(tmp_path: Path, database_url: str) -> Iterator[Place]:
    """Give a place on SQLite and on PostgreSQL."""
    place = Place(tmp_path, database_url)
    schema.upgrade(place.database)
    yield place
    place.close()
