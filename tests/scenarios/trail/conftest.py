"""The archive of each test: on SQLite and on PostgreSQL."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.scenarios.trail.archive import Archive


@pytest.fixture
def archive(database_url: str, tmp_path: Path) -> Archive:
    """Give an installation with a small audit trail."""
    archive = Archive(database_url, tmp_path)
    archive.fill()
    return archive


@pytest.fixture
def plain(tmp_path: Path) -> Archive:
    """Give the same on SQLite alone, for what the database has no part in."""
    archive = Archive(f"sqlite:///{tmp_path / 'spillway.db'}", tmp_path)
    archive.fill()
    return archive
