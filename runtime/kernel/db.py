"""Two databases behind one door: SQLite in one file, or PostgreSQL.

SQLite runs in WAL mode with ``synchronous=FULL``; a transaction begins with
``BEGIN IMMEDIATE`` behind one gate: a lock in the process and a lock file that
every process on the same database shares, so writers queue instead of failing.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, cast

from filelock import FileLock, Timeout
from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Dialect,
    Engine,
    Integer,
    MetaData,
    Table,
    Text,
    create_engine,
    event,
    literal,
    make_url,
    tuple_,
)
from sqlalchemy.exc import (
    ArgumentError,
    NoSuchModuleError,
    OperationalError,
)
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator

from runtime.kernel.actors import ActorId
from runtime.kernel.clock import micros, moment
from runtime.kernel.errors import Misconfigured, Suspended

WRITER_WAIT_SECONDS = 60.0
_SETTLE_MS = 2_000
_BUSY = "busy_timeout=60000"
_PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    _BUSY,
    "cache_size=-32768",
    "wal_autocheckpoint=4000",
    "temp_store=MEMORY",
    "trusted_schema=OFF",
    "recursive_triggers=ON",  # else REPLACE deletes past the triggers of the trail
)

Id = BigInteger().with_variant(Integer, "sqlite")
NO_ROWID = {"sqlite_with_rowid": False}  # the primary key is the only tree


BUSY = "database-busy"
# connections that are kept, and beyond them: a request that writes holds up to three
# at once, and of sixteen requests none may wait for what the others hold
_KEPT, _PEAK = 20, 40
CONNECTION_WAIT_SECONDS = 30.0  # for one of them; then it is told to come again


class Base(DeclarativeBase):
    """All mapped tables of the runtime."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_N_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


def table_of(model: type[Base]) -> Table:
    """Return the Core table of a mapped class."""
    return cast(Table, model.__table__)


def beyond(sort: Sequence[Any], last: Sequence[Any]) -> ColumnElement[bool]:
    """Return the condition of what comes after the row whose sort key is ``last``."""
    key = (literal(value, one.type) for one, value in zip(sort, last, strict=True))
    return tuple_(*sort) > tuple_(*key)


class Moment(TypeDecorator[datetime]):
    """An aware UTC datetime, stored as whole microseconds since 1970."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> int | None:
        """Accept an aware datetime or microseconds as they are."""
        return micros(value) if isinstance(value, datetime) else value

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """Return an aware UTC datetime."""
        return None if value is None else moment(value)


class Who(TypeDecorator[ActorId]):
    """Who did something: the id of an actor, told by name in sentences."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        """Accept an id of either kind."""
        return None if value is None else str(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> ActorId | None:
        """Return the id as one that sentences know to tell by name."""
        return None if value is None else ActorId(value)


class Amount(TypeDecorator[Decimal]):
    """Exact money, stored as whole ten-thousandths so that SQL can add it up."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> int | None:
        """Accept a Decimal of at most four places."""
        return None if value is None else amount_units(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> Decimal | None:
        """Return the exact amount."""
        return None if value is None else amount(int(value))


def amount(units: int) -> Decimal:
    """Return the exact amount of whole ten-thousandths, with at least two places."""
    exact = Decimal(units).scaleb(-4)
    return exact if units % 100 else exact.quantize(Decimal("0.01"))


def amount_units(value: Decimal) -> int:
    """Return an amount in whole ten-thousandths, as rows hold it.

    Raises ValueError for more than four places: money is never rounded silently.
    """
    scaled = value.scaleb(4)
    units = int(scaled)
    if units != scaled:
        raise ValueError(f"an amount of more than four places: {value}")
    return units


def refusal_of(cause: BaseException) -> Suspended | None:
    """Return the refusal where no connection was to be had, None for another cause.

    All were in use for too long, or the server has no more of them or is not there.
    Nothing was said to the database, so it may be tried again.
    """
    if not isinstance(cause, PoolTimeout) and not _is_without_connection(cause):
        return None
    return Suspended(BUSY)


def _is_without_connection(cause: BaseException) -> bool:
    if not isinstance(cause, OperationalError):
        return False
    return cause.statement is None and not cause.connection_invalidated


class Database:
    """The store: plain reads without a lock, and one writer at a time.

    ``url`` is an SQLAlchemy URL; ``postgresql://`` means psycopg 3. Raises
    Misconfigured when the URL cannot be used.
    """

    def __init__(self, url: str) -> None:
        self.url = url
        try:
            parsed = make_url(url)
            if parsed.drivername in {"postgresql", "postgres"}:
                parsed = parsed.set(drivername="postgresql+psycopg")
            self.is_sqlite = parsed.get_backend_name() == "sqlite"
            if self.is_sqlite:
                self._open_sqlite(parsed.database)
            else:
                self._open_server(parsed)
        except (ArgumentError, NoSuchModuleError, ModuleNotFoundError) as cause:
            raise Misconfigured(
                "database-url-wrong", cause=type(cause).__name__
            ) from None

    def _open_sqlite(self, place: str | None) -> None:
        if not place or place == ":memory:":
            raise Misconfigured("database-needs-file")
        self.path: Path | None = Path(place).absolute()
        if not self.path.parent.is_dir():
            raise Misconfigured("database-folder-missing", folder=self.path.parent)
        url = f"sqlite:///{self.path}"
        self._reader, self._writer = (
            create_engine(
                url,
                connect_args={"check_same_thread": False},
                max_overflow=_PEAK,
                pool_timeout=CONNECTION_WAIT_SECONDS,
            )
            for _ in range(2)
        )
        for engine in (self._reader, self._writer):
            event.listen(engine, "connect", _prepare_sqlite)
        event.listen(self._writer, "begin", _begin_immediate)
        self._gate: _Gate | None = _gate_of(self.path)

    def _open_server(self, url: Any) -> None:
        self.path = None
        self._writer = create_engine(
            url,
            pool_size=_KEPT,
            max_overflow=_PEAK,
            pool_timeout=CONNECTION_WAIT_SECONDS,
            pool_pre_ping=True,
        )
        self._reader = self._writer.execution_options(isolation_level="AUTOCOMMIT")
        self._gate = None

    @property
    def engine(self) -> Engine:
        """Return the engine that writes, for migrations."""
        return self._writer

    @property
    def reader(self) -> Engine:
        """Return the engine that reads: no transaction, so each read is up to date."""
        return self._reader

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Yield a connection for reads: each statement sees what is committed."""
        with self._reader.connect() as connection:
            yield connection

    @contextmanager
    def snapshot(self) -> Iterator[Connection]:
        """Yield a connection whose reads all see the same moment; nobody waits.

        For checks and exports, which must not mistake a write in between for a
        fault; rows may be streamed.
        """
        if self.is_sqlite:
            with self._reader.connect() as connection:
                connection.exec_driver_sql("BEGIN")
                try:
                    yield connection
                finally:
                    connection.exec_driver_sql("ROLLBACK")
            return
        level = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
        with self._writer.connect().execution_options(**level) as connection:
            yield connection

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """Yield the one writing transaction; commit at the end, or roll back."""
        if self._gate is None:
            with self._writer.begin() as connection:
                yield connection
            return
        with self._gate.turn(), self._writer.begin() as connection:
            yield connection

    @contextmanager
    def deleting_for_good(self, session: Connection) -> Iterator[None]:
        """Overwrite what is deleted meanwhile, where the database can do so."""
        if not self.is_sqlite:
            yield
            return
        session.exec_driver_sql("PRAGMA secure_delete=ON")
        yield
        session.exec_driver_sql("PRAGMA secure_delete=OFF")

    def settle(self) -> None:
        """Move what is committed into the file and empty the log of writes.

        Best effort: a reader in the middle of something keeps the log a while longer.
        """
        if self.is_sqlite:
            with self._reader.connect() as connection:
                connection.exec_driver_sql(f"PRAGMA busy_timeout={_SETTLE_MS}")
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
                connection.exec_driver_sql(f"PRAGMA {_BUSY}")

    def close(self) -> None:
        """Give all connections back."""
        self._reader.dispose()
        self._writer.dispose()


class _Gate:
    """One writer at a time: first among threads, then among processes."""

    def __init__(self, path: Path) -> None:
        self._threads = threading.Lock()
        self._file = FileLock(
            path.with_name(path.name + ".lock"),
            timeout=WRITER_WAIT_SECONDS,
            thread_local=False,
        )

    @contextmanager
    def turn(self) -> Iterator[None]:
        if not self._threads.acquire(timeout=WRITER_WAIT_SECONDS):
            raise Suspended("writer-busy", seconds=int(WRITER_WAIT_SECONDS))
        try:
            self._file.acquire(poll_interval=0.002)
            try:
                yield
            finally:
                self._file.release()
        except Timeout:
            raise Suspended("writer-busy", seconds=int(WRITER_WAIT_SECONDS)) from None
        finally:
            self._threads.release()


_gates: dict[Path, _Gate] = {}
_gates_lock = threading.Lock()


def _gate_of(path: Path) -> _Gate:
    with _gates_lock:
        return _gates.setdefault(path, _Gate(path))


def _prepare_sqlite(connection: Any, record: Any) -> None:
    connection.isolation_level = None  # transactions begin where we say so
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _begin_immediate(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")
