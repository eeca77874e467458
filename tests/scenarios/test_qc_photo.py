"""质检拍照: goods are photographed before they ship; in a jam later, and owed."""

from __future__ import annotations

from typing import Any

import pytest

from tests.jam import JEWEL, OLD, QC, QC_TOO, Jam
from tests.story import PARCEL, WAREHOUSE

POLICY = "photo_later"
KNOWN_ONLY, FEW_ONLY = "photo_later_known_only", "photo_later_few_only"


def takes(jam: Jam, pieces: int = 1, **more: Any) -> tuple[str, int]:
    """Let an order for jewels come in; return its number and its task."""
    special = {"customer": OLD, "lines": [{**JEWEL, "quantity": pieces}], **more}
    number = jam.shop.takes(**special)
    return number, jam.task(number, "take_photo")


def switches_off(jam: Jam, parameter: str) -> None:
    """Let an administrator switch a parameter off."""
    jam.shop.does("parameter", "set", parameter, "false", "--note", "双十一")


# closed: the diagram as if there were no shortcut


@pytest.mark.req("S1-18")
def test_released_goods_of_such_a_category_wait_for_a_photo(jam: Jam):
    number, _ = takes(jam)

    assert (jam.shop.state(number), jam.steps(number)) == ("released", {"take_photo"})


def test_other_goods_are_shipped_at_once(jam: Jam):
    number = jam.shop.takes(lines=[{"sku": "P-1", "category": "文具"}])

    assert jam.steps(number) == {"ship"}


def test_photographed_and_passed_they_are_shipped_and_owe_nothing(jam: Jam):
    number, task = takes(jam)
    answer = jam.photographs(QC, task, decision="approve")
    steps = jam.steps(number)
    jam.shop.completes(WAREHOUSE, number, **PARCEL)

    assert (answer.status_code, steps) == (200, {"ship"})
    assert jam.shop.state(number) == "completed"


def test_without_a_photo_the_step_is_not_done(jam: Jam):
    _, task = takes(jam)
    sent = {"data": {"decision": "approve", "photos": []}}
    answer = jam.asks(QC, "POST", f"/tasks/{task}/complete", **sent)

    assert (answer.status_code, list(answer.json["errors"])) == (422, ["photos"])


def test_goods_that_fail_are_held_for_customer_service(jam: Jam):
    number, task = takes(jam)
    jam.photographs(QC, task, decision="reject", note="表壳划痕")

    assert (jam.shop.state(number), jam.steps(number)) == ("held", {"resolve_hold"})


@pytest.mark.req("S1-15")
def test_no_message_of_a_channel_takes_the_shortcut(jam: Jam):
    number, _ = takes(jam)
    error = jam.shop.refuses("event", number, "photo_later")

    assert (error["code"], jam.steps(number)) == ("event-not-awaited", {"take_photo"})


@pytest.mark.req("S1-15")
def test_nobody_takes_the_shortcut_while_it_is_closed(jam: Jam):
    number, task = takes(jam)
    answers = [jam.uses(name, task) for name in (QC, WAREHOUSE)]

    assert [one.json["code"] for one in answers] == ["bypass-refused"] * 2
    assert jam.steps(number) == {"take_photo"}


# open: shipped first, photographed later


@pytest.mark.req("S1-18")
def test_three_pieces_ship_at_once_and_owe_a_photo_beside_it(jam: Jam):
    jam.opens(POLICY)
    number, task = takes(jam, pieces=3)
    answer = jam.uses(WAREHOUSE, task)

    assert (answer.status_code, jam.steps(number)) == (200, {"ship", "owe_photo"})
    assert jam.shop.state(number) == "released"


@pytest.mark.req("S1-18")
def test_four_pieces_are_refused(jam: Jam):
    jam.opens(POLICY)
    number, task = takes(jam, pieces=4)

    assert jam.uses(WAREHOUSE, task).status_code == 409
    assert jam.steps(number) == {"take_photo"}


@pytest.mark.req("S1-18", "D-15")
@pytest.mark.parametrize(
    ("customer", "status"),
    [
        ({"registered_at": "2026-10-12T00:00:03+08:00"}, 200),
        ({"registered_at": "2026-10-12T00:00:04+08:00"}, 409),
        ({"registered_at": "2026-11-10T00:00:00+08:00", "tags": ["老客"]}, 200),
        ({}, 409),
    ],
)
def test_only_a_known_customer_passes(jam: Jam, customer: dict[str, Any], status: int):
    jam.opens(POLICY)
    _, task = takes(jam, customer={"credit": "good", **customer})

    assert jam.uses(WAREHOUSE, task).status_code == status


def buys(jam: Jam, who: str, channel: str = "own", *, is_shipped: bool = True) -> None:
    """Let a customer order stationery, a while ago."""
    customer = {"id": who, "credit": "good"}
    number = jam.shop.takes(
        customer=customer, channel=channel, placed_at="2026-11-10T08:00:00+08:00"
    )
    if is_shipped:
        jam.shop.completes(WAREHOUSE, number, **PARCEL)


@pytest.mark.req("S1-18", "D-15")
@pytest.mark.parametrize(("is_shipped", "status"), [(True, 200), (False, 409)])
def test_a_completed_order_of_before_makes_a_customer_known(
    jam: Jam, is_shipped: bool, status: int
):
    buys(jam, "c-7", is_shipped=is_shipped)
    jam.opens(POLICY)
    _, task = takes(jam, customer={"id": "c-7", "credit": "good"})

    assert jam.uses(WAREHOUSE, task).status_code == status


@pytest.mark.req("D-15")
def test_an_order_of_somebody_else_makes_nobody_known(jam: Jam):
    buys(jam, "c-7")
    jam.opens(POLICY)
    _, task = takes(jam, customer={"id": "c-8", "credit": "good"})

    assert jam.uses(WAREHOUSE, task).status_code == 409


@pytest.mark.req("D-15")
@pytest.mark.parametrize(
    ("off", "passes"), [(KNOWN_ONLY, [200, 409]), (FEW_ONLY, [409, 200])]
)
def test_each_of_the_two_conditions_has_its_own_switch(
    jam: Jam, off: str, passes: list[int]
):
    switches_off(jam, off)
    jam.opens(POLICY)
    stranger = takes(jam, customer={"credit": "good"})[1]
    many = takes(jam, pieces=4)[1]

    assert [
        jam.uses(WAREHOUSE, task).status_code for task in (stranger, many)
    ] == passes


@pytest.mark.req("S1-18")
def test_the_owed_photo_has_a_deadline_of_a_day(jam: Jam):
    jam.opens(POLICY)
    number, task = takes(jam)
    jam.uses(QC, task)
    (debt,) = jam.asks(QC, "GET", "/bypasses/debts").json["items"]
    owed = jam.asks(QC, "GET", f"/tasks/{jam.task(number, 'owe_photo')}").json

    assert (debt["order_no"], debt["person"]) == (number, QC)
    assert owed["due_at"][:16] == debt["due_at"][:16]


@pytest.mark.req("S1-18")
def test_an_overdue_photo_blocks_the_next_shortcut_of_that_person_alone(jam: Jam):
    jam.opens(POLICY)
    jam.uses(QC, takes(jam)[1])
    jam.later(hours=25)
    jam.opens(POLICY)
    _, task = takes(jam)
    blocked, free = jam.uses(QC, task), jam.uses(QC_TOO, task)

    assert (blocked.status_code, free.status_code) == (409, 200)


@pytest.mark.req("S1-18")
def test_once_the_photo_is_handed_in_the_person_may_use_it_again(jam: Jam):
    jam.opens(POLICY)
    number, task = takes(jam)
    jam.uses(QC, task)
    jam.later(hours=25)
    jam.photographs(QC_TOO, jam.task(number, "owe_photo"))
    jam.opens(POLICY)

    assert jam.uses(QC, takes(jam)[1]).status_code == 200


def test_shipped_with_the_photo_owed_it_is_completed_when_that_comes(jam: Jam):
    jam.opens(POLICY)
    number, task = takes(jam)
    jam.uses(QC, task)
    jam.shop.completes(WAREHOUSE, number, **PARCEL)
    shipped = jam.shop.state(number)
    jam.photographs(QC, jam.task(number, "owe_photo"))

    assert (shipped, jam.shop.state(number)) == ("fulfilling", "completed")
    assert jam.shop.is_sound()


def test_a_shipped_order_that_owes_its_photo_is_not_cancelled_any_more(jam: Jam):
    jam.opens(POLICY)
    number, task = takes(jam)
    jam.uses(QC, task)
    jam.shop.completes(WAREHOUSE, number, **PARCEL)
    jam.shop.refuses("event", number, "cancelled")

    assert jam.steps(number) == {"owe_photo"}


def test_cancelled_before_it_ships_an_order_owes_no_photo(jam: Jam):
    jam.opens(POLICY)
    number, task = takes(jam)
    jam.uses(QC, task)
    jam.shop.hears(number, "cancelled", reason="客户不要了")
    debts = jam.asks(QC, "GET", "/bypasses/debts").json["items"]

    assert (jam.shop.state(number), jam.steps(number), debts) == (
        "cancelled",
        set(),
        [],
    )
