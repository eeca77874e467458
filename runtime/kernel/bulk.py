"""Many rows at once: tuples for SQLite's driver, COPY for PostgreSQL."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import Table
from sqlalchemy.exc import DBAPIError

from runtime.kernel.db import Base, table_of
from runtime.kernel.work import Work


def insert(work: Work, table: type[Base], rows: Sequence[tuple[Any, ...]]) -> None:
    """Insert ``rows`` into ``table`` (a mapped class), columns in table order.

    Values go to the driver as they are: moments as microseconds, JSON as text.
    """
    if not rows:
        return
    if work.database.is_sqlite:
        statement = _insert_statement(table_of(table))
        work.session.exec_driver_sql(statement, list(rows))
        return
    _copy_in(work, _copy(table_of(table)), rows)


def _copy_in(work: Work, statement: str, rows: Sequence[tuple[Any, ...]]) -> None:
    """Send rows by COPY; what the driver raises becomes SQLAlchemy's, as elsewhere."""
    import psycopg

    driver: Any = work.session.connection.driver_connection
    try:
        with driver.cursor() as cursor, cursor.copy(statement) as copying:
            for row in rows:
                copying.write_row(row)
    except psycopg.Error as cause:
        raise DBAPIError.instance(statement, None, cause, psycopg.Error) from cause


@cache
def _insert_statement(table: Table) -> str:
    marks = ", ".join("?" * len(table.columns))
    return f"INSERT INTO {table.name} ({_names(table)}) VALUES ({marks})"


@cache
def _copy(table: Table) -> str:
    return f"COPY {table.name} ({_names(table)}) FROM STDIN"


def _names(table: Table) -> str:
    return ", ".join(f'"{column.name}"' for column in table.columns)
