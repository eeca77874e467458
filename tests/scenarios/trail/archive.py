"""An installation with a small audit trail, and somebody who owns its database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import orjson
from click.testing import CliRunner, Result
from sqlalchemy import Connection, text

from runtime import bootstrap
from runtime.cli.app import spillway
from runtime.kernel.actors import Actor
from runtime.kernel.clock import FixedClock
from runtime.kernel.db import Database
from runtime.kernel.settings import Settings
from runtime.migrations import schema

FIRST_DAY = datetime(2026, 11, 10, 8, 0, tzinfo=UTC)
CHAINS = ("甲", "乙", "丙")
LIN = Actor("lin", "林")


@dataclass(frozen=True, slots=True)
class Archive:
    """A database with a trail, its anchors, and the command line on both."""

    url: str
    folder: Path

    @property
    def anchors(self) -> Path:
        """Return the folder of the anchor files."""
        return self.folder / "anchors"

    @property
    def environment(self) -> dict[str, str]:
        """Return the settings of the installation."""
        return {
            "SPILLWAY_DATABASE_URL": self.url,
            "SPILLWAY_SECRET_KEY": "the key of an archive",
            "SPILLWAY_ANCHORS": str(self.anchors),
        }

    def fill(self) -> None:
        """Write two blocks a day on two days; each has an entry for every chain."""
        clock = FixedClock(FIRST_DAY)
        runtime = bootstrap.build(Settings.read(self.environment), clock)
        schema.upgrade(runtime.database)
        for hours in (1, 1, 24, 1):
            clock.advance(timedelta(hours=hours))
            with runtime.work(LIN) as work:
                for subject in CHAINS:
                    doc = {"amount": "5.00", "by": "林"}
                    runtime.engine.trail.write(work, subject, "test:it:done", doc)
        runtime.close()

    def run(self, *words: str, **settings: str) -> Result:
        """Run a command of the installation."""
        environment = {**self.environment, **settings}
        return CliRunner().invoke(spillway, list(words), env=environment)

    def verdict(self, **settings: str) -> Any:
        """Return what ``audit verify`` says as JSON."""
        return orjson.loads(self.run("audit", "verify", "--json", **settings).stdout)

    def faults(self, **settings: str) -> set[str]:
        """Return the codes of the faults that ``audit verify`` finds."""
        return {each["code"] for each in self.verdict(**settings)["faults"]}

    def rewrite(self, *statements: str) -> None:
        """Change the database as its owner can: without the triggers."""
        with self.owned() as connection:
            for table in ("audit_entry", "audit_block"):
                _drop_triggers(connection, table)
            for statement in statements:
                connection.execute(text(statement))

    @contextmanager
    def owned(self) -> Iterator[Connection]:
        """Open the database beside the product; commit at the end."""
        database = Database(self.url)
        try:
            with database.engine.begin() as connection:
                yield connection
        finally:
            database.close()


def _drop_triggers(connection: Connection, table: str) -> None:
    if connection.dialect.name == "sqlite":
        connection.execute(text(f"DROP TRIGGER {table}_no_update"))
        connection.execute(text(f"DROP TRIGGER {table}_no_delete"))
    else:
        connection.execute(text(f"DROP TRIGGER {table}_append_only ON {table}"))
