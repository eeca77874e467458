"""One task on one page: typed once, done once, never lost."""

from __future__ import annotations

import re

import pytest

from tests.story import CS, SALES, WAREHOUSE, an_order
from tests.visitors import Site

LATER = {"answer.carrier": "SF", "answer.tracking_no": "SF1234567890123"}
WRONG = {"answer.carrier": "SF", "answer.tracking_no": "?", "answer.note": "𠮷 <b>"}


def shipping(site: Site) -> str:
    """Let an order come that is to be shipped; return the place of its task."""
    return f"/tasks/{site.shop.task(WAREHOUSE, site.shop.takes())}"


def test_the_page_tells_what_the_order_is(site: Site):
    page = site.visitor(WAREHOUSE).gets(shipping(site)).text

    assert "周雨" in page
    assert "文三路 18 号" in page
    assert "199.00 CNY" in page


def test_the_page_tells_why_the_order_is_here(site: Site):
    assert "支付偏差" in site.visitor(WAREHOUSE).gets(shipping(site)).text


@pytest.mark.parametrize(("language", "label"), [("zh", "承运商"), ("en", "Carrier")])
def test_the_form_speaks_the_language_of_its_reader(
    site: Site, language: str, label: str
):
    visitor = site.visitor(WAREHOUSE)
    page = visitor.gets(shipping(site), headers={"Accept-Language": language})

    assert f'<label for="f-carrier">{label}</label>' in page.text


def test_what_a_browser_sends_completes_the_task(site: Site):
    number = site.shop.takes()
    place = f"/tasks/{site.shop.task(WAREHOUSE, number)}"
    answer = site.visitor(WAREHOUSE).posts(place, start=place, **LATER)

    assert (answer.status_code, answer.location) == (303, "/inbox")
    assert site.shop.state(number) == "completed"


def test_what_is_wrong_stands_beside_its_field_and_what_was_typed_is_kept(site: Site):
    place = shipping(site)
    answer = site.visitor(WAREHOUSE).posts(place, start=place, **WRONG)

    assert answer.status_code == 422
    assert '<a href="#f-tracking_no">' in answer.text
    assert 'id="f-tracking_no-wrong"' in answer.text
    assert "𠮷 &lt;b&gt;</textarea>" in answer.text
    assert "“?”不是这一栏需要的号码" in answer.text


def test_who_was_quicker_is_named_and_what_was_typed_is_kept(site: Site):
    place = shipping(site)
    visitor = site.visitor("全体")
    site.visitor(WAREHOUSE).posts(place, start=place, **LATER)
    answer = visitor.posts(place, start="/me", **{**LATER, "answer.note": "轻放"})

    assert answer.status_code == 409
    assert WAREHOUSE in answer.text
    assert "轻放" in answer.text


def test_a_form_sent_twice_is_done_once_and_frightens_nobody(site: Site):
    place, visitor = shipping(site), site.visitor(WAREHOUSE)
    visitor.posts(place, start="/me", **LATER)
    answer = visitor.posts(place, start="/me", **LATER)
    page = visitor.gets(answer.location)

    assert (answer.status_code, answer.location) == (303, place)
    assert "您已于" in page.text


def test_the_task_of_another_role_is_not_shown(site: Site):
    answer = site.visitor(SALES).gets(shipping(site))

    assert (answer.status_code, "周雨" in answer.text) == (403, False)


def test_a_task_that_is_not_there_is_not_found(site: Site):
    assert site.visitor(SALES).gets("/tasks/999999999").status_code == 404


def test_a_log_in_that_ended_keeps_what_was_typed(site: Site):
    place, visitor = shipping(site), site.visitor(WAREHOUSE)
    token = visitor.token("/me")
    visitor.client.delete_cookie("spillway")
    answer = visitor.client.post(place, data={"csrf_token": token, **LATER})

    assert answer.status_code == 401
    assert 'name="kept:answer.tracking_no" value="SF1234567890123"' in answer.text


def test_whoever_wants_the_next_task_gets_it(site: Site):
    first, second = shipping(site), shipping(site)
    visitor = site.visitor(WAREHOUSE)
    answer = visitor.posts(first, start="/me", then="next", **LATER)

    assert answer.location == second


def test_a_task_is_taken_and_given_back_on_its_page(site: Site):
    number = site.shop.takes()
    place, visitor = (
        f"/tasks/{site.shop.task(WAREHOUSE, number)}",
        site.visitor(WAREHOUSE),
    )
    visitor.posts(f"{place}/claim", start="/me")
    held = site.shop.tasks(WAREHOUSE, number)[0]["assignee"]
    visitor.posts(f"{place}/release", start="/me")

    assert held == WAREHOUSE
    assert site.shop.tasks(WAREHOUSE, number)[0]["assignee"] is None


@pytest.mark.req("S0-26")
def test_the_form_of_a_held_order_names_what_is_missing_and_a_message(site: Site):
    nowhere = {**an_order()["ship_to"], "building": "", "street": "文三路"}
    number = site.shop.takes(ship_to=nowhere)
    page = site.visitor(CS).gets(f"/tasks/{site.shop.task(CS, number)}").text
    (hint,) = re.findall(r'<p class="hint">(.*?)</p>', page, re.DOTALL)

    assert "待补充：楼栋号、单元和房号" in hint
    assert f"您好，您的订单 {number} 暂时无法发货" in hint
