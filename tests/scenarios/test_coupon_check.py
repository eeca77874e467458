"""优惠券核对: a coupon meets a person, or in a jam its activity's table."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.jam import OLD, Jam
from tests.story import CS, FINANCE, PARCEL, ROOT, WAREHOUSE, Shop

POLICY = "coupon_match"
CHECK = {"check_coupon": "finance"}
SHIP = {"ship": "warehouse"}
TABLE = ROOT / "processes" / "shared" / "coupon_activity.dmn"


def with_coupon(code: str = "D11-2026", **more: Any) -> dict[str, Any]:
    """Return what makes an order one with a coupon."""
    return {"coupon": {"code": code, "limited": more.pop("limited", False)}, **more}


def takes(jam: Jam, **special: Any) -> tuple[str, int]:
    """Let an order with a coupon come in; return its number and its task."""
    number = jam.shop.takes(**with_coupon(**special))
    return number, jam.task(number, "check_coupon")


# closed: the diagram as if there were no shortcut


@pytest.mark.req("S1-16")
@pytest.mark.parametrize("limited", [True, False])
def test_an_order_with_a_coupon_waits_for_finance(shop: Shop, limited: bool):
    number = shop.takes(**with_coupon(limited=limited))

    assert (shop.state(number), shop.waiting(number)) == ("approving", CHECK)


def test_an_order_without_a_coupon_asks_nobody(shop: Shop):
    assert shop.waiting(shop.takes()) == SHIP


def test_found_valid_by_finance_it_is_released_and_shipped(shop: Shop):
    number = shop.takes(**with_coupon())
    released = shop.completes(FINANCE, number, decision="approve")["state"]
    shop.completes(WAREHOUSE, number, **PARCEL)

    assert (released, shop.state(number)) == ("released", "completed")
    assert shop.is_sound()


def test_found_not_valid_it_is_held_for_customer_service(shop: Shop):
    number = shop.takes(**with_coupon())
    shop.completes(FINANCE, number, decision="reject", note="活动已结束")

    assert (shop.state(number), shop.waiting(number)) == (
        "held",
        {"resolve_hold": "cs"},
    )


@pytest.mark.req("S1-15")
def test_no_message_of_a_channel_takes_the_shortcut(shop: Shop):
    number = shop.takes(**with_coupon())
    error = shop.refuses("event", number, "coupon_match")

    assert (error["code"], shop.waiting(number)) == ("event-not-awaited", CHECK)


@pytest.mark.req("S1-15")
def test_nobody_takes_the_shortcut_while_it_is_closed(jam: Jam):
    number, task = takes(jam)
    answers = [jam.uses(name, task) for name in (CS, FINANCE)]

    assert [one.json["code"] for one in answers] == ["bypass-refused"] * 2
    assert jam.shop.waiting(number) == CHECK


# open: matched to its activity


@pytest.mark.req("S1-16")
def test_within_its_activity_a_coupon_passes_without_a_code(jam: Jam):
    jam.opens(POLICY)
    number, task = takes(jam)
    answer = jam.uses(CS, task)

    assert (answer.status_code, jam.shop.state(number)) == (200, "released")
    assert jam.shop.waiting(number) == SHIP


@pytest.mark.req("S1-16")
def test_a_limited_coupon_still_meets_a_person(jam: Jam):
    jam.opens(POLICY)
    number, task = takes(jam, limited=True)

    assert jam.uses(CS, task).status_code == 409
    assert jam.shop.waiting(number) == CHECK


@pytest.mark.req("S1-16")
@pytest.mark.parametrize(
    ("placed_at", "status"),
    [
        ("2026-10-31T23:59:59+08:00", 409),
        ("2026-11-01T00:00:00+08:00", 200),
        ("2026-11-15T23:59:59+08:00", 200),
        ("2026-11-16T00:00:00+08:00", 409),
    ],
)
def test_the_days_of_its_activity_decide_to_the_second(
    jam: Jam, placed_at: str, status: int
):
    jam.opens(POLICY)
    _, task = takes(jam, placed_at=placed_at)

    assert jam.uses(CS, task).status_code == status


@pytest.mark.req("S1-16")
@pytest.mark.parametrize(
    ("code", "customer", "status"),
    [
        ("VIP-1", {"credit": "good", "tags": ["VIP"]}, 200),
        ("VIP-1", {"credit": "good"}, 409),
        ("HK-1", OLD, 200),
        ("HK-1", {"credit": "good"}, 409),
        ("FREE", OLD, 409),
    ],
)
def test_only_an_eligible_customer_passes(
    jam: Jam, code: str, customer: dict[str, Any], status: int
):
    jam.opens(POLICY)
    _, task = takes(jam, code=code, customer=customer)

    assert jam.uses(CS, task).status_code == status


def test_a_row_that_the_owner_adds_makes_a_coupon_pass(jam: Jam, tmp_path: Path):
    place = tmp_path / "processes" / "shared" / TABLE.name
    place.parent.mkdir(parents=True)
    place.write_text(TABLE.read_text("utf-8").replace('"D11-"', '"SUMMER-"'), "utf-8")
    jam.shop.does("deploy", place)
    jam.opens(POLICY)
    _, task = takes(jam, code="SUMMER-7")

    assert jam.uses(CS, task).status_code == 200


def test_what_was_matched_is_told_in_the_story_of_the_order(jam: Jam):
    jam.opens(POLICY)
    number, task = takes(jam)
    jam.uses(CS, task)
    told = " ".join(one["text"] for one in jam.shop.shows(number)["story"])

    assert "Double Eleven" in told
    assert jam.shop.is_sound()
