"""订单审批: who must agree before an order leaves the house, and in which sequence."""

from __future__ import annotations

import pytest

from tests.story import (
    CS,
    CUSTOM,
    FINANCE,
    PARCEL,
    SALES,
    SUPERVISOR,
    WAREHOUSE,
    Shop,
    custom_made,
)

BAD_CREDIT = {"name": "周雨", "credit": "bad"}
SUPERVISOR_ASKS = {"supervisor_approve": "supervisor"}
SHIP = {"ship": "warehouse"}


@pytest.fixture
def of_exactly_5000(shop: Shop) -> str:
    return shop.takes(total="5000.00")


@pytest.fixture
def rejected(shop: Shop, of_exactly_5000: str) -> str:
    shop.completes(SALES, of_exactly_5000, decision="reject", note="客户要求变更规格")
    return of_exactly_5000


@pytest.mark.req("S1-05")
def test_a_small_order_with_good_credit_goes_straight_to_the_warehouse(shop: Shop):
    number = shop.takes(total="4999.99")
    told = " ".join(line["text"] for line in shop.shows(number)["story"])

    assert (shop.state(number), shop.waiting(number)) == ("released", SHIP)
    assert "route: straight through" in told


@pytest.mark.req("D-14")
def test_exactly_5000_waits_for_sales_first(shop: Shop, of_exactly_5000: str):
    assert shop.waiting(of_exactly_5000) == {"sales_confirm": "sales"}


def test_the_chain_goes_from_sales_over_finance_to_the_warehouse(
    shop: Shop, of_exactly_5000: str
):
    places = [
        shop.completes(name, of_exactly_5000, decision="approve")["waits_at"]
        for name in (SALES, FINANCE, WAREHOUSE)
    ]

    assert places == [
        ["cancel_requested", "finance_price_check"],
        ["cancel_requested", "warehouse_reserve"],
        ["cancel_requested", "ship"],
    ]


def test_bad_credit_takes_the_chain_however_small_the_sum(shop: Shop):
    number = shop.takes(total="10.00", customer=BAD_CREDIT)

    assert shop.waiting(number) == {"sales_confirm": "sales"}


@pytest.mark.req("S3-05")
def test_above_5000_waits_for_the_supervisor(shop: Shop):
    number = shop.takes(total="5000.01")

    assert (shop.state(number), shop.waiting(number)) == ("approving", SUPERVISOR_ASKS)


@pytest.mark.req("S3-05")
def test_agreed_by_the_supervisor_it_goes_to_the_warehouse(shop: Shop):
    number = shop.takes(total="5000.01")
    shop.completes(SUPERVISOR, number, decision="approve")

    assert (shop.state(number), shop.waiting(number)) == ("released", SHIP)


@pytest.mark.req("S3-05")
def test_custom_goods_wait_for_their_group(shop: Shop):
    number = shop.takes(lines=custom_made())

    assert shop.waiting(number) == {"custom_review": "custom"}


@pytest.mark.req("S3-05")
def test_large_and_custom_is_the_supervisors_first_and_the_groups_then(shop: Shop):
    number = shop.takes(total="8000.00", lines=custom_made())
    first = shop.waiting(number)
    shop.completes(SUPERVISOR, number, decision="approve")

    assert (first, shop.waiting(number)) == (
        SUPERVISOR_ASKS,
        {"custom_review": "custom"},
    )


def test_agreed_by_both_a_large_custom_order_is_released(shop: Shop):
    number = shop.takes(total="8000.00", lines=custom_made())
    shop.completes(SUPERVISOR, number, decision="approve")
    shop.completes(CUSTOM, number, decision="approve", lead_days=7)

    assert shop.state(number) == "released"


def test_a_rejected_order_is_held_for_customer_service(shop: Shop, rejected: str):
    held = (shop.state(rejected), shop.waiting(rejected))

    assert held == ("held", {"resolve_hold": "cs"})


def test_a_held_order_that_is_released_goes_through_the_approval_again(
    shop: Shop, rejected: str
):
    shop.completes(CS, rejected, decision="release", contacted_by="phone")

    assert shop.waiting(rejected) == {"sales_confirm": "sales"}


def test_a_held_order_that_is_checked_again_goes_on_when_nothing_is_wrong(
    shop: Shop, rejected: str
):
    shop.completes(CS, rejected, decision="recheck")

    assert shop.state(rejected) == "approving"


def test_a_held_order_that_is_checked_again_is_held_while_it_is_still_wrong(
    shop: Shop,
):
    number = shop.takes(total="0.00", paid="0.00")
    shop.completes(CS, number, decision="recheck")

    assert (shop.state(number), shop.waiting(number)) == (
        "held",
        {"resolve_hold": "cs"},
    )


def test_a_held_order_that_is_cancelled_has_ended(shop: Shop, rejected: str):
    shop.completes(CS, rejected, decision="cancel", note="客户不要了")

    assert (shop.state(rejected), shop.waiting(rejected)) == ("cancelled", {})


@pytest.mark.req("S0-06")
def test_a_shipped_order_is_completed_and_asks_nobody_any_more(shop: Shop):
    number = shop.takes()
    shop.completes(WAREHOUSE, number, **PARCEL)

    assert (shop.state(number), shop.waiting(number)) == ("completed", {})


def test_after_a_whole_chain_ledger_and_trail_are_sound(shop: Shop, rejected: str):
    shop.completes(CS, rejected, decision="release")
    shop.completes(SALES, rejected, decision="approve")
    shop.completes(FINANCE, rejected, decision="approve")
    shop.completes(WAREHOUSE, rejected, decision="approve", location="A-03-12")
    shop.completes(WAREHOUSE, rejected, **PARCEL)

    assert shop.state(rejected) == "completed"
    assert shop.is_sound()
