"""重复推送: the first order stands; what is told differently later is in its trail."""

from __future__ import annotations

import pytest

from tests.story import Shop, an_order, unpaid


def again(shop: Shop, *orders: dict) -> dict:
    """Let the channel tell orders once more; return what became of them."""
    return dict(shop.tells(*orders))


@pytest.mark.req("S4-16", "S3-04")
def test_the_same_order_again_is_a_duplicate(shop: Shop):
    order = an_order()
    shop.tells(order)
    result = again(shop, order)

    assert (result["created"], result["duplicate"]) == (0, 1)


@pytest.mark.req("S4-16")
def test_the_first_content_stands(shop: Shop):
    order = an_order(total="100.00")
    shop.tells(order)
    again(shop, {**order, "total": "90.00", "remark": "改价"})
    kept = shop.shows(order["external_no"])["order"]

    assert (kept["total"], kept["remark"]) == ("100.00", "")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_difference_stands_in_the_story(shop: Shop, language: str):
    order = an_order(total="100.00")
    shop.tells(order)
    again(shop, {**order, "total": "90.00"})
    story = shop.shows(order["external_no"], language)["story"]
    (line,) = [one["text"] for one in story if one["kind"] == "told-again"]

    assert "total: 100.00 → 90.00" in line


def test_the_same_difference_is_told_once(shop: Shop):
    order = an_order(total="100.00")
    shop.tells(order)
    again(shop, {**order, "total": "90.00"})
    again(shop, {**order, "total": "90.00"})
    kinds = [one["kind"] for one in shop.shows(order["external_no"])["story"]]

    assert kinds.count("told-again") == 1


def test_an_order_that_is_now_paid_goes_on(shop: Shop):
    order = an_order(**unpaid(total="100.00"))
    shop.tells(order)
    paid = {"paid_at": "2026-11-11T08:00:00+08:00", "paid": "100.00"}
    again(shop, {**order, **paid})

    assert shop.state(order["external_no"]) == "released"
    assert shop.is_sound()


def test_an_order_that_is_now_paid_too_little_is_held(shop: Shop):
    order = an_order(**unpaid(total="100.00"))
    shop.tells(order)
    paid = {"paid_at": "2026-11-11T08:00:00+08:00", "paid": "50.00"}
    again(shop, {**order, **paid})

    assert shop.state(order["external_no"]) == "held"


def test_an_order_that_is_paid_within_one_file_goes_on(shop: Shop):
    order = an_order(**unpaid(total="100.00"))
    paid = {"paid_at": "2026-11-11T08:00:00+08:00", "paid": "100.00"}
    result = again(shop, order, {**order, **paid})

    assert (result["created"], result["duplicate"]) == (1, 1)
    assert shop.state(order["external_no"]) == "released"


def test_a_paid_order_told_as_unpaid_stays_paid(shop: Shop):
    order = an_order(total="100.00")
    shop.tells(order)
    again(shop, {**order, "paid_at": None, "paid": "0.00"})

    assert shop.shows(order["external_no"])["order"]["paid"] == "100.00"


def test_a_cancelled_order_told_as_paid_wakes_nothing(shop: Shop):
    order = an_order(**unpaid(total="100.00"))
    shop.tells(order)
    shop.hears(order["external_no"], "cancelled", reason="不要了")
    paid = {"paid_at": "2026-11-11T08:00:00+08:00", "paid": "100.00"}
    again(shop, {**order, **paid})

    assert shop.state(order["external_no"]) == "cancelled"
    assert shop.is_sound()


@pytest.mark.parametrize("told", ["60.00", "40.00"], ids=["the-same", "less"])
def test_an_order_told_as_paid_is_settled_with_what_came_in(shop: Shop, told: str):
    """60 of 100 came in; that it is now paid makes no money of what is missing."""
    order = an_order(**unpaid(total="100.00"))
    shop.tells(order)
    shop.hears(order["external_no"], "paid", amount="60.00")
    again(shop, {**order, "paid_at": "2026-11-11T08:00:00+08:00", "paid": told})
    kept = shop.shows(order["external_no"])["order"]

    assert (kept["paid"], kept["state"]) == ("60.00", "held")
    assert shop.is_sound()


def test_one_odd_repeat_does_not_stop_the_rows_behind_it(shop: Shop):
    order = an_order(**unpaid(total="100.00"))
    shop.tells(order)
    shop.hears(order["external_no"], "paid", amount="60.00")
    odd = {**order, "paid_at": "2026-11-11T08:00:00+08:00", "paid": "40.00"}
    result = again(shop, odd, an_order())

    assert (result["created"], result["duplicate"]) == (1, 1)
