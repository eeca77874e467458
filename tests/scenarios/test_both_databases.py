"""两种数据库: the same day's work on SQLite and on PostgreSQL."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from runtime import bootstrap
from runtime.engine.run import queries, starting
from runtime.kernel.actors import SYSTEM
from runtime.kernel.clock import FixedClock
from runtime.kernel.settings import Settings
from tests.story import (
    PARCEL,
    SUPERVISOR,
    WAREHOUSE,
    Shop,
    an_order,
    completing,
    unpaid,
)

NAP = Path(__file__).parent / "processes" / "nap.bpmn"
FALLS_ASLEEP = datetime(2026, 11, 11, 0, 0, tzinfo=UTC)
FIVE_HUNDRED = 500


def mixed(count: int) -> list[dict[str, Any]]:
    """Return orders of every kind: one in ten unpaid, one large, one of zero."""
    ordinary = [an_order() for _ in range(count - count // 10 - 2)]
    waiting = [an_order(**unpaid()) for _ in range(count // 10)]
    return [*ordinary, *waiting, an_order(total="9000.00"), an_order(total="0.00")]


def at(shop: Shop, moment: datetime) -> dict[str, str]:
    """Return the settings of a shop at a moment of its own."""
    return shop.environment | {"SPILLWAY_NOW": moment.isoformat()}


def falls_asleep(shop: Shop) -> None:
    """Start an instance that waits for ten minutes."""
    shop.does("deploy", NAP)
    settings = Settings.read(shop.environment)
    with closing(bootstrap.build(settings, FixedClock(FALLS_ASLEEP))) as runtime:
        runtime.attempt(
            SYSTEM,
            lambda work: starting.start(work, runtime.engine, "nap", "N-1"),
        )


def ticks(shop: Shop, moment: datetime) -> str:
    """Let a worker do what is due at ``moment``; return where the sleeper is."""
    shop.environment = at(shop, moment)
    shop.does("worker", "--once", "--lanes", "timers")
    with closing(shop.runtime()) as runtime, runtime.database.reading() as read:
        (row,) = queries.instances_of(read, "N-1")
    return str(row.state)


def test_initialising_again_changes_nothing(any_shop: Shop):
    published = any_shop.does("init")["published"]

    assert [one for one in published if one["new"]] == []


@pytest.mark.slow
def test_five_hundred_orders_of_every_kind_come_in(any_shop: Shop):
    result = any_shop.tells(*mixed(FIVE_HUNDRED))
    places = ("waiting_payment", "waiting_person", "held", "straight_through")

    assert [result[place] for place in places] == [50, 1, 1, 448]
    assert any_shop.is_sound()


@pytest.mark.slow
def test_five_hundred_orders_told_again_are_known(any_shop: Shop):
    orders = mixed(FIVE_HUNDRED)
    any_shop.tells(*orders)
    result = any_shop.tells(*orders)

    assert (result["created"], result["duplicate"]) == (0, FIVE_HUNDRED)


def test_an_order_goes_from_the_supervisor_to_the_customer(any_shop: Shop):
    number = any_shop.takes(total="9000.00")
    any_shop.completes(SUPERVISOR, number, decision="approve")
    any_shop.completes(WAREHOUSE, number, **PARCEL)

    assert any_shop.state(number) == "completed"
    assert any_shop.is_sound()


def test_part_payments_add_up(any_shop: Shop):
    number = any_shop.takes(**unpaid(total="300.00"))
    any_shop.hears(number, "paid", amount="100.00")
    any_shop.hears(number, "paid", amount="200.00")

    assert (any_shop.state(number), any_shop.is_sound()) == ("released", True)


def test_an_order_can_be_cancelled(any_shop: Shop):
    number = any_shop.takes(**unpaid())
    any_shop.hears(number, "cancelled", reason="不要了")

    assert (any_shop.state(number), any_shop.is_sound()) == ("cancelled", True)


def test_a_task_is_claimed_once_and_released(any_shop: Shop):
    task = any_shop.task(WAREHOUSE, any_shop.takes())
    any_shop.does("task", "claim", task, "--as", WAREHOUSE)
    any_shop.does("task", "release", task, "--as", WAREHOUSE)
    error = any_shop.refuses("task", "release", task, "--as", WAREHOUSE)

    assert error["code"] == "task-not-yours"


def test_completing_twice_is_refused(any_shop: Shop):
    task = any_shop.task(WAREHOUSE, any_shop.takes())
    any_shop.does(*completing(task, WAREHOUSE, **PARCEL))
    error = any_shop.refuses(*completing(task, WAREHOUSE, **PARCEL))

    assert error["code"] == "task-already-completed"


@pytest.mark.req("S3-23")
def test_rare_characters_survive(any_shop: Shop):
    name = "𠮷田健😀"
    number = any_shop.takes(customer={"name": name, "credit": "good"})
    file = any_shop.folder / "out.csv"
    any_shop.does("export-orders", "--format", "csv", "--out", file)

    assert any_shop.shows(number)["order"]["customer"]["name"] == name
    assert name.encode() in file.read_bytes()


@pytest.mark.parametrize(
    ("minutes", "state"), [(9, "active"), (10, "completed")], ids=["early", "due"]
)
def test_a_timer_fires_when_it_is_due(any_shop: Shop, minutes: int, state: str):
    falls_asleep(any_shop)

    assert ticks(any_shop, FALLS_ASLEEP + timedelta(minutes=minutes)) == state


def test_a_parameter_counts_from_its_day(any_shop: Shop):
    change = ("parameter", "set", "payment_deviation_limit", "0.02", "--note", "x")
    any_shop.does(*change, "--from", "2020-01-01T00:00:00")

    assert any_shop.state(any_shop.takes(total="100.00", paid="97.00")) == "held"


@pytest.mark.slow
def test_an_import_that_is_killed_is_finished_by_the_next_one(any_shop: Shop):
    lines = [f"K-{n},2026-11-11 10:00:00,9.00" for n in range(FIVE_HUNDRED)]
    file = any_shop.folder / "killed.csv"
    file.write_text("\n".join(["external_no,placed_at,total", *lines]), "utf-8")
    killed = any_shop.apart("import", file, "--channel", "own", fault="before-commit:2")
    kept = any_shop.does("ledger", "verify")["arrived"]
    result = any_shop.imports(file)

    assert (killed.code, kept) == (-9, 200)
    assert (result["created"], result["duplicate"]) == (300, 200)
    assert any_shop.is_sound()
