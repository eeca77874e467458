"""What was typed is never lost, and what was sent is done once."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import House
from tests.story import CS, SUPERVISOR, WAREHOUSE

CODE, NOTE = "SF9998887776", "轻放 😀𠮷 <b>\n第二行"


def filling(house: House, **look: object) -> tuple[Page, str]:
    """Let somebody of the warehouse fill in a form; return it and its order."""
    number = house.shop.takes()
    page = house.enters(WAREHOUSE, **look)
    page.goto(f"/tasks/{house.shop.task(WAREHOUSE, number)}")
    page.select_option("#f-carrier", "JD")
    page.fill("#f-tracking_no", CODE)
    page.fill("#f-note", NOTE)
    return page, number


def completed(page: Page) -> None:
    """Press the button that ends the task."""
    page.get_by_role("button", name="办结", exact=True).click()


@pytest.mark.parametrize("has_script", [True, False])
def test_a_log_in_that_ends_amid_a_form_loses_nothing(house: House, has_script: bool):
    page, number = filling(house, java_script_enabled=has_script)
    house.logs_out_elsewhere(WAREHOUSE)
    completed(page)
    expect(page.locator("main")).to_contain_text("已保留")
    house.logs_in(page, WAREHOUSE)

    expect(page.locator("#f-carrier")).to_have_value("JD")
    expect(page.locator("#f-tracking_no")).to_have_value(CODE)
    expect(page.locator("#f-note")).to_have_value(NOTE)
    completed(page)
    expect(page.locator(".note.notice[role]")).to_contain_text(number)
    assert house.completions(number, "ship") == 1


def test_another_who_logs_in_there_sees_nothing_of_it(house: House):
    page, number = filling(house)
    house.logs_out_elsewhere(WAREHOUSE)
    completed(page)
    house.logs_in(page, SUPERVISOR)

    expect(page.locator(".who")).to_contain_text(SUPERVISOR)
    assert CODE not in page.content()
    assert house.completions(number, "ship") == 0


def test_a_button_pressed_twice_sends_once(house: House):
    page, number = filling(house)
    sent = []
    page.on("request", lambda one: sent.append(one) if one.method == "POST" else None)
    page.get_by_role("button", name="办结", exact=True).dblclick()
    expect(page.locator(".note.notice[role]")).to_contain_text(number)

    assert (len(sent), house.completions(number, "ship")) == (1, 1)


def test_without_script_a_button_pressed_twice_is_done_once(house: House):
    page, number = filling(house, java_script_enabled=False)
    page.get_by_role("button", name="办结", exact=True).dblclick(no_wait_after=True)
    page.locator("main [role=alert], main .note[role=status]").first.wait_for()
    page.goto(f"/orders/{number}")

    expect(page.locator("main")).to_contain_text(CODE)
    assert house.completions(number, "ship") == 1


def test_who_goes_back_and_sends_again_is_told_that_it_is_done(house: House):
    page, number = filling(house)
    completed(page)
    expect(page.locator(".note.notice[role]")).to_contain_text(number)
    page.go_back()
    again = page.get_by_role("button", name="办结", exact=True)
    again.or_(page.get_by_text("您已于")).first.wait_for()
    page.evaluate("document.querySelector('form[data-fields]')?.requestSubmit()")

    expect(page.locator("main")).to_contain_text("您已于")
    assert house.completions(number, "ship") == 1


def test_the_second_of_two_reads_who_was_first_and_keeps_what_was_typed(house: House):
    page, number = filling(house)
    house.shop.does("user", "add", f"另一位 {number}", "--role", "warehouse")
    house.shop.completes(
        f"另一位 {number}", number, carrier="SF", tracking_no="SF1112223"
    )
    completed(page)

    expect(page.locator("[role=alert]").first).to_contain_text(f"另一位 {number}")
    expect(page.locator("#f-tracking_no")).to_have_value(CODE)
    expect(page.locator("#f-note")).to_have_value(NOTE)


def test_a_wrong_password_in_between_loses_nothing_either(house: House):
    page, _ = filling(house)
    house.logs_out_elsewhere(WAREHOUSE)
    completed(page)
    page.fill("#name", WAREHOUSE)
    page.fill("#password", "not the right one")
    page.press("#password", "Enter")
    expect(page.locator("[role=alert]")).to_be_visible()
    house.logs_in(page, WAREHOUSE)

    expect(page.locator("#f-tracking_no")).to_have_value(CODE)


def test_a_scanner_that_ends_with_enter_sends_nothing(house: House):
    page, number = filling(house)
    page.locator("#f-tracking_no").press("Enter")

    expect(page.locator("h1")).to_contain_text("发货")
    assert house.completions(number, "ship") == 0


def test_a_search_that_finds_nothing_offers_the_way_back(house: House):
    page = house.enters(CS)
    page.fill("#q", "😀𠮷" * 100)
    page.press("#q", "Enter")

    expect(page.locator(".empty")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 1280
