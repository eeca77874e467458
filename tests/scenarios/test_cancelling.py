"""取消订单: a customer may change their mind at any point before the goods are gone."""

from __future__ import annotations

import pytest

from tests.story import (
    CS,
    PARCEL,
    SALES,
    SUPERVISOR,
    WAREHOUSE,
    Shop,
    completing,
    unpaid,
)

REASON = "客户不要了"


def cancelled(shop: Shop, number: str) -> tuple[str, dict[str, str]]:
    """Cancel an order; return its bucket and whom it still asks."""
    shop.hears(number, "cancelled", reason=REASON)
    return shop.state(number), shop.waiting(number)


@pytest.mark.parametrize(
    "order",
    [unpaid(), {"total": "9000.00"}, {"total": "5000.00"}, {"total": "0.00"}, {}],
    ids=["at-payment", "at-supervisor", "in-the-chain", "held", "at-ship"],
)
def test_a_cancelled_order_has_ended_and_asks_nobody(shop: Shop, order: dict):
    number = shop.takes(**order)

    assert cancelled(shop, number) == ("cancelled", {})
    assert shop.is_sound()


def test_in_the_middle_of_the_chain_an_order_can_be_cancelled(shop: Shop):
    number = shop.takes(total="5000.00")
    shop.completes(SALES, number, decision="approve")

    assert cancelled(shop, number) == ("cancelled", {})


def test_the_task_of_a_cancelled_order_is_withdrawn(shop: Shop):
    number = shop.takes(total="9000.00")
    task = shop.task(SUPERVISOR, number)
    shop.hears(number, "cancelled", reason=REASON)
    error = shop.refuses("task", "claim", task, "--as", SUPERVISOR)

    assert error["code"] == "task-withdrawn"


@pytest.mark.req("S0-06")
def test_a_shipped_order_can_not_be_cancelled(shop: Shop):
    number = shop.takes()
    shop.completes(WAREHOUSE, number, **PARCEL)
    error = shop.refuses("event", number, "cancelled", "--data", '{"reason": "x"}')

    assert (error["code"], shop.state(number)) == ("order-ended", "completed")


def test_a_cancelled_order_can_not_be_cancelled_again(shop: Shop):
    number = shop.takes()
    cancelled(shop, number)
    error = shop.refuses("event", number, "cancelled")

    assert error["code"] == "order-ended"


def test_the_reason_stands_in_the_story(shop: Shop):
    number = shop.takes()
    cancelled(shop, number)
    told = [line["text"] for line in shop.shows(number)["story"]]

    assert any(REASON in line for line in told)


def test_a_reason_that_is_no_text_is_refused(shop: Shop):
    number = shop.takes()
    error = shop.refuses("event", number, "cancelled", "--data", '{"reason": 1}')

    assert (error["code"], shop.state(number)) == ("event-reason-wrong", "released")


def test_an_event_that_nobody_awaits_is_refused_with_what_is_awaited(shop: Shop):
    number = shop.takes(**unpaid())
    error = shop.refuses("event", number, "delivered", "--lang", "en")

    assert "it waits for: cancelled, paid" in error["message"]


def test_an_event_for_an_unknown_order_is_refused(shop: Shop):
    assert shop.refuses("event", "DB19990101001", "paid")["code"] == "order-unknown"


def test_a_held_order_that_service_cancels_can_not_be_cancelled_again(shop: Shop):
    number = shop.takes(total="0.00", paid="0.00")
    shop.completes(CS, number, decision="cancel")
    error = shop.refuses("event", number, "cancelled")

    assert error["code"] == "order-ended"


def test_after_a_refused_shipment_an_order_can_still_be_cancelled(shop: Shop):
    number = shop.takes()
    task = shop.task(WAREHOUSE, number)
    shop.refuses(*completing(task, WAREHOUSE, carrier="SF"))

    assert cancelled(shop, number) == ("cancelled", {})
