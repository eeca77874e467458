"""Every form works where scripts are switched off."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest
from playwright.sync_api import Page, expect

from runtime.cli.demo import shop as demo
from tests.browser.conftest import House
from tests.story import CS, CUSTOM, ROOT, SUPERVISOR, WAREHOUSE, an_order

PLAIN = {"java_script_enabled": False}
NEW = "周小舟"


def at_work(house: House, name: str, place: str = "/inbox", **look: object) -> Page:
    """Let somebody log in without script and open a page."""
    page = house.enters(name, **PLAIN, **look)
    page.goto(place)
    return page


def test_one_logs_in_and_out(house: House):
    page = at_work(house, CS)
    page.get_by_role("button", name="退出").click()

    expect(page.locator("#password")).to_be_visible()


def test_a_wrong_password_is_told(house: House):
    page = house.stranger(**PLAIN)
    page.goto("/log-in")
    page.fill("#name", CS)
    page.fill("#password", "wrong")
    page.press("#password", "Enter")

    expect(page.locator("[role=alert]")).to_be_visible()


def test_the_language_is_changed(house: House):
    page = at_work(house, CUSTOM, "/me")
    page.locator("main").get_by_role("button", name="English").click()
    expect(page.locator("main h2").first).to_have_text("Change password")
    page.locator("main").get_by_role("button", name="中文").click()

    expect(page.locator("main h2").first).to_have_text("修改密码")


def test_an_order_is_searched_and_filtered(house: House):
    number = house.shop.takes(kind="rush")
    page = at_work(house, CS, "/orders")
    page.locator(".seldom summary").click()
    page.select_option("#kind", "rush")
    page.get_by_role("search").get_by_role("button").click()
    expect(page.locator(".order-row", has_text=number)).to_be_visible()
    page.fill("#q", number)
    page.press("#q", "Enter")

    expect(page.locator("h1")).to_have_text(number)


def test_a_task_is_searched_claimed_and_given_back(house: House):
    number = house.shop.takes()
    page = at_work(house, WAREHOUSE)
    page.fill("#q", number)
    page.press("#q", "Enter")
    page.get_by_role("button", name=re.compile(f"认领.*{number}")).click()
    held = house.shop.tasks(WAREHOUSE, number)[0]["assignee"]
    page.goto(f"/tasks/{house.shop.task(WAREHOUSE, number)}")
    page.get_by_role("button", name="退回").click()

    expect(page.locator(".note.notice[role]")).to_be_visible()
    assert held == WAREHOUSE
    assert house.shop.tasks(WAREHOUSE, number)[0]["assignee"] is None


def test_a_form_is_corrected_and_sent(house: House):
    number = house.shop.takes()
    page = at_work(house, WAREHOUSE, f"/tasks/{house.shop.task(WAREHOUSE, number)}")
    page.select_option("#f-carrier", "SF")
    page.fill("#f-tracking_no", "? ? ?")
    page.get_by_role("button", name="办结", exact=True).click()
    expect(page.locator("#f-tracking_no-wrong")).to_be_visible()
    page.fill("#f-tracking_no", "SF1234567")
    page.get_by_role("button", name="办结", exact=True).click()

    expect(page.locator(".note.notice[role]")).to_contain_text(number)
    assert house.shop.state(number) == "completed"


def test_a_held_order_is_released(house: House):
    nowhere = {**an_order()["ship_to"], "building": "", "street": "文三路"}
    number = house.shop.takes(ship_to=nowhere)
    page = at_work(house, CS, f"/tasks/{house.shop.task(CS, number)}")
    page.get_by_label("核实无误，放行").check()
    page.get_by_role("button", name="办结", exact=True).click()

    expect(page.locator(".note.notice[role]")).to_contain_text(number)
    assert house.shop.state(number) == "released"


def test_a_batch_is_tried_counted_and_done(house: House):
    numbers = [house.shop.takes() for _ in range(2)]
    page = at_work(house, WAREHOUSE, "/inbox?tab=team")
    page.get_by_role("checkbox", name=re.compile(numbers[0])).check()
    page.get_by_role("checkbox", name=re.compile(numbers[1])).check()
    page.locator(".bulk [formaction$=batch]").click()
    page.select_option("#f-carrier", "JD")
    page.locator("input.scan").first.fill("JD7654321")
    page.locator("input.scan").last.fill("JD7654322")
    page.fill("#count", "2")
    page.locator("[name=go]").click()

    expect(page.locator(".sla.ok")).to_have_count(2)
    assert [house.shop.state(number) for number in numbers] == ["completed"] * 2


def test_people_are_added_changed_and_let_go(house: House):
    page = at_work(house, demo.ADMIN, "/people")
    page.fill("#name", NEW)
    page.get_by_label("客服", exact=True).check()
    page.get_by_role("button", name="新增").click()
    page.get_by_label("销售", exact=True).check()
    page.locator("form[action$=roles] button").click()
    expect(page.locator("[role=status]")).to_be_visible()
    page.fill("#password", demo.PASSWORD)
    page.locator("form[action$=password] button").click()
    expect(page.locator("[role=status]")).to_be_visible()
    page.locator("form[action$=disable] [value=yes]").check()
    page.locator("form[action$=disable] button").click()

    expect(page.locator(".top .sla.late")).to_be_visible()


def test_an_incident_is_decided_on(house: House):
    page = at_work(house, SUPERVISOR, "/incidents")
    page.get_by_role("link", name="重试").first.click()
    page.fill("#reason", "参数已更正")
    page.get_by_role("button", name="重试").click()

    expect(page.locator("#incidents [role=status]")).to_be_visible()


@pytest.fixture
def asking(house: House, tmp_path: Path) -> Iterator[str]:
    """Give an order whose form asks for a reason only of who rejects."""
    for name in ("processes", "forms"):
        shutil.copytree(ROOT / name, tmp_path / name)
    file = tmp_path / "forms" / "approve_order" / "schema.json"
    schema = orjson.loads(file.read_bytes())
    schema["if"] = {"properties": {"decision": {"const": "reject"}}}
    schema["then"] = {"required": ["note"]}
    file.write_bytes(orjson.dumps(schema))
    house.shop.does("deploy", tmp_path / "processes", tmp_path / "forms")
    yield house.shop.takes(total="8888.00")
    house.shop.does("deploy", ROOT / "processes", ROOT / "forms")


def rejects(house: House, number: str, **look: Any) -> Page:
    """Let the supervisor open the task and choose to reject."""
    page = house.enters(SUPERVISOR, **look)
    page.goto(f"/tasks/{house.shop.task(SUPERVISOR, number)}")
    page.get_by_label("拒绝", exact=True).check()
    return page


def test_a_field_that_another_asks_for_is_in_sight_and_checked(
    house: House, asking: str
):
    page = rejects(house, asking, **PLAIN)
    expect(page.locator("#f-note")).to_be_visible()
    page.get_by_role("button", name="办结", exact=True).click()
    expect(page.locator("#f-note-wrong")).to_be_visible()
    page.fill("#f-note", "价格不符")
    page.get_by_role("button", name="办结", exact=True).click()

    expect(page.locator(".note.notice[role]")).to_contain_text(asking)


def test_with_script_it_appears_when_it_is_asked_for(house: House, asking: str):
    page = rejects(house, asking)
    expect(page.locator("#f-note")).to_be_visible()
    page.get_by_label("同意", exact=True).check()

    expect(page.locator("#f-note")).to_be_hidden()
