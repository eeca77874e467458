"""Bring a database to the newest schema, with Alembic, on both databases."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from runtime.kernel.db import Database
from runtime.kernel.errors import Misconfigured

HERE = Path(__file__).parent


def upgrade(database: Database) -> str:
    """Create or upgrade the schema and return its revision.

    Safe to repeat; the writer's lock keeps two processes from doing it at once.
    """
    with database.transaction() as connection:
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
    return newest()


def check(database: Database) -> None:
    """Accept a database of the newest schema; raises Misconfigured otherwise."""
    with database.reading() as connection:
        found = MigrationContext.configure(connection).get_current_revision()
    if found is None:
        raise Misconfigured("database-not-initialised")
    if found != newest():
        raise Misconfigured("database-old", found=found, expected=newest())


def newest() -> str:
    """Return the newest revision that this release knows."""
    return ScriptDirectory.from_config(_config()).get_current_head() or ""


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(HERE))
    config.set_main_option("path_separator", "os")
    return config
