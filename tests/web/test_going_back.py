"""退回、撤回、同意、拒绝 through the interface and on the pages; four eyes in both."""

from __future__ import annotations

import pytest

from tests.story import EVERYBODY, FINANCE, SALES, WAREHOUSE
from tests.visitors import Site

EN = {"Accept-Language": "en"}
PRICE = "价格有误"


@pytest.fixture
def number(site: Site) -> str:
    """Give an order that goes through the chain of three."""
    return site.shop.takes(total="5000.00")


@pytest.fixture
def sold(site: Site, number: str) -> int:
    """Give the task of the sales team, done by them."""
    return approves(site, SALES, number)


@pytest.fixture
def priced(site: Site, number: str, sold: int) -> int:
    """Give the task of the finance team, done by them."""
    return approves(site, FINANCE, number)


def approves(site: Site, name: str, number: str) -> int:
    """Let somebody approve the one task that an order has for them."""
    task = site.shop.task(name, number)
    answer = site.program(name).asks("POST", f"/tasks/{task}/approve", json={})
    assert answer.status_code == 200, answer.json
    return task


def sends_back(site: Site, name: str, task: int, **changes: str):
    """Let somebody send a task back to the sales team."""
    body = {"to": "sales_confirm", "reason": PRICE, **changes}
    return site.program(name).asks("POST", f"/tasks/{task}/return", json=body)


def test_a_rejection_takes_a_note(site: Site, number: str):
    task = site.shop.task(SALES, number)
    program = site.program(SALES)
    program.asks("POST", f"/tasks/{task}/reject", json={"note": PRICE})
    shown = program.asks("GET", f"/tasks/{task}").json["form"]["data"]

    assert shown == {"decision": "reject", "note": PRICE}


@pytest.mark.parametrize("verb", ["approve", "reject"])
def test_what_asks_for_no_decision_is_neither_approved_nor_rejected(
    site: Site, verb: str
):
    task = site.shop.task(WAREHOUSE, site.shop.takes())
    answer = site.program(WAREHOUSE).asks("POST", f"/tasks/{task}/{verb}", json={})

    assert (answer.status_code, answer.json["code"]) == (409, "task-without-decision")


def test_the_steps_to_go_back_to_are_listed_with_who_did_them(
    site: Site, number: str, priced: int
):
    task = site.shop.task(WAREHOUSE, number)
    found = site.program(WAREHOUSE).asks("GET", f"/tasks/{task}/returns").json["items"]
    told = [(one["element"], one["by"], one["allowed"]) for one in found]

    assert told == [
        ("finance_price_check", FINANCE, True),
        ("sales_confirm", SALES, True),
    ]


def test_the_steps_are_not_listed_for_another_role(site: Site, number: str, sold: int):
    task = site.shop.task(FINANCE, number)
    answer = site.program(WAREHOUSE).asks("GET", f"/tasks/{task}/returns")

    assert answer.status_code == 403


def test_a_task_goes_back_to_the_step_that_is_named(
    site: Site, number: str, priced: int
):
    answer = sends_back(site, WAREHOUSE, site.shop.task(WAREHOUSE, number))

    assert "sales_confirm" in answer.json["waits_at"]
    assert site.shop.waiting(number) == {"sales_confirm": "sales"}


def test_who_did_the_step_is_told_that_it_came_back(
    site: Site, number: str, priced: int
):
    sends_back(site, WAREHOUSE, site.shop.task(WAREHOUSE, number))
    notices = site.program(SALES).asks("GET", "/notices").json["items"]

    assert [one["order_no"] for one in notices] == [number]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"reason": " "}, "reason-missing"),
        ({"to": "warehouse_reserve"}, "back-unknown"),
        ({"to": "no such step"}, "back-unknown"),
    ],
)
def test_a_return_that_makes_no_sense_is_refused_and_changes_nothing(
    site: Site, number: str, sold: int, changes: dict[str, str], code: str
):
    answer = sends_back(site, FINANCE, site.shop.task(FINANCE, number), **changes)

    assert answer.json["code"] == code
    assert site.shop.waiting(number) == {"finance_price_check": "finance"}


def test_another_role_sends_nothing_back(site: Site, number: str, sold: int):
    answer = sends_back(site, WAREHOUSE, site.shop.task(FINANCE, number))

    assert (answer.status_code, answer.json["code"]) == (403, "task-not-your-role")


def test_a_completed_task_is_withdrawn_by_who_did_it(
    site: Site, number: str, sold: int
):
    answer = site.program(SALES).asks("POST", f"/tasks/{sold}/withdraw", json={})

    assert answer.status_code == 200
    assert site.shop.waiting(number) == {"sales_confirm": "sales"}


def test_a_claim_of_the_next_task_keeps_the_one_before(
    site: Site, number: str, sold: int
):
    task = site.shop.task(FINANCE, number)
    site.program(FINANCE).asks("POST", f"/tasks/{task}/claim")
    answer = site.program(SALES).asks("POST", f"/tasks/{sold}/withdraw", json={})

    assert (answer.status_code, answer.json["code"]) == (409, "withdraw-begun")
    assert FINANCE in answer.json["detail"]


def test_whoever_did_the_other_step_may_not_claim(site: Site, number: str):
    approves(site, EVERYBODY, number)
    task = site.shop.task(FINANCE, number)
    answer = site.program(EVERYBODY).asks("POST", f"/tasks/{task}/claim", headers=EN)

    assert (answer.status_code, answer.json["code"]) == (403, "four-eyes-did")
    assert f"{EVERYBODY} did “Sales confirms”" in answer.json["detail"]


def test_whoever_did_the_other_step_may_not_complete(site: Site, number: str):
    approves(site, EVERYBODY, number)
    task = site.shop.task(FINANCE, number)
    answer = site.program(EVERYBODY).asks("POST", f"/tasks/{task}/approve", json={})

    assert (answer.status_code, answer.json["code"]) == (403, "four-eyes-did")
    assert site.shop.waiting(number) == {"finance_price_check": "finance"}


def test_somebody_else_may(site: Site, number: str):
    approves(site, EVERYBODY, number)
    approves(site, FINANCE, number)

    assert site.shop.waiting(number) == {"warehouse_reserve": "warehouse"}


def test_the_inbox_says_why_and_offers_no_claim(site: Site, number: str):
    approves(site, EVERYBODY, number)
    page = site.visitor(EVERYBODY).gets("/inbox?tab=team", headers=EN).text

    assert "You did “Sales confirms”" in page
    assert 'name="one"' not in page


def test_the_page_of_the_task_says_why_and_offers_no_claim(site: Site, number: str):
    approves(site, EVERYBODY, number)
    task = site.shop.task(FINANCE, number)
    page = site.visitor(EVERYBODY).gets(f"/tasks/{task}", headers=EN).text

    assert "You did “Sales confirms”" in page
    assert f"/tasks/{task}/claim" not in page


def test_the_page_of_a_task_leads_to_the_steps_to_go_back_to(
    site: Site, number: str, priced: int
):
    task = site.shop.task(WAREHOUSE, number)
    visitor = site.visitor(WAREHOUSE)
    place, given = f"/tasks/{task}", {"to": "sales_confirm", "reason": PRICE}
    offered = f'href="{place}/return"' in visitor.gets(place).text
    answer = visitor.posts(f"{place}/return", start=f"{place}/return", **given)

    assert (offered, answer.status_code, answer.location) == (True, 303, "/inbox")
    assert site.shop.waiting(number) == {"sales_confirm": "sales"}


def test_without_a_reason_what_was_chosen_stays_and_the_page_asks_for_it(
    site: Site, number: str, sold: int
):
    place = f"/tasks/{site.shop.task(FINANCE, number)}/return"
    answer = site.visitor(FINANCE).posts(place, start=place, to="sales_confirm")

    assert (answer.status_code, "请填写原因" in answer.text) == (422, True)
    assert 'value="sales_confirm" required checked' in answer.text


def test_a_first_step_offers_nothing_to_go_back_to(site: Site, number: str):
    place = f"/tasks/{site.shop.task(SALES, number)}"
    visitor = site.visitor(SALES)

    assert f"{place}/return" not in visitor.gets(place).text
    assert "没有可以退回的环节" in visitor.gets(f"{place}/return").text


def test_a_task_that_somebody_completed_leads_back_to_its_page(
    site: Site, number: str, sold: int
):
    answer = site.visitor(SALES).gets(f"/tasks/{sold}/return")

    assert (answer.status_code, answer.location) == (303, f"/tasks/{sold}")


@pytest.mark.parametrize("page", ["/tasks/{task}", "/orders/{number}"])
def test_who_did_the_last_step_may_take_it_back_on_the_page(
    site: Site, number: str, sold: int, page: str
):
    visitor, place = site.visitor(SALES), page.format(task=sold, number=number)
    shown = visitor.gets(place).text
    visitor.posts(f"/tasks/{sold}/withdraw", start=place)

    assert f'action="/tasks/{sold}/withdraw"' in shown
    assert site.shop.waiting(number) == {"sales_confirm": "sales"}


@pytest.mark.parametrize("name", [FINANCE, WAREHOUSE])
def test_nobody_else_is_offered_to_take_it_back(
    site: Site, number: str, sold: int, name: str
):
    assert "/withdraw" not in site.visitor(name).gets(f"/orders/{number}").text


def test_it_is_no_longer_offered_once_the_next_one_has_begun(
    site: Site, number: str, sold: int
):
    task = site.shop.task(FINANCE, number)
    site.shop.does("task", "claim", task, "--as", FINANCE)

    assert "/withdraw" not in site.visitor(SALES).gets(f"/orders/{number}").text
