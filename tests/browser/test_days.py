"""A day of each role, from the log-in to what became of the order."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import Page, expect

from runtime.cli.demo import shop as demo
from tests.browser.conftest import House
from tests.story import (
    CS,
    CUSTOM,
    FINANCE,
    SALES,
    SUPERVISOR,
    WAREHOUSE,
    an_order,
    custom_made,
)

AFTERSALES, ADMIN = "孙丽", demo.ADMIN
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True}
DOUBTED = {"customer": {"name": "曹阳", "credit": "bad"}}
NEW = "林小雨"


def found(page: Page, number: str) -> Any:
    """Search the inbox for an order; return the row of its task."""
    page.fill("#q", number)
    page.press("#q", "Enter")
    return page.locator(".row", has_text=number)


def claimed(page: Page, number: str) -> None:
    """Find the task of an order, take it and open it."""
    found(page, number).get_by_role("button").click()
    expect(page.locator(".note.notice[role]")).to_be_visible()
    found(page, number).locator("a.main").click()


def story(page: Page, number: str) -> str:
    """Return what the page of an order tells."""
    page.goto(f"/orders/{number}")
    return page.inner_text("main")


def is_quiet(page: Page) -> bool:
    """Tell whether the console complained of nothing."""
    return page.faults == []  # type: ignore[attr-defined]  # `watched` gave it


def test_sales_sees_first_what_is_most_urgent_and_why(house: House):
    house.shop.takes(**DOUBTED)
    page = house.enters(SALES)
    first = page.locator(".row").first

    expect(page).to_have_url(re.compile("/inbox$"))
    expect(first.locator(".sla")).not_to_be_empty()
    expect(first.locator(".tag").first).to_have_text(re.compile("P[0-3]"))
    expect(first.locator("a.main b")).to_have_text("销售确认")


def test_a_day_of_sales(house: House):
    number = house.shop.takes(**DOUBTED)
    page = house.enters(SALES)
    claimed(page, number)
    page.get_by_label("同意", exact=True).check()
    page.get_by_label("审批说明").fill("老客户，可以发 😀𠮷")
    page.get_by_role("button", name="办结", exact=True).click()

    expect(page.locator(".note.notice[role]")).to_contain_text(number)
    assert [one["element"] for one in house.shop.tasks(FINANCE, number)] == [
        "finance_price_check"
    ]
    assert "老客户，可以发 😀𠮷" in story(page, number)
    assert is_quiet(page)


def test_a_day_of_finance_by_the_keyboard_alone(house: House):
    number = house.shop.takes(**DOUBTED)
    house.shop.completes(SALES, number, decision="approve")
    page = house.enters(FINANCE)
    presses(page, "/", *number, "Enter")
    page.wait_for_url(re.compile(rf"q={number}"))
    presses(page, "j", "x", "k", "x", "j", "Enter")
    page.wait_for_url(re.compile(r"/tasks/\d+"))
    presses(page, *["Tab"] * tabs_to(page, "radio"), "Space", "Tab")
    page.keyboard.type("价格无误")
    presses(page, "Tab", "Enter")

    expect(page.locator(".note.notice[role]")).to_be_visible()
    assert "价格无误" in story(page, number)


def presses(page: Page, *keys: str) -> None:
    """Press keys, one after the other."""
    for key in keys:
        page.keyboard.press(key)


def tabs_to(page: Page, kind: str) -> int:
    """Return how often Tab leads to the first field of a kind."""
    order = page.evaluate(
        "() => [...document.querySelectorAll('a, button, input, textarea, [tabindex]')]"
        ".filter((one) => one.tabIndex >= 0 && one.offsetParent)"
        ".map((one) => one.type || one.tagName)"
    )
    return list(order).index(kind) + 1


def test_a_day_of_the_warehouse_on_a_phone(house: House):
    number = house.shop.takes()
    page = house.enters(WAREHOUSE, **PHONE)
    claimed(page, number)
    page.select_option("#f-carrier", "SF")
    page.fill("#f-tracking_no", "SF1234567890123")
    page.press("#f-tracking_no", "Tab")
    page.get_by_role("button", name="办结", exact=True).tap()

    expect(page.locator(".note.notice[role]")).to_contain_text(number)
    assert house.shop.state(number) == "completed"
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def ticks(page: Page, numbers: list[str]) -> None:
    """Choose the tasks of these orders."""
    for number in numbers:
        page.get_by_role("checkbox", name=re.compile(number)).check()


def test_a_batch_of_the_warehouse_is_tried_first_and_counted(house: House):
    numbers = [house.shop.takes() for _ in range(3)]
    page = house.enters(WAREHOUSE)
    page.goto("/inbox?tab=team")
    ticks(page, numbers)
    page.locator(".bulk [formaction$=batch]").click()
    dry = [house.shop.state(number) for number in numbers]
    page.select_option("#f-carrier", "JD")
    page.locator("input.scan").first.fill("JD7654321")
    page.locator("input.scan").nth(1).fill("JD7654322")
    page.locator("input.scan").last.fill("JD7654323")
    page.fill("#count", "2")
    page.locator("[name=go]").click()
    expect(page.locator(".alert")).to_contain_text("3")
    page.fill("#count", "3")
    page.locator("[name=go]").click()

    expect(page.locator(".sla.ok")).to_have_count(3)
    assert dry == ["released"] * 3
    assert [house.shop.state(number) for number in numbers] == ["completed"] * 3


def test_a_day_of_customer_service_in_english(house: House):
    nowhere = {**an_order()["ship_to"], "building": "", "street": "文三路"}
    number = house.shop.takes(ship_to=nowhere)
    page = house.enters(CS, locale="en-GB")
    claimed(page, number)
    expect(page.locator(".hint")).to_contain_text("building, unit and room")
    page.get_by_label("Verified, release it").check()
    page.get_by_label("Customer contacted by").select_option("phone")
    page.get_by_label("What the customer said").fill("Building 3, room 502")
    page.get_by_role("button", name="Complete", exact=True).click()

    expect(page.locator(".note.notice[role]")).to_contain_text(number)
    assert house.shop.state(number) == "released"
    assert "Building 3, room 502" in story(page, number)


def test_a_day_of_the_supervisor(house: House):
    number = house.shop.takes(total="8888.00")
    page = house.enters(SUPERVISOR)
    claimed(page, number)
    page.get_by_label("拒绝", exact=True).check()
    page.get_by_label("审批说明").fill("价格不符")
    page.get_by_role("button", name="办结", exact=True).click()
    expect(page.locator(".note.notice[role]")).to_contain_text(number)
    page.goto("/incidents")
    page.get_by_role("link", name="重试").first.click()
    page.fill("#reason", "参数已更正")
    page.get_by_role("button", name="重试").click()

    expect(page.locator("#incidents [role=status]")).to_be_visible()
    assert "价格不符" in story(page, number)
    assert house.shop.state(number) == "held"


def test_a_day_of_the_custom_goods_group_goes_from_one_task_to_the_next(house: House):
    numbers = [house.shop.takes(lines=custom_made()) for _ in range(2)]
    page = house.enters(CUSTOM)
    claimed(page, numbers[0])
    page.get_by_label("同意", exact=True).check()
    page.get_by_label("预计制作天数").fill("12")
    page.locator("[name=then]").click()

    expect(page.locator("h1")).to_contain_text("定制组评审")
    expect(page.locator(".top .number").first).not_to_have_text(numbers[0])
    assert "12" in story(page, numbers[0])


def test_a_day_of_after_sales_that_only_looks(house: House):
    number = house.shop.takes(external_no="AS-2026-𠮷")
    page = house.enters(AFTERSALES)
    expect(page.locator(".empty")).to_be_visible()
    page.get_by_role("link", name="订单", exact=True).click()
    page.fill("#q", "AS-2026-𠮷")
    page.press("#q", "Enter")
    page.locator(".order-row", has_text=number).click()

    expect(page.locator("h1")).to_have_text(number)
    expect(page.locator(".wait").first).to_contain_text("发货")
    assert is_quiet(page)


def test_a_day_of_the_administrator(house: House):
    page = house.enters(ADMIN)
    page.goto("/people")
    page.fill("#name", NEW)
    page.get_by_label("仓储", exact=True).check()
    page.fill("#password", demo.PASSWORD)
    page.get_by_role("button", name="新增").click()
    theirs = house.enters(NEW)
    number = house.shop.takes()
    claimed(theirs, number)
    page.goto(f"/people/{NEW}")
    page.select_option("#heir", WAREHOUSE)
    page.get_by_role("button", name="移交").click()
    expect(page.locator("[role=status]")).to_be_visible()
    page.locator("form[action$=disable] [value=yes]").check()
    page.locator("form[action$=disable] button").click()
    expect(page.locator("[role=status]")).to_be_visible()
    theirs.goto("/inbox")

    expect(theirs.locator("#password")).to_be_visible()
    assert house.shop.tasks(WAREHOUSE, number)[0]["assignee"] == WAREHOUSE
