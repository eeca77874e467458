"""价格会签: an agreed price is signed, or passes by a code up to 5 % in a jam."""

from __future__ import annotations

from typing import Any

import pytest

from tests.jam import Jam
from tests.story import (
    CS,
    FINANCE,
    PARCEL,
    SALES,
    SUPERVISOR,
    WAREHOUSE,
    Shop,
)

POLICY = "price_sign_off_code"
SIGN = {"sign_price": "supervisor"}


def agreed(unit_price: str, list_price: str = "10000.00") -> list[dict[str, Any]]:
    """Return the lines of an order whose price was agreed on."""
    return [{"sku": "A-1", "unit_price": unit_price, "list_price": list_price}]


@pytest.fixture
def changed(shop: Shop) -> str:
    return shop.takes(lines=agreed("95.00", "100.00"))


def takes(jam: Jam, unit_price: str) -> tuple[str, int]:
    """Let an order come in at a price; return its number and its task."""
    number = jam.shop.takes(lines=agreed(unit_price))
    return number, jam.task(number, "sign_price")


# closed: the diagram as if there were no shortcut


@pytest.mark.req("S1-17")
def test_an_order_with_an_agreed_price_waits_for_the_supervisor(
    shop: Shop, changed: str
):
    assert (shop.state(changed), shop.waiting(changed)) == ("approving", SIGN)


def test_an_order_at_the_list_price_asks_nobody(shop: Shop):
    number = shop.takes(lines=agreed("10000.00"))

    assert shop.waiting(number) == {"ship": "warehouse"}


def test_signed_by_the_supervisor_it_is_released_and_shipped(shop: Shop, changed: str):
    released = shop.completes(SUPERVISOR, changed, decision="approve")["state"]
    shop.completes(WAREHOUSE, changed, **PARCEL)

    assert (released, shop.state(changed)) == ("released", "completed")
    assert shop.is_sound()


def test_refused_by_the_supervisor_it_is_held_for_customer_service(
    shop: Shop, changed: str
):
    shop.completes(SUPERVISOR, changed, decision="reject", note="低于成本")

    assert (shop.state(changed), shop.waiting(changed)) == (
        "held",
        {"resolve_hold": "cs"},
    )


def test_released_by_customer_service_it_is_signed_again(shop: Shop, changed: str):
    shop.completes(SUPERVISOR, changed, decision="reject", note="低于成本")
    shop.completes(CS, changed, decision="release")

    assert shop.waiting(changed) == SIGN


def test_large_and_at_an_agreed_price_it_is_approved_first_and_signed_then(shop: Shop):
    number = shop.takes(total="9000.00", lines=agreed("9000.00"))
    first = shop.waiting(number)
    shop.completes(SUPERVISOR, number, decision="approve")

    assert (first, shop.waiting(number)) == (
        {"supervisor_approve": "supervisor"},
        SIGN,
    )


def test_large_and_rejected_first_it_is_held_whatever_was_agreed_on(shop: Shop):
    number = shop.takes(total="9000.00", lines=agreed("9000.00"))
    shop.completes(SUPERVISOR, number, decision="reject", note="风险过高")

    assert shop.waiting(number) == {"resolve_hold": "cs"}


@pytest.mark.req("S1-15")
def test_no_message_of_a_channel_takes_the_shortcut(shop: Shop, changed: str):
    error = shop.refuses("event", changed, "price_by_code")

    assert (error["code"], shop.waiting(changed)) == ("event-not-awaited", SIGN)


@pytest.mark.req("S1-15")
def test_nobody_takes_the_shortcut_while_it_is_closed(jam: Jam):
    number, task = takes(jam, "9500.00")
    answers = [jam.uses(name, task, code="ABCD-EFGH2345") for name in (SALES, FINANCE)]

    assert [one.json["code"] for one in answers] == ["bypass-refused"] * 2
    assert jam.shop.waiting(number) == SIGN


# open: by code, up to 5 %


@pytest.mark.req("S1-17")
def test_with_a_code_five_per_cent_passes_and_is_released(jam: Jam):
    jam.opens(POLICY)
    number, task = takes(jam, "9500.00")
    answer = jam.uses(SALES, task, code=jam.code())

    assert (answer.status_code, jam.shop.state(number)) == (200, "released")
    assert jam.shop.waiting(number) == {"ship": "warehouse"}


@pytest.mark.req("S1-17")
@pytest.mark.parametrize("price", ["9499.00", "10501.00"])
def test_with_the_same_code_a_little_more_is_refused(jam: Jam, price: str):
    jam.opens(POLICY)
    number, task = takes(jam, price)
    answer = jam.uses(SALES, task, code=jam.code())

    assert (answer.status_code, jam.shop.waiting(number)) == (409, SIGN)
    assert "0.0501" in jam.why(POLICY)


@pytest.mark.req("S1-17")
def test_a_used_code_is_refused(jam: Jam):
    jam.opens(POLICY)
    code = jam.code()
    tasks = [takes(jam, "9900.00")[1] for _ in range(2)]

    assert [jam.uses(SALES, task, code=code).status_code for task in tasks] == [
        200,
        409,
    ]


@pytest.mark.req("S1-17")
def test_a_wrong_code_is_refused(jam: Jam):
    jam.opens(POLICY)
    number, task = takes(jam, "9900.00")
    wrong = f"{jam.code()[:4]}-22222222"

    assert jam.uses(SALES, task, code=wrong).json["code"] == "bypass-refused"
    assert jam.shop.waiting(number) == SIGN


@pytest.mark.req("S1-15", "S1-17")
def test_after_its_time_a_code_is_refused(jam: Jam):
    jam.opens(POLICY)
    code, (_, task) = jam.code(), takes(jam, "9900.00")
    jam.later(minutes=31)

    assert jam.uses(SALES, task, code=code).json["code"] == "bypass-refused"


def test_without_a_code_it_is_refused(jam: Jam):
    jam.opens(POLICY)

    assert jam.uses(SALES, takes(jam, "9900.00")[1]).status_code == 409


@pytest.mark.req("S1-17")
def test_who_issued_the_code_does_not_use_it(jam: Jam):
    jam.opens(POLICY)
    task = takes(jam, "9900.00")[1]

    assert jam.uses(SUPERVISOR, task, code=jam.code()).status_code == 409


@pytest.mark.req("S1-17")
def test_the_trail_says_who_when_and_which_code_and_never_the_code(jam: Jam):
    jam.opens(POLICY)
    number, task = takes(jam, "9500.00")
    code = jam.code()
    jam.uses(SALES, task, code=code)
    (use,) = jam.closes(POLICY)["uses"]
    told = str(jam.shop.shows(number))

    assert (use["by"], use["selector"], use["money"]) == (SALES, code[:4], "500.00")
    assert (SALES in told, code[5:] in told) == (True, False)


def test_the_budget_in_money_counts_what_was_given_away(jam: Jam):
    jam.opens(POLICY)
    code = jam.code(money="900.00", uses=9)
    tasks = [takes(jam, "9500.00")[1] for _ in range(2)]

    assert [jam.uses(SALES, task, code=code).status_code for task in tasks] == [
        200,
        409,
    ]


@pytest.mark.req("S1-15")
def test_the_approval_itself_has_no_shortcut(jam: Jam):
    jam.opens(POLICY)
    number = jam.shop.takes(total="9000.00")
    task = jam.shop.task(SUPERVISOR, number)

    assert jam.uses(SALES, task, code=jam.code()).json["code"] == "bypass-not-here"


def test_after_closing_the_supervisor_signs_as_before(jam: Jam):
    jam.opens(POLICY)
    number, _ = takes(jam, "9500.00")
    jam.closes(POLICY)
    jam.shop.completes(SUPERVISOR, number, decision="approve")

    assert jam.shop.state(number) == "released"
    assert jam.shop.is_sound()


@pytest.mark.req("S1-17")
def test_the_limit_is_a_parameter(jam: Jam):
    jam.shop.does("parameter", "set", "price_code_limit", "0.10", "--note", "双十一")
    jam.opens(POLICY)
    _, task = takes(jam, "9000.00")

    assert jam.uses(SALES, task, code=jam.code()).status_code == 200
