"""只增不改: what was written about an order cannot be changed or removed."""

from __future__ import annotations

import orjson
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from runtime.migrations.append_only import APPEND_ONLY
from tests.scenarios.trail.archive import Archive

ORDER = {
    "external_no": "N-1",
    "placed_at": "2026-11-11T00:00:03+08:00",
    "paid_at": "2026-11-11T00:01:00+08:00",
    "total": "199.00",
    "ship_to": {"province": "浙江省", "building": "3 栋"},
    "lines": [{"sku": "A-1"}],
}
CHANGES = {
    "update": "UPDATE {0} SET {1} = {1}",
    "delete": "DELETE FROM {0}",
}
COLUMNS = {
    "audit_entry": "actor",
    "audit_block": "entries",
    "dictionary": "body",
    "history": "at",
    "movement": "at",
    "payment": "actor",
}


@pytest.fixture
def lived_in(database_url, tmp_path):
    """Give an installation with an order in it: no table of the trail is empty."""
    archive = Archive(database_url, tmp_path)
    file = tmp_path / "orders.jsonl"
    file.write_bytes(orjson.dumps(ORDER))
    assert archive.run("init").exit_code == 0
    assert archive.run("import", str(file), "--channel", "own").exit_code == 0
    return archive


def counts(archive):
    """Return the number of rows of each table of the trail."""
    with archive.owned() as connection:
        return {
            table: connection.execute(
                text(f"SELECT count(*) FROM {table}")
            ).scalar_one()
            for table in APPEND_ONLY
        }


def refusal(archive, statement):
    """Return why the database refuses ``statement``, nothing if it does not."""
    try:
        with archive.owned() as connection:
            connection.execute(text(statement))
    except DBAPIError as refused:
        return str(refused.orig)
    return ""


def test_no_table_of_the_trail_is_empty(lived_in):
    assert [table for table, count in counts(lived_in).items() if not count] == []


def test_every_table_is_named_here():
    assert set(COLUMNS) == set(APPEND_ONLY)


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_every_change_is_refused(lived_in, change):
    statements = {table: change.format(table, COLUMNS[table]) for table in APPEND_ONLY}
    told = {table: refusal(lived_in, statements[table]) for table in APPEND_ONLY}

    assert [table for table in told if "append-only" not in told[table]] == []


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_refused_change_leaves_every_row(lived_in, change):
    before = counts(lived_in)
    for_all = [change.format(table, COLUMNS[table]) for table in APPEND_ONLY]
    _ = [refusal(lived_in, each) for each in for_all]

    assert counts(lived_in) == before


def test_sqlite_refuses_to_replace_a_row(lived_in):
    changes = {
        table: f"REPLACE INTO {table} SELECT * FROM {table}" for table in COLUMNS
    }
    told = {table: refusal(lived_in, changes[table]) for table in COLUMNS}
    wanted = "append-only" if lived_in.url.startswith("sqlite") else "syntax error"

    assert [table for table in told if wanted not in told[table]] == []
