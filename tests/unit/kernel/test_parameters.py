"""Parameters are never overwritten: versions, windows and types."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from runtime.kernel import parameters
from runtime.kernel.audit import AuditEntry
from runtime.kernel.db import table_of
from runtime.kernel.errors import Conflict, Invalid, NotFound
from runtime.kernel.parameters import Change, ParameterType

MONDAY = datetime(2026, 11, 9, tzinfo=UTC)
TUESDAY, FRIDAY = MONDAY + timedelta(days=1), MONDAY + timedelta(days=4)
TITLE = {"zh": "审批额度", "en": "Approval limit"}
SEED = {"value": 5000, "title": TITLE}
ENTRY = table_of(AuditEntry)


@pytest.fixture
def limit(work, trail):
    """Give the name of a parameter that is declared."""
    with work() as opened:
        parameters.declare(opened, trail, "limit", ParameterType.NUMBER, SEED)
    return "limit"


@pytest.fixture
def change(work, trail, limit):
    """Give a function that changes the parameter in a unit of work of its own."""

    def change(value, *window, name=limit):
        with work() as opened:
            return parameters.change(opened, trail, name, Change(value, *window))

    return change


@pytest.fixture
def value_at(database):
    """Give a function that reads the parameter as it is at a moment."""

    def value_at(moment):
        with database.reading() as read:
            return parameters.values_at(read, moment)["limit"]

    return value_at


@pytest.mark.usefixtures("limit")
def test_the_seed_is_its_first_value(value_at):
    assert value_at(MONDAY) == Decimal(5000)


def test_a_seed_keeps_what_people_have_changed(work, trail, change, value_at):
    change(3000)
    with work() as opened:
        parameters.declare(opened, trail, "limit", ParameterType.NUMBER, SEED)

    assert value_at(MONDAY) == Decimal(3000)


def test_each_change_is_a_new_version(change):
    assert [change(1), change(2)] == [2, 3]


def test_the_newest_version_holds(change, value_at):
    change(1)
    change(2)

    assert value_at(MONDAY) == Decimal(2)


@pytest.mark.parametrize(
    ("moment", "value"),
    [
        (TUESDAY - timedelta(microseconds=1), 5000),
        (TUESDAY, 3000),
        (FRIDAY - timedelta(microseconds=1), 3000),
        (FRIDAY, 5000),
    ],
)
def test_a_window_holds_from_its_beginning_until_before_its_end(
    change, value_at, moment, value
):
    change(3000, TUESDAY, FRIDAY)

    assert value_at(moment) == Decimal(value)


def test_a_change_that_begins_later_leaves_today_alone(change, value_at):
    change(3000, TUESDAY)

    assert (value_at(MONDAY), value_at(FRIDAY)) == (Decimal(5000), Decimal(3000))


def test_a_later_version_wins_inside_its_own_window(change, value_at):
    change(3000, MONDAY)
    change(4000, TUESDAY, FRIDAY)

    found = [value_at(each) for each in (MONDAY, TUESDAY, FRIDAY)]
    assert found == [Decimal(3000), Decimal(4000), Decimal(3000)]


@pytest.mark.parametrize("end", [MONDAY, TUESDAY])
def test_a_window_that_ends_before_it_begins_is_refused(change, end):
    with pytest.raises(Invalid) as refused:
        change(1, TUESDAY, end)

    assert refused.value.code == "parameter-window-wrong"


def test_an_unknown_name_is_refused(change):
    with pytest.raises(NotFound):
        change(1, name="limits")


def test_a_value_of_another_type_is_refused(change):
    with pytest.raises(Invalid) as refused:
        change("lots")

    assert refused.value.code == "parameter-wrong-type"


def test_a_refused_change_leaves_nothing(change, value_at):
    with pytest.raises(Invalid):
        change("lots")

    assert value_at(MONDAY) == Decimal(5000)


def test_who_changes_at_the_same_moment_loses_the_race(work, trail, change):
    with pytest.raises(Conflict), work() as opened:  # noqa: PT012 - the end counts too
        newest = parameters._last
        found = newest(opened, "limit")
        parameters._add(
            opened,
            trail,
            ("limit", found.version, ParameterType.NUMBER, TITLE),
            Change(1),
        )


def test_a_change_stands_in_the_trail(database, change):
    change(3000)

    with database.reading() as read:
        tags = read.execute(select(ENTRY.c.subject, ENTRY.c.tag)).all()
    assert tags == [("parameter:limit", "kernel:parameter:changed")] * 2


@pytest.mark.parametrize(
    ("kind", "value", "stored"),
    [
        (ParameterType.NUMBER, 0.05, "0.05"),
        (ParameterType.NUMBER, "3000.10", "3000.10"),
        (ParameterType.NUMBER, "1E+3", "1000"),
        (ParameterType.TEXT, "今天", "今天"),
        (ParameterType.BOOLEAN, False, False),
        (ParameterType.DURATION, "PT30M", "PT30M"),
        (ParameterType.LIST, ["栋", "幢"], ["栋", "幢"]),
    ],
)
def test_a_value_of_its_type_is_taken_exactly(kind, value, stored):
    assert parameters.check("x", kind, value) == stored


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (ParameterType.NUMBER, "five"),
        (ParameterType.NUMBER, True),
        (ParameterType.NUMBER, "NaN"),
        (ParameterType.NUMBER, "Infinity"),
        (ParameterType.NUMBER, "1E+999999999"),
        (ParameterType.TEXT, 5),
        (ParameterType.BOOLEAN, 1),
        (ParameterType.BOOLEAN, "true"),
        (ParameterType.DURATION, "30 minutes"),
        (ParameterType.DURATION, "P1Y"),
        (ParameterType.LIST, "栋"),
        (ParameterType.LIST, ["栋", 1]),
    ],
)
def test_a_value_of_no_such_type_is_refused(kind, value):
    with pytest.raises(Invalid):
        parameters.check("x", kind, value)


@pytest.mark.parametrize(
    ("kind", "stored", "value"),
    [
        ("number", "0.05", Decimal("0.05")),
        ("duration", "PT30M", timedelta(minutes=30)),
        ("text", "x", "x"),
        ("boolean", True, True),
        ("list", ["a"], ["a"]),
    ],
)
def test_a_stored_value_is_what_expressions_read(kind, stored, value):
    found = parameters.decode(kind, stored)

    assert (found, type(found)) == (value, type(value))
