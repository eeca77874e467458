"""Bring a database to the newest schema, with Alembic, on both databases."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import inspect, text

from runtime.kernel.db import Database
from runtime.kernel.errors import Misconfigured

if TYPE_CHECKING:
    from alembic.config import Config

HERE = Path(__file__).parent
MARK = "alembic_version"  # the table where Alembic keeps the revision


def upgrade(database: Database) -> str:
    """Create or upgrade the schema and return its revision.

    Safe to repeat; the writer's lock keeps two processes from doing it at once.
    """
    from alembic import command

    with database.transaction() as connection:
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
    return newest()


def check(database: Database) -> None:
    """Accept a database of the newest schema; raises Misconfigured otherwise."""
    with database.reading() as read:
        asked = text(f"SELECT version_num FROM {MARK}")
        is_marked = inspect(read).has_table(MARK)
        found = read.execute(asked).scalar_one_or_none() if is_marked else None
    if found is None:
        raise Misconfigured("database-not-initialised")
    if found != newest():
        raise Misconfigured("database-old", found=found, expected=newest())


@cache
def newest() -> str:
    """Return the newest revision that this release knows.

    Files of revisions begin with their number, so no command but ``init`` need load
    Alembic to know.
    """
    files = (HERE / "versions").glob("[0-9]*_*.py")
    return max(file.name.split("_", 1)[0] for file in files)


def _config() -> Config:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(HERE))
    config.set_main_option("path_separator", "os")
    return config
