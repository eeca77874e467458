"""付款: an order waits for its money, and for nothing less than all of it."""

from __future__ import annotations

import pytest

from tests.story import PARCEL, WAREHOUSE, Shop, unpaid

PAID_AT = "2026-11-11T09:30:00+08:00"


@pytest.fixture
def waiting(shop: Shop) -> str:
    return shop.takes(**unpaid(total="300.00"))


@pytest.mark.req("S1-12")
def test_an_unpaid_order_waits_and_nobody_is_asked(shop: Shop, waiting: str):
    assert (shop.state(waiting), shop.waiting(waiting)) == ("waiting_payment", {})


@pytest.mark.req("S1-12")
def test_an_unpaid_order_of_any_size_can_reach_no_approval(shop: Shop):
    number = shop.takes(**unpaid(total="188320.00"))

    assert (shop.state(number), shop.waiting(number)) == ("waiting_payment", {})


def test_paid_in_full_it_moves_on(shop: Shop, waiting: str):
    told = shop.hears(waiting, "paid", amount="300.00", at=PAID_AT)

    assert told == {"order_no": waiting, "moved": 1, "state": "released"}


def test_without_an_amount_the_rest_is_paid(shop: Shop, waiting: str):
    shop.hears(waiting, "paid")

    assert shop.shows(waiting)["order"]["paid"] == "300.00"


def test_a_part_payment_is_noted_and_the_order_stays(shop: Shop, waiting: str):
    told = shop.hears(waiting, "paid", amount="100.00", at=PAID_AT)

    assert told == {"order_no": waiting, "moved": 0, "state": "waiting_payment"}


def test_part_payments_add_up_to_the_whole(shop: Shop, waiting: str):
    shop.hears(waiting, "paid", amount="100.00")
    shop.hears(waiting, "paid", amount="199.99")
    before = shop.state(waiting)
    shop.hears(waiting, "paid", amount="0.01")

    assert (before, shop.state(waiting)) == ("waiting_payment", "released")


def test_each_part_payment_stands_in_the_story(shop: Shop, waiting: str):
    shop.hears(waiting, "paid", amount="100.00", at=PAID_AT)
    shop.hears(waiting, "paid", amount="200.00", at=PAID_AT)
    payments = shop.shows(waiting)["payments"]

    assert [one["amount"] for one in payments] == ["100.00", "200.00"]


def test_a_final_payment_settles_the_order_though_it_is_less(shop: Shop, waiting: str):
    told = shop.hears(waiting, "paid", amount="299.00", final=True)

    assert told["moved"] == 1


@pytest.mark.req("S0-16")
def test_a_final_payment_that_is_far_off_is_held(shop: Shop, waiting: str):
    shop.hears(waiting, "paid", amount="200.00", final=True)

    assert shop.state(waiting) == "held"


@pytest.mark.req("S0-16")
@pytest.mark.parametrize(
    ("paid", "state"), [("284.99", "held"), ("285.00", "released")]
)
def test_five_per_cent_less_passes_and_a_cent_more_off_does_not(
    shop: Shop, waiting: str, paid: str, state: str
):
    told = shop.hears(waiting, "paid", amount=paid, final=True)

    assert told["state"] == state


@pytest.mark.req("S0-16")
def test_more_than_five_per_cent_too_much_is_held_as_well(shop: Shop, waiting: str):
    told = shop.hears(waiting, "paid", amount="315.01")

    assert told["state"] == "held"


def test_a_payment_after_the_order_was_paid_is_noted(shop: Shop):
    number = shop.takes(total="300.00")
    told = shop.hears(number, "paid", amount="5.00")

    assert (told["moved"], shop.shows(number)["order"]["paid"]) == (0, "305.00")


def test_a_late_payment_for_a_cancelled_order_is_noted_and_wakes_nothing(
    shop: Shop, waiting: str
):
    shop.hears(waiting, "cancelled", reason="客户不要了")
    told = shop.hears(waiting, "paid", amount="300.00")

    assert told == {"order_no": waiting, "moved": 0, "state": "cancelled"}
    assert shop.is_sound()


def test_a_payment_below_zero_is_refused_and_changes_nothing(shop: Shop, waiting: str):
    error = shop.refuses("event", waiting, "paid", "--data", '{"amount": "-1"}')

    assert list(error["fields"]) == ["amount"]
    assert shop.shows(waiting)["payments"] == []


def test_every_fault_of_a_payment_is_named_at_once(shop: Shop, waiting: str):
    data = '{"amount": "x", "at": "gestern", "final": 1}'
    error = shop.refuses("event", waiting, "paid", "--data", data)

    assert list(error["fields"]) == ["amount", "at", "final"]


@pytest.mark.parametrize("method", ["cod", "credit"])
def test_cash_on_delivery_and_credit_do_not_wait(shop: Shop, method: str):
    number = shop.takes(**unpaid(payment_method=method))

    assert shop.state(number) == "released"


def test_money_of_cash_on_delivery_comes_after_shipping(shop: Shop):
    number = shop.takes(**unpaid(payment_method="cod", total="80.00"))
    shop.completes(WAREHOUSE, number, **PARCEL)
    shop.hears(number, "paid", amount="80.00")

    assert shop.shows(number)["order"]["paid"] == "80.00"
    assert shop.is_sound()


def test_after_part_payments_ledger_and_trail_are_sound(shop: Shop, waiting: str):
    shop.hears(waiting, "paid", amount="100.00")
    shop.hears(waiting, "paid", amount="200.00")

    assert shop.is_sound()
