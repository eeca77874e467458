"""Where measuring happens: a folder of its own, with real installations in it."""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import make_url

from runtime import bootstrap
from runtime.bootstrap import Runtime
from runtime.cli.bench.figures import Figure
from runtime.cli.setup import initialise
from runtime.kernel.clock import Clock
from runtime.kernel.db import Database
from runtime.kernel.settings import Settings
from runtime.kernel.texts import Text
from runtime.orders.order.buckets import MAIN_PROCESS

SECRET = "bench: this trail proves nothing to anybody"


@dataclass(frozen=True, slots=True)
class Sizes:
    """How much of everything; small ones prove that a measurement works."""

    orders: int = 6_000
    tasks: int = 1_000_000
    rounds: int = 3

    @property
    def steps(self) -> int:
        """Return how many user steps are done one by one."""
        return min(300, self.orders)

    @property
    def loops(self) -> int:
        """Return how many rework rounds an instance is sent through."""
        return min(400, self.orders)

    @property
    def sample(self) -> int:
        """Return how many orders a slow reference takes."""
        return max(1, self.orders // 10)


@dataclass(slots=True)
class Ground:
    """What a measurement works with; everything lies in ``folder``."""

    folder: Path
    sizes: Sizes
    file: Path
    channel: str
    postgres: str | None
    note: Callable[[Text], None]
    node_tools: Path | None = None
    _seed: Path | None = field(default=None, init=False)

    @contextmanager
    def installation(self, clock: Clock | None = None) -> Iterator[Runtime]:
        """Open a fresh SQLite installation with everything deployed and loaded."""
        with self.opened(self.database_url(), clock=clock) as runtime:
            yield runtime

    @contextmanager
    def stores(self) -> Iterator[dict[str, Runtime]]:
        """Open a fresh installation on SQLite, and on PostgreSQL when there is one."""
        with self.installation() as runtime:
            if self.postgres is None:
                yield {"SQLite": runtime}
                return
            with self.on_postgres() as other:
                yield {"SQLite": runtime, "PostgreSQL": other}

    @contextmanager
    def on_postgres(self) -> Iterator[Runtime]:
        """Open a fresh PostgreSQL installation; its database is dropped afterwards."""
        with self.postgres_database() as url, self.opened(url, is_new=True) as runtime:
            yield runtime

    @contextmanager
    def postgres_database(self) -> Iterator[str]:
        """Create an empty database on the server, drop it afterwards."""
        server = self.postgres or ""
        name = f"spillway_bench_{uuid.uuid4().hex[:12]}"
        _administer(server, f"CREATE DATABASE {name}")
        try:
            address = make_url(server).set(database=name)
            yield address.render_as_string(hide_password=False)
        finally:
            _administer(server, f"DROP DATABASE {name}")

    def database_url(self) -> str:
        """Return the URL of a fresh SQLite database with everything deployed."""
        target = self.folder / f"{uuid.uuid4().hex[:12]}.db"
        shutil.copyfile(self._seeded(), target)
        return f"sqlite:///{target}"

    def settings(self, url: str) -> Settings:
        """Return the settings of an installation on ``url``."""
        anchors = self.folder / "anchors"
        return Settings(database_url=url, secret_key=SECRET, anchors=anchors)

    @contextmanager
    def opened(
        self, url: str, *, is_new: bool = False, clock: Clock | None = None
    ) -> Iterator[Runtime]:
        """Open an installation; the main process is loaded before anything counts."""
        runtime = bootstrap.build(self.settings(url), clock)
        try:
            if is_new:
                initialise(runtime)
            with runtime.database.reading() as read:
                runtime.engine.definitions.current(read, MAIN_PROCESS)
            yield runtime
        finally:
            runtime.close()
            _remove(runtime.database)

    def _seeded(self) -> Path:
        if self._seed is None:
            path = self.folder / "seed.db"
            runtime = bootstrap.build(self.settings(f"sqlite:///{path}"))
            try:
                initialise(runtime)
            finally:
                runtime.close()
            self._seed = path
        return self._seed


@dataclass(frozen=True, slots=True)
class Measurement:
    """One thing to measure; ``measure`` gets the ground and gives figures.

    It uses what the product uses, takes no shortcut, measures its references in
    turns with ours, and leaves nothing outside the ground's folder.
    """

    name: str
    measure: Callable[[Ground], Sequence[Figure]]


def _remove(database: Database) -> None:
    if database.path is not None:
        for suffix in ("", "-wal", "-shm", ".lock"):
            path = database.path.with_name(database.path.name + suffix)
            path.unlink(missing_ok=True)


def _administer(url: str, statement: str) -> None:
    """Create or drop a database; neither may stand inside a transaction."""
    database = Database(url)
    try:
        with database.reading() as connection:
            connection.exec_driver_sql(statement)
    finally:
        database.close()
