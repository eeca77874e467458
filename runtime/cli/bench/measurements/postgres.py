"""The same import on PostgreSQL, beside COPY of the very rows that it wrote."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection

from runtime.cli.bench import budgets
from runtime.cli.bench.figures import Figure, Reference, Unit
from runtime.cli.bench.ground import Ground, Measurement
from runtime.cli.bench.intake import run_import
from runtime.cli.bench.rounds import interleaved, seconds
from runtime.kernel.db import Database
from runtime.kernel.texts import text
from runtime.migrations import schema

TABLES = (
    *("orders", "payment", "movement", "instance", "user_task"),
    *("subscription", "history", "audit_entry", "audit_block"),
)


def measure(ground: Ground) -> Sequence[Figure]:
    """Import and copy in turns; nothing without a server."""
    if ground.postgres is None:
        return []
    written: dict[str, bytes] = {}
    rates = interleaved(
        {
            "ours": lambda: _ours(ground, written),
            "copy": lambda: _copy(ground, written),
        },
        ground.sizes.rounds,
    )
    return [
        Figure(
            "import-postgres",
            text("bench-import-postgres", count=ground.sizes.orders),
            rates["ours"],
            Unit.RATE,
            Reference(text("bench-copy"), rates["copy"]),
            budgets.IMPORT_POSTGRES,
        )
    ]


def _ours(ground: Ground, written: dict[str, bytes]) -> float:
    with ground.on_postgres() as runtime:
        result = run_import(runtime, ground.file, ground.channel, ground.sizes.orders)
        if not written:
            with runtime.database.reading() as read:
                written.update({table: _rows(read, table) for table in TABLES})
    return result.received / result.seconds


def _rows(read: Connection, table: str) -> bytes:
    with _cursor(read) as cursor, cursor.copy(f"COPY {table} TO STDOUT") as copying:
        return b"".join(bytes(block) for block in copying)


def _copy(ground: Ground, written: Mapping[str, bytes]) -> float:
    with ground.postgres_database() as url:
        database = Database(url)
        schema.upgrade(database)  # the tables alone: deploying writes rows of its own
        taken = seconds(lambda: _write(database, written))
        database.close()
    return ground.sizes.orders / taken


def _write(database: Database, written: Mapping[str, bytes]) -> None:
    with database.transaction() as connection:
        for table, rows in written.items():
            statement = f"COPY {table} FROM STDIN"
            with _cursor(connection) as cursor, cursor.copy(statement) as copying:
                copying.write(rows)


def _cursor(connection: Connection) -> Any:
    driver: Any = connection.connection.driver_connection
    return driver.cursor()


measurement = Measurement("postgres", measure)
