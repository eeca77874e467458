"""库存: what is promised is there; what is not there is promised to nobody."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from runtime import bootstrap
from runtime.kernel.clock import FixedClock, SystemClock
from runtime.kernel.settings import Settings
from tests.story import (
    CS,
    EVERYBODY,
    FINANCE,
    PARCEL,
    SALES,
    WAREHOUSE,
    Shop,
    an_order,
    unpaid,
)

SKU = "A-1"
CHAIN = {"total": "5000.00"}  # too much to go straight through
LATER = timedelta(hours=73)


def pieces(count: int, sku: str = SKU) -> list[dict[str, Any]]:
    """Return the lines of an order for so many pieces."""
    return [{"sku": sku, "quantity": count, "unit_price": "199.00"}]


def balance(shop: Shop, sku: str = SKU) -> tuple[int, int, int]:
    """Return what is on hand, held and available."""
    found = shop.does("stock", "show", sku)
    return found["on_hand"], found["held"], found["available"]


def kinds(shop: Shop, sku: str = SKU) -> list[str]:
    """Return the kinds of the entries of a SKU, the oldest first."""
    return [one["kind"] for one in shop.does("stock", "show", sku)["entries"]][::-1]


def told(shop: Shop, number: str) -> str:
    """Return the story of an order as one text."""
    return "\n".join(line["text"] for line in shop.shows(number)["story"])


def passes_time(shop: Shop) -> None:
    """Do the background work of a moment three days from now."""
    clock = FixedClock(SystemClock().now() + LATER)
    runtime = bootstrap.build(Settings.read(shop.environment), clock)
    held = next(
        lane
        for group in bootstrap.lanes(runtime)
        for lane in group
        if lane.name == "held-stock"
    )
    held.tick()
    held.tick()
    runtime.close()


@pytest.mark.req("S4-15")
def test_a_released_order_holds_its_goods(any_shop: Shop):
    any_shop.does("stock", "receive", SKU, 5)
    number = any_shop.takes(lines=pieces(2))

    assert (any_shop.state(number), balance(any_shop)) == ("released", (5, 2, 3))
    assert any_shop.is_sound()


def test_an_order_that_lacks_goods_is_held_and_reserves_nothing(any_shop: Shop):
    any_shop.does("stock", "receive", SKU, 1)
    number = any_shop.takes(lines=pieces(2))

    assert (any_shop.state(number), balance(any_shop)) == ("held", (1, 0, 1))
    assert any_shop.is_sound()


def test_an_order_gets_all_of_its_lines_or_none(shop: Shop):
    shop.does("stock", "receive", SKU, 5)
    shop.does("stock", "receive", "B-1", 1)
    number = shop.takes(lines=[*pieces(2), *pieces(2, "B-1")])

    assert (shop.state(number), balance(shop)) == ("held", (5, 0, 5))


def test_goods_without_stock_control_pass(shop: Shop):
    shop.does("stock", "receive", "B-1", 1)
    number = shop.takes(lines=pieces(9))

    assert shop.state(number) == "released"


def test_goods_that_are_let_pass_reserve_nothing(shop: Shop):
    shop.does("stock", "count", SKU, 0)
    shop.does("stock", "control", SKU, "off")
    number = shop.takes(lines=pieces(9))

    assert (shop.state(number), balance(shop)) == ("released", (0, 0, 0))


@pytest.mark.req("S2-14")
def test_an_unpaid_order_reserves_nothing_until_it_is_paid(shop: Shop):
    shop.does("stock", "receive", SKU, 5)
    number = shop.takes(lines=pieces(2), **unpaid())
    before = balance(shop)
    shop.hears(number, "paid", amount="199.00", paid_at="2026-11-11T00:05:00+08:00")

    assert (before, balance(shop)) == ((5, 0, 5), (5, 2, 3))


@pytest.mark.req("S4-15")
def test_reserving_is_switched_off_by_a_parameter(shop: Shop):
    shop.does("stock", "receive", SKU, 1)
    shop.does("parameter", "set", "reserve_stock", "false", "--note", "试行")
    number = shop.takes(lines=pieces(2))

    assert (shop.state(number), balance(shop)) == ("released", (1, 0, 1))


def test_the_warehouse_reserves_at_the_end_of_the_chain(shop: Shop):
    shop.does("stock", "receive", SKU, 5)
    number = shop.takes(lines=pieces(2), **CHAIN)
    shop.completes(SALES, number, decision="approve")
    shop.completes(FINANCE, number, decision="approve")
    before = balance(shop)
    shop.completes(WAREHOUSE, number, decision="approve")

    assert (before, balance(shop)) == ((5, 0, 5), (5, 2, 3))


def test_what_the_warehouse_approves_and_is_not_there_goes_to_customer_service(
    shop: Shop,
):
    shop.does("stock", "receive", SKU, 1)
    number = shop.takes(lines=pieces(2), **CHAIN)
    shop.completes(SALES, number, decision="approve")
    shop.completes(FINANCE, number, decision="approve")
    shop.completes(WAREHOUSE, number, decision="approve")

    assert shop.waiting(number) == {"resolve_hold": "cs"}


def test_what_was_lacking_is_reserved_once_it_came_in(shop: Shop):
    shop.does("stock", "receive", SKU, 1)
    number = shop.takes(lines=pieces(2))
    shop.does("stock", "receive", SKU, 1)
    shop.completes(CS, number, decision="release")

    assert (shop.state(number), balance(shop)) == ("released", (2, 2, 0))


@pytest.mark.req("S2-14")
def test_a_cancelled_order_gives_its_goods_free_once(any_shop: Shop):
    any_shop.does("stock", "receive", SKU, 5)
    number = any_shop.takes(lines=pieces(2))
    any_shop.hears(number, "cancelled", reason="客户不要了")

    assert balance(any_shop) == (5, 0, 5)
    assert kinds(any_shop) == ["receive", "reserve", "release"]
    assert any_shop.is_sound()


def test_shipping_takes_the_goods_off(any_shop: Shop):
    any_shop.does("stock", "receive", SKU, 5)
    number = any_shop.takes(lines=pieces(2))
    any_shop.completes(WAREHOUSE, number, **PARCEL)

    assert (any_shop.state(number), balance(any_shop)) == ("completed", (3, 0, 3))
    assert any_shop.is_sound()


@pytest.mark.req("S2-14")
def test_what_is_not_shipped_in_time_is_free_again_once(any_shop: Shop):
    any_shop.does("stock", "receive", SKU, 5)
    any_shop.takes(lines=pieces(2))
    passes_time(any_shop)

    assert balance(any_shop) == (5, 0, 5)
    assert kinds(any_shop) == ["receive", "reserve", "release"]


def test_the_order_says_that_its_goods_are_free_again(shop: Shop):
    shop.does("stock", "receive", SKU, 5)
    number = shop.takes(lines=pieces(2))
    passes_time(shop)

    assert "Not shipped in time" in told(shop, number)


def test_an_order_that_lost_its_goods_ships_from_what_is_available(shop: Shop):
    shop.does("stock", "receive", SKU, 5)
    number = shop.takes(lines=pieces(2))
    passes_time(shop)
    shop.completes(WAREHOUSE, number, **PARCEL)

    assert balance(shop) == (3, 0, 3)
    assert shop.is_sound()


def test_what_another_order_got_can_not_be_shipped(shop: Shop):
    shop.does("stock", "receive", SKU, 2)
    number = shop.takes(lines=pieces(2))
    passes_time(shop)
    shop.takes(lines=pieces(1))
    task = shop.task(EVERYBODY, number)
    data = '{"carrier": "SF", "tracking_no": "SF1234567890123"}'
    error = shop.refuses("task", "complete", task, "--as", WAREHOUSE, "--data", data)

    assert (error["code"], "A-1 × 1" in error["message"]) == ("stock-lacking", True)
    assert (shop.state(number), balance(shop)) == ("released", (2, 1, 1))


def test_fewer_than_are_promised_can_not_be_counted(shop: Shop):
    shop.does("stock", "receive", SKU, 5)
    shop.takes(lines=pieces(3))
    error = shop.refuses("stock", "count", SKU, 2)

    assert (error["code"], balance(shop)) == ("stock-count-below-held", (5, 3, 2))


def test_a_count_sets_what_is_on_hand(shop: Shop):
    shop.does("stock", "receive", SKU, 5)
    shop.does("stock", "count", SKU, 7, "--note", "月末盘点", "--as", WAREHOUSE)

    assert (balance(shop), kinds(shop)) == ((7, 0, 7), ["receive", "count"])


@pytest.mark.req("S2-16")
def test_a_batch_takes_no_more_than_there_is(any_shop: Shop):
    any_shop.does("stock", "receive", SKU, 8)
    counts = any_shop.tells(*(an_order(lines=pieces(1)) for _ in range(23)))

    assert (counts["straight_through"], counts["held"]) == (8, 15)
    assert balance(any_shop) == (8, 8, 0)
    assert any_shop.is_sound()


def test_an_order_told_again_reserves_once(shop: Shop):
    shop.does("stock", "receive", SKU, 5)
    order = an_order(lines=pieces(2))
    shop.tells(order)
    shop.tells(order)

    assert balance(shop) == (5, 2, 3)


@pytest.mark.parametrize("words", [("count", " ", 5), ("receive", SKU, 0)])
def test_a_quantity_that_can_not_be_is_refused(shop: Shop, words: tuple[object, ...]):
    assert shop.refuses("stock", *words)["code"] == "stock-invalid"


def test_goods_that_nobody_counted_are_unknown(shop: Shop):
    assert shop.refuses("stock", "show", "nothing")["code"] == "stock-unknown"
