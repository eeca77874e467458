"""A draft is played in the browser: every kind of move, and nothing of it is lost."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from runtime.designer.drafts import drafts, saving
from runtime.designer.drafts.saving import Saving
from tests import outside_process
from tests.browser.conftest import Gate, Look
from tests.browser.test_every_page import ills, logged_in
from tests.story import ROOT
from web.context import COOKIE

LANGUAGES = pytest.mark.parametrize("language", ["zh", "en"])
ROUTING = "processes/shared/order_routing.dmn"
SALES, FINANCE, SHIP = "sales_confirm", "finance_price_check", "ship"
COMPLETED = {"zh": "订单已完成", "en": "Order completed"}
Opens = Callable[..., Page]


@pytest.fixture
def author(gate: Gate) -> Callable[..., str]:
    """Give what makes a draft of a file, and returns its address."""

    def make(kind: str, key: str, body: bytes) -> str:
        engine = gate.runtime.engine
        with gate.runtime.work() as work:
            number = drafts.open_draft(work, engine.trail, "试一试")
            saving.save(work, engine.trail, number, Saving(kind, key, body))
        return f"/designer/drafts/{number}"

    return make


@pytest.fixture
def draft(author: Callable[..., str]) -> str:
    """Give a draft that lets fewer orders go straight."""
    return author("values", "parameters", b'straight_below = "3000"\n')


@pytest.fixture
def outside(author: Callable[..., str]) -> str:
    """Give a draft of a process that waits for time, a message and a system."""
    body = outside_process.BODY.encode()
    return author("process", outside_process.KEY, body)


def begins(page: Page, **fields: str) -> None:
    """Begin with an order that is made up."""
    made = page.locator("section[aria-labelledby=made-up]")
    for name, value in fields.items():
        field = made.locator(f"[name={name}]")
        is_list = field.evaluate("one => one.tagName") == "SELECT"
        field.select_option(value) if is_list else field.fill(value)
    made.locator("button[name=go]").click()
    page.locator("#stands").wait_for()


def stands_at(page: Page, element: str) -> None:
    """Wait until the task whose form is shown is this one."""
    target = page.locator("#stands form[data-fields] [name=target]")
    expect(target).to_have_value(element)


def approves(page: Page) -> None:
    """Approve by the form of the task."""
    page.locator("#stands input[type=radio]").first.check()
    page.locator("#stands form[data-fields] button.primary").click()


@LANGUAGES
def test_a_message_with_what_it_changes_leads_on(
    opened: Opens, draft: str, language: str
):
    page = opened(f"{draft}/simulate", Look(language))
    begins(page, is_paid="no")
    waiting = page.locator(".wait-act", has=page.locator("[value=paid]"))
    waiting.locator("button").click()

    stands_at(page, SHIP)
    assert ills(page) == []


def asks_outside(opened: Opens, outside: str, language: str) -> Page:
    """Play until an outside system is to answer."""
    page = opened(f"{outside}/simulate", Look(language))
    begins(page)
    page.locator("[value=nap] ~ button").click()
    page.locator("[value=called] ~ button").click()
    return page


@LANGUAGES
def test_time_a_message_and_a_systems_answer_lead_to_the_end(
    opened: Opens, outside: str, language: str
):
    page = asks_outside(opened, outside, language)
    page.locator("[name=data]").fill('{"parcel": "SF1"}')
    page.locator("[value=ask] ~ button").click()

    expect(page.locator("#stands [role=status]")).to_contain_text("sent")
    expect(page.locator(".whole")).to_contain_text("SF1", use_inner_text=False)
    assert ills(page) == []


@LANGUAGES
def test_an_outside_systems_refusal_takes_the_way_for_that(
    opened: Opens, outside: str, language: str
):
    page = asks_outside(opened, outside, language)
    page.locator("[name=error]").fill("out-of-stock")
    page.locator("[value=ask] ~ button").click()

    expect(page.locator("#stands [role=status]")).to_contain_text("none_left")


@LANGUAGES
def test_an_answer_that_is_no_data_is_refused_where_it_was_typed(
    opened: Opens, outside: str, language: str
):
    page = asks_outside(opened, outside, language)
    page.locator("[name=data]").fill("{")
    page.locator("[value=ask] ~ button").click()

    expect(page.locator("[role=alert]").first).to_be_visible()
    expect(page.locator("[name=data]")).to_have_value("{")


@LANGUAGES
def test_which_row_applied_and_why_the_others_did_not_is_told(
    opened: Opens, draft: str, language: str
):
    page = opened(f"{draft}/simulate", Look(language))
    begins(page, total="3800")
    page.locator(".trace details summary").first.click()

    expect(page.locator(".trace details[open] li").first).to_be_visible()
    expect(page.locator(".trace")).to_contain_text("3800")


@LANGUAGES
def test_a_run_becomes_a_case_that_the_page_runs(
    opened: Opens, draft: str, language: str
):
    page = opened(f"{draft}/simulate", Look(language))
    begins(page, total="3800")
    approves(page)
    page.locator("#name_zh").fill("销售同意之后")
    page.locator("#name_en").fill("Once sales agreed")
    page.locator("#name_en").press("Enter")
    name = {"zh": "销售同意之后", "en": "Once sales agreed"}[language]
    case = page.locator(".affected li", has_text=name)

    expect(case.locator(".sla.ok")).to_be_visible()
    assert ills(page) == []


@LANGUAGES
def test_a_recorded_order_is_played(
    opened: Opens, draft: str, gate: Gate, language: str
):
    number = gate.shop.takes(total="3800.00", paid="3800.00")
    page = opened(f"{draft}/simulate", Look(language))
    page.locator("#order").fill(number)
    page.locator("#order").press("Enter")

    stands_at(page, SALES)


@LANGUAGES
def test_a_case_is_played_to_where_it_ends(opened: Opens, draft: str, language: str):
    page = opened(f"{draft}/simulate", Look(language))
    page.locator("#case").select_option("order_main/1")
    page.locator("section[aria-labelledby=with-case] button").click()

    expect(page.locator("#stands [role=status]")).to_contain_text(COMPLETED[language])


@LANGUAGES
def test_a_draft_with_errors_says_what_to_put_right_first(
    opened: Opens, author: Callable[..., str], language: str
):
    body = (ROOT / ROUTING).read_bytes().replace(b"facts.amount", b"facts.amount +")
    page = opened(
        f"{author('decisions', 'order_routing', body)}/simulate", Look(language)
    )
    page.locator("section[aria-labelledby=made-up] button[name=go]").click()

    expect(page.locator("#mend .findings li").first).to_contain_text("order_routing")
    expect(page.locator("#mend a.button")).to_be_visible()
    assert ills(page) == []


def test_a_log_in_that_ends_while_playing_loses_nothing(opened: Opens, draft: str):
    page = logged_in(opened("/log-in", Look("en"), known=False))
    page.goto(f"{draft}/simulate")
    begins(page, total="3800")
    page.context.clear_cookies(name=COOKIE)
    approves(page)
    page.locator("#password").wait_for()
    logged_in(page)

    stands_at(page, FINANCE)
    approves(page)
    expect(page.locator(f"#stands [name=target][value={FINANCE}]")).to_have_count(0)


@LANGUAGES
def test_a_reload_keeps_what_was_typed(opened: Opens, draft: str, language: str):
    page = opened(f"{draft}/simulate", Look(language))
    begins(page, total="3800")
    page.locator("#stands textarea:visible").first.fill("想一想")
    page.reload()

    stands_at(page, SALES)
    expect(page.locator("#stands textarea:visible").first).to_have_value("想一想")


@LANGUAGES
def test_who_left_a_play_goes_on_where_it_stood(
    opened: Opens, draft: str, language: str
):
    page = opened(f"{draft}/simulate", Look(language))
    begins(page, total="3800")
    approves(page)
    stands_at(page, FINANCE)
    page.goto(f"{draft}/simulate")
    assert ills(page) == []
    page.locator("#under-way button.primary").click()

    stands_at(page, FINANCE)


def test_a_play_that_is_not_wanted_any_more_is_forgotten(opened: Opens, draft: str):
    page = opened(f"{draft}/simulate", Look("en"))
    begins(page)
    page.goto(f"{draft}/simulate")
    page.locator("[data-forget]").click()
    page.reload()

    expect(page.locator("#under-way")).to_be_hidden()
