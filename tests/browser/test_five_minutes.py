"""A process owner changes how orders go, proves it, publishes it and takes it back."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.workshop import AUTHOR, REVIEWER, Desk, Workshop, house
from tests.story import CS, FINANCE, SALES

__all__ = ["house"]
IN_BETWEEN = {"total": "3842.00"}  # straight through below 5000, not below 3000
LANGUAGES = pytest.mark.parametrize("language", ["zh", "en"])
NAMES = {"zh": "电话确认收货人", "en": "Confirm by phone"}
ROLES = {"zh": "客服", "en": "Customer service"}
FORMS = {"zh": "订单审批", "en": "Approve an order"}
FINANCES = {"zh": "财务核价", "en": "Finance checks the price"}


def begins(author: Desk, title: str) -> str:
    """Open a draft of limits; return its address."""
    author.page.goto("/designer")
    author.fills("designer-title", title)
    author.chooses("designer-first-file", author.said("designer-kind-values"))
    author.presses("designer-open")
    return author.page.url


def lowers_the_limit(author: Desk) -> None:
    """Let only orders below 3000 go straight, by the page of limits."""
    author.presses("designer-edit", "#file-values-parameters")
    author.page.locator('[id="straight_below.value"]').fill("3000")
    author.presses("forms-save")
    expect(author.page.get_by_role("status")).to_contain_text(
        author.said("forms-saved")
    )


def adds_a_step(author: Desk, draft: str) -> str:
    """Put a call before the warehouse; return what was wrong at first."""
    page, language = author.page, author.language
    page.goto(f"{draft}/steps/order_approval")
    author.chooses("steps-after", FINANCES[language], "#new-step")
    author.fills("steps-field-name", NAMES[language], "#new-step")
    author.page.locator("button[name=add]").click()
    new = page.locator("#step-userTask_1")
    wrong = new.locator(".findings").inner_text()
    author.chooses("steps-field-role", ROLES[language], "#step-userTask_1")
    author.chooses("steps-field-form", FORMS[language], "#step-userTask_1")
    author.fills("steps-field-sla", "PT2H", "#step-userTask_1")
    for code, one in (("steps-field-name", "zh"), ("steps-field-name-en", "en")):
        author.fills(code, NAMES[one], "#step-userTask_1")
    author.presses("designer-save")
    expect(page.get_by_role("status")).to_contain_text(author.said("designer-saved"))
    expect(new.locator(".findings")).to_have_count(0)
    return wrong


def submits(author: Desk, draft: str, why: str) -> None:
    """Hand a draft over to somebody else."""
    author.page.goto(draft)
    author.fills("designer-note-submit", why)
    author.presses("designer-submit")
    author.page.get_by_text(author.said("designer-state-submitted")).first.wait_for()


def publishes(reviewer: Desk, draft: str, why: str) -> None:
    """Look at somebody's draft, agree, and let it run."""
    reviewer.page.goto(draft)
    reviewer.fills("designer-note", why)
    reviewer.presses("designer-approve-publish")
    reviewer.page.get_by_text(reviewer.said("designer-is-published")).wait_for()


def rolls_back(reviewer: Desk, why: str) -> None:
    """Take back what was just published."""
    reviewer.presses("designer-see-publication")
    reviewer.fills("designer-why", why)
    reviewer.presses("designer-roll-back")
    reviewer.page.get_by_text(reviewer.said("designer-roll-back-done")).wait_for()


@pytest.mark.req("S4-27", "S1-28")
@LANGUAGES
def test_a_limit_is_changed_published_felt_and_taken_back(
    house: Workshop, language: str
):
    author, reviewer = house.desk(AUTHOR, language), house.desk(REVIEWER, language)
    straight = house.shop.takes(**IN_BETWEEN)
    draft = begins(author, "3000 · 直通 straight")
    lowers_the_limit(author)
    submits(author, draft, "坏账 bad debts")
    publishes(reviewer, draft, "同意 agreed")
    asked = house.shop.takes(**IN_BETWEEN)
    rolls_back(reviewer, "太慢 too slow")
    again = house.shop.takes(**IN_BETWEEN)

    assert set(house.shop.waiting(straight)) == {"ship"}
    assert set(house.shop.waiting(asked)) == {"sales_confirm"}
    assert set(house.shop.waiting(again)) == {"ship"}


@pytest.mark.req("S1-28")
@LANGUAGES
def test_a_step_with_its_role_and_form_is_added_tried_and_runs(
    house: Workshop, language: str
):
    author, reviewer = house.desk(AUTHOR, language), house.desk(REVIEWER, language)
    draft = begins(author, "电话 phone")
    lowers_the_limit(author)
    author.page.goto(draft)
    wrong = adds_a_step(author, draft)
    submits(author, draft, "先问 ask first")
    publishes(reviewer, draft, "同意 agreed")
    number = house.shop.takes(**IN_BETWEEN)
    house.shop.completes(SALES, number, decision="approve")
    house.shop.completes(FINANCE, number, decision="approve")
    rolls_back(reviewer, "太慢 too slow")

    assert author.said("designer-error") in wrong
    assert house.shop.waiting(number) == {"userTask_1": "cs"}
    assert house.shop.completes(CS, number, decision="approve")
    assert set(house.shop.waiting(number)) == {"warehouse_reserve"}
