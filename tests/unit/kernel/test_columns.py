"""Moments and amounts come back from a row exactly as they went in."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Column, Integer, MetaData, Table, func, insert, select
from sqlalchemy.exc import StatementError

from runtime.kernel.db import Amount, Database, Moment, amount, amount_units

ROW = Table(
    "column_row",
    MetaData(),
    Column("id", Integer, primary_key=True),
    Column("at", Moment),
    Column("sum", Amount),
)
ZONES = st.sampled_from(
    [UTC, timezone(timedelta(hours=8)), timezone(-timedelta(hours=5))]
)
FIRST = datetime(1900, 1, 1)  # noqa: DTZ001 - hypothesis adds the zone
LAST = datetime(2200, 1, 1)  # noqa: DTZ001 - hypothesis adds the zone
MOMENTS = st.datetimes(FIRST, LAST, timezones=ZONES)
AMOUNTS = st.decimals(
    min_value=Decimal("-999999999999"), max_value=Decimal("999999999999"), places=4
)
any_value = settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@pytest.fixture
def rows(database: Database) -> Database:
    ROW.create(database.engine)
    return database


def kept(database: Database, column: str, value: Any) -> Any:
    with database.transaction() as connection:
        connection.execute(ROW.delete())
        connection.execute(insert(ROW).values({"id": 1, column: value}))
        return connection.execute(select(ROW.c[column])).scalar_one()


@any_value
@given(MOMENTS)
def test_a_moment_comes_back_to_the_microsecond(rows, at):
    assert kept(rows, "at", at) == at


def test_a_moment_comes_back_in_utc(rows):
    at = datetime(2026, 11, 11, tzinfo=timezone(timedelta(hours=8)))

    assert kept(rows, "at", at).tzinfo is UTC


def test_a_moment_may_be_given_in_microseconds(rows):
    assert kept(rows, "at", 1_000_001) == datetime(1970, 1, 1, 0, 0, 1, 1, UTC)


def test_a_moment_without_a_zone_is_refused(rows):
    with pytest.raises(StatementError, match="offset-naive"):
        kept(rows, "at", FIRST)


@pytest.mark.parametrize("column", ["at", "sum"])
def test_nothing_stays_nothing(rows, column):
    assert kept(rows, column, None) is None


@any_value
@given(AMOUNTS)
def test_an_amount_comes_back_exactly(rows, value):
    assert kept(rows, "sum", value) == value


def test_an_amount_of_more_than_four_places_is_refused(rows):
    with pytest.raises(StatementError, match="more than four places"):
        kept(rows, "sum", Decimal("0.00001"))


def test_amounts_add_up_in_sql(rows):
    values = [{"id": 1, "sum": Decimal("0.1")}, {"id": 2, "sum": Decimal("0.2")}]
    with rows.transaction() as connection:
        connection.execute(insert(ROW), values)
        total = connection.execute(select(func.sum(ROW.c.sum))).scalar_one()

    assert total == Decimal("0.3")


@pytest.mark.parametrize(
    ("units", "shown"),
    [
        (0, "0.00"),
        (5000, "0.50"),
        (1_990_000, "199.00"),
        (1, "0.0001"),
        (-100, "-0.01"),
    ],
)
def test_an_amount_has_at_least_two_places(units, shown):
    assert str(amount(units)) == shown


@given(st.integers(-(10**16), 10**16))
def test_units_and_amounts_are_each_others_reverse(units):
    assert amount_units(amount(units)) == units
