"""The schema is the same whether it was made today or grew over releases."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import MetaData, Table, insert, select

from runtime import bootstrap
from runtime.kernel.db import Base, Database
from runtime.migrations import schema

SERVED = "0004"  # the first release that was served to people
VALUES = {int: 7, str: "7", bytes: b"7"}


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """Open an empty database."""
    found = Database(database_url)
    yield found
    found.close()


@pytest.fixture
def old(database: Database) -> Database:
    """Give a database of an old release, with a row in each of its tables."""
    upgrade(database, SERVED)
    served = tables(database)
    with database.transaction() as connection:
        for table in served:
            connection.execute(insert(table), a_row(table))
    return database


def upgrade(database: Database, revision: str) -> None:
    """Bring a database to an older release."""
    with database.transaction() as connection:
        config = schema._config()
        config.attributes["connection"] = connection
        command.upgrade(config, revision)


def tables(database: Database) -> list[Table]:
    """Return the tables as they stand, without the mark of the migrations."""
    found = MetaData()
    found.reflect(database.engine)
    return [one for one in found.sorted_tables if one.name != schema.MARK]


def a_row(table: Table) -> dict[str, Any]:
    """Return a row that fits, whatever its columns mean."""
    return {one.name: VALUES[one.type.python_type] for one in table.columns}


def content(database: Database, asked: list[Table]) -> dict[str, list[Any]]:
    """Return what stands in the given columns of each table."""
    with database.reading() as read:
        return {one.name: list(read.execute(select(one))) for one in asked}


def differences(database: Database) -> list[Any]:
    """Return where the schema is not what the code maps."""
    assert bootstrap.SLICES  # whose tables have been mapped by now

    def is_here(what: Any, name: str | None, kind: str, *_: Any) -> bool:
        condition = what._ddl_if if kind == "index" else None
        return condition is None or condition.dialect == read.dialect.name

    with database.reading() as read:
        context = MigrationContext.configure(read, opts={"include_object": is_here})
        return list(compare_metadata(context, Base.metadata))


def test_a_new_database_is_what_the_code_maps(database: Database):
    schema.upgrade(database)

    assert differences(database) == []


def test_an_old_database_becomes_what_the_code_maps(old: Database):
    schema.upgrade(old)

    assert differences(old) == []


def test_an_old_database_keeps_every_row(old: Database):
    served = tables(old)
    before = content(old, served)
    schema.upgrade(old)

    assert len(before) > 20
    assert content(old, served) == before


def test_upgrading_again_changes_nothing(old: Database):
    schema.upgrade(old)
    before = content(old, tables(old))
    schema.upgrade(old)

    assert content(old, tables(old)) == before
    assert schema.check(old) is None


def test_orders_of_an_old_database_know_their_customers(database: Database):
    told = [
        b'{"customer":{"id":"c-7"}}',
        b'{"total":"1.00"}',
        b'{"customer":{"id":""}}',
    ]
    upgrade(database, "0011")
    (orders,) = (one for one in tables(database) if one.name == "orders")
    rows = [
        {**a_row(orders), "id": n, "order_no": str(n), "external_no": str(n), "body": b}
        for n, b in enumerate(told)
    ]
    with database.transaction() as connection:
        connection.execute(insert(orders), rows)
    schema.upgrade(database)
    (orders,) = (one for one in tables(database) if one.name == "orders")

    with database.reading() as read:
        found = read.execute(select(orders.c.customer).order_by(orders.c.id)).scalars()
        assert list(found) == ["c-7", None, None]
