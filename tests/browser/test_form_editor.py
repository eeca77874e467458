"""A form is made from nothing in the browser, reviewed, published, and asked for."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_five_minutes import publishes, submits
from tests.browser.workshop import AUTHOR, REVIEWER, Desk, Workshop, house
from tests.story import CS, SALES

__all__ = ["house"]
LANGUAGES = pytest.mark.parametrize("language", ["zh", "en"])
TITLES = {"zh": "电话确认单", "en": "Phone slip"}
SALES_STEP = {"zh": "销售确认", "en": "Sales confirms"}
KINDS = ("yes-no", "text", "choice", "photos", "scan")
WORDS = {
    "yes-no": ("接通了吗", "Answered"),
    "text": ("为什么没接", "Why not"),
    "choice": ("语气", "Tone"),
    "photos": ("通话截图", "Pictures"),
    "scan": ("运单号", "Waybill"),
}


def begins(author: Desk) -> str:
    """Open a draft with a new form in it; return the address of the draft."""
    author.page.goto("/designer")
    author.fills("designer-title", "电话 phone")
    author.presses("designer-open")
    draft = author.page.url
    author.presses("forms-new")
    for side, title in TITLES.items():
        author.page.locator(f"[id='title.{side}']").fill(title)
    author.presses("forms-new-make")
    author.page.locator("[data-editor]").wait_for()
    author.page.wait_for_load_state()  # which cards are open, and keys, is the script's
    return draft


def adds(page: Page, number: int, kind: str, words: tuple[str, str]) -> None:
    """Add a field of a kind and say what it is called."""
    page.locator(f"button[value='add.{kind}']").click()
    expect(page.locator(f"[id='{number}.zh']")).to_be_visible()
    for side, said in zip(("zh", "en"), words, strict=True):
        page.locator(f"[id='{number}.{side}']").fill(said)


def offers(page: Page, number: int, *answers: tuple[str, str]) -> None:
    """Say what may be answered to a field."""
    for each, (zh, en) in enumerate(answers):
        page.locator(f"[name='{number}.cz']").nth(each).fill(zh)
        page.locator(f"[name='{number}.ce']").nth(each).fill(en)
        page.locator(f"button[value='choice.{number}']").click()
        expect(page.locator(f"[name='{number}.cz']")).to_have_count(each + 2)


def fields(page: Page) -> list[str]:
    """Return the titles of all fields as they stand."""
    return page.locator(".form-card .card-title").all_inner_texts()


def complaints(page: Any) -> list[str]:
    """Return what the browser complained of."""
    return list(page.faults)


def fills_in(author: Desk) -> None:
    """Add the fields of the slip: one is needed, one hangs on an answer."""
    page = author.page
    for number, kind in enumerate(KINDS):
        adds(page, number, kind, WORDS[kind])
    offers(page, 2, ("客气", "Kind"), ("着急", "Urgent"))
    page.locator("[name='0.req']").check()
    page.locator("#c-1 summary", has_text=author.said("forms-when")).click()
    page.locator("button[value='when.1']").click()
    page.locator("[id='1.v1']").select_option(value="0:false")


def saves(author: Desk) -> None:
    """Save the form into the draft."""
    author.presses("forms-save", ".acts")
    expect(author.page.locator("#said")).to_contain_text(author.said("forms-saved"))


def asks_it(author: Desk, draft: str) -> None:
    """Let a new first step of the approval ask the form."""
    page, language = author.page, author.language
    page.goto(f"{draft}/steps/order_approval")
    author.chooses("steps-after", SALES_STEP[language], "#new-step")
    author.fills("steps-field-name", "电话", "#new-step")
    page.locator("button[name=add]").click()
    role = {"zh": "客服", "en": "Customer service"}[language]
    author.chooses("steps-field-role", role, "#step-userTask_1")
    author.chooses("steps-field-form", TITLES[language], "#step-userTask_1")
    author.fills("steps-field-sla", "PT2H", "#step-userTask_1")
    author.fills("steps-field-name", "电话", "#step-userTask_1")
    author.fills("steps-field-name-en", "Phone", "#step-userTask_1")
    author.presses("designer-save")
    expect(page.locator("#step-userTask_1 .findings")).to_have_count(0)


def asked(house: Workshop, language: str) -> Any:
    """Open the page of the next task that asks the form."""
    number = house.shop.takes(customer={"name": "周雨", "credit": "bad"})
    house.shop.completes(SALES, number, decision="approve")
    clerk = house.desk(CS, language)
    clerk.page.goto(f"/tasks/{house.shop.task(CS, number)}")
    return clerk.page


@pytest.mark.req("S1-28")
@LANGUAGES
def test_a_form_is_made_reviewed_published_and_asked(house: Workshop, language: str):
    author, reviewer = house.desk(AUTHOR, language), house.desk(REVIEWER, language)
    draft = begins(author)
    fills_in(author)
    saves(author)
    asks_it(author, draft)
    submits(author, draft, "先打电话 call first")
    publishes(reviewer, draft, "同意 agreed")
    page = asked(house, language)
    side = ("zh", "en").index(language)
    page.locator("main [type=radio][value=false]").first.check()
    said = page.locator("main").inner_text()

    assert complaints(author.page) == []
    assert [one for one in WORDS.values() if one[side] not in said] == []


def test_fields_are_moved_by_buttons_and_by_the_keyboard(house: Workshop):
    author = house.desk(AUTHOR, "zh")
    begins(author)
    adds(author.page, 0, "text", ("甲", "First"))
    adds(author.page, 1, "text", ("乙", "Second"))
    adds(author.page, 2, "text", ("丙", "Third"))
    author.page.locator("button[value='up.2']").click()
    expect(author.page.locator(".card-title")).to_have_text(["甲", "丙", "乙"])
    author.page.locator("[id='1.zh']").focus()
    author.page.keyboard.press("Alt+ArrowUp")
    expect(author.page.locator(".card-title")).to_have_text(["丙", "甲", "乙"])
    saves(author)
    author.page.reload()

    assert fields(author.page) == ["丙", "甲", "乙"]


def test_a_form_is_made_without_script(house: Workshop):
    page = house.enters(AUTHOR, java_script_enabled=False)
    author = Desk(page, "zh")
    begins(author)
    adds(page, 0, "choice", ("颜色", "Colour"))
    offers(page, 0, ("红", "Red"), ("蓝", "Blue"))
    page.locator("button[value='choice-down.0.0']").click()
    saves(author)

    assert fields(page) == ["颜色"]
    expect(page.locator("#preview")).to_contain_text("蓝")
