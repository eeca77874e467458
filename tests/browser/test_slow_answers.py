"""A slow or broken line: what is typed stays, and nobody clashes with oneself."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, Route, expect

from runtime.cli.demo import shop as demo
from runtime.designer.drafts.naming import Name
from tests.browser.conftest import PATIENCE_MS, Gate, Look, watched
from tests.browser.drawing import Bench, bench, place_of, reopened_early
from web.context import COOKIE

__all__ = ["bench"]
SHIP = Name("form", "ship_order")
TITLE = "[id='0.zh']"
EDITORS = {
    SHIP: "[id='title.zh']",
    Name("mapping", "own"): "#title",
    Name("bypass", "price_sign_off"): "[id='title.zh']",
    Name("values", "parameters"): "[id='approval_supervisor_above.value']",
}
CLASH = "#said [data-clash]"
FORMS = "**/form/**"
SAVE = ".acts button[value=save]"
TYPING = 1500  # milliseconds after which what was typed is sent


class Line:
    """The line to the server: it holds answers back, or breaks before they come."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.held: list[tuple[Route, Any]] = []
        self.is_whole = False
        page.route(FORMS, self._hold)

    def _hold(self, route: Route) -> None:
        if self.is_whole or "x-quiet" not in route.request.headers:
            route.fallback()
        else:
            self.held.append((route, route.fetch()))

    def waits(self) -> None:
        """Wait until the server has answered and the page has not heard of it."""
        for _ in range(PATIENCE_MS // 50):
            if self.held:
                return
            self.page.wait_for_timeout(50)
        pytest.fail("the page sent nothing")

    def heals(self) -> None:
        """Let what was held back arrive, and all that follows."""
        self.is_whole = True
        for route, answer in self.held:
            route.fulfill(response=answer)

    def breaks(self) -> None:
        """Lose what was held back; what follows arrives."""
        self.is_whole = True
        for route, _ in self.held:
            route.abort()


@pytest.fixture
def draft(bench: Bench) -> int:
    """Open a draft with a form in it."""
    return bench.begins(SHIP)


@pytest.fixture
def page(opened: Callable[..., Page], draft: int) -> Page:
    """Give the editor of the form."""
    page = opened(place_of(draft, SHIP), Look())
    page.locator("#c-0 summary").first.click()
    return page


def saved(page: Page) -> None:
    """Wait until the page says that all is saved."""
    expect(page.locator("#said .note")).to_contain_text("已保存到草稿")


def test_the_button_waits_for_a_save_that_is_under_way(
    bench: Bench, draft: int, page: Page
):
    line = Line(page)
    page.fill(TITLE, "快递公司甲")
    line.waits()
    page.click(SAVE)
    line.heals()
    page.wait_for_url("**saved=**")

    expect(page.locator("#said p")).to_have_count(1)
    assert ("快递公司甲" in bench.reads(draft, SHIP), bench.copies(draft)) == (True, 0)


def test_what_is_typed_during_a_save_is_saved_after_it(
    bench: Bench, draft: int, page: Page
):
    line = Line(page)
    page.fill(TITLE, "快递公司甲")
    line.waits()
    page.fill(TITLE, "快递公司乙")
    page.wait_for_timeout(TYPING)
    line.heals()
    saved(page)

    assert ("快递公司乙" in bench.reads(draft, SHIP), bench.copies(draft)) == (True, 0)


def test_a_field_that_is_added_during_a_save_is_no_clash(
    bench: Bench, draft: int, page: Page
):
    line, cards = Line(page), page.locator(".form-card").count()
    page.fill(TITLE, "快递公司甲")
    line.waits()
    page.click("button[value='add.text']")
    line.heals()
    expect(page.locator(".form-card")).to_have_count(cards + 1)
    page.fill(f"[id='{cards}.zh']", "新的一栏")
    page.fill(f"[id='{cards}.en']", "One more")
    saved(page)

    assert ("新的一栏" in bench.reads(draft, SHIP), bench.copies(draft)) == (True, 0)


def test_what_is_typed_while_a_field_is_added_is_not_written_over(page: Page):
    line, cards = Line(page), page.locator(".form-card").count()
    page.click("button[value='add.text']")
    line.waits()
    page.fill(TITLE, "快递公司甲")
    line.heals()

    expect(page.locator(".form-card")).to_have_count(cards + 1)
    expect(page.locator(TITLE)).to_have_value("快递公司甲")


def test_a_save_whose_answer_was_lost_is_no_clash(bench: Bench, draft: int, page: Page):
    line = Line(page)
    page.fill(TITLE, "快递公司甲")
    line.waits()
    line.breaks()
    expect(page.locator("#said .alert")).to_contain_text("无法连接服务器")
    page.fill(TITLE, "快递公司乙")
    page.click(SAVE)
    page.wait_for_url("**saved=**")

    assert ("快递公司乙" in bench.reads(draft, SHIP), bench.copies(draft)) == (True, 0)


def test_a_log_in_that_ends_after_a_lost_answer_makes_no_clash(
    bench: Bench, draft: int, page: Page
):
    line = Line(page)
    page.fill(TITLE, "快递公司甲")
    line.waits()
    page.context.clear_cookies(name=COOKIE)
    line.breaks()
    page.fill(TITLE, "快递公司乙")
    expect(page.locator("#said .alert")).to_contain_text("登录已失效")
    bench.admits(page, demo.SUPERVISOR)
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    saved(page)

    assert ("快递公司乙" in bench.reads(draft, SHIP), bench.copies(draft)) == (True, 0)


def test_what_could_not_be_sent_is_sent_by_itself_later(
    bench: Bench, draft: int, page: Page
):
    page.context.set_offline(True)
    page.fill(TITLE, "快递公司甲")
    expect(page.locator("#said .alert")).to_be_visible()
    page.context.set_offline(False)
    saved(page)

    assert "快递公司甲" in bench.reads(draft, SHIP)


def test_what_an_earlier_visit_could_not_save_is_brought_back_and_saved(
    bench: Bench, draft: int, page: Page
):
    page.route(FORMS, lambda route: route.abort())
    page.fill(TITLE, "快递公司甲")
    expect(page.locator("#said .alert")).to_be_visible()
    again = watched(page.context)
    page.close()
    again.goto(place_of(draft, SHIP))
    again.get_by_role("button", name="恢复").click()
    saved(again)

    assert "快递公司甲" in bench.reads(draft, SHIP)


def opened_again_unsaved(page: Page) -> None:
    """Type something that cannot be saved, and open the page again."""

    def lose(route: Route) -> None:
        route.abort() if route.request.method == "POST" else route.fallback()

    page.route(FORMS, lose)
    page.fill(TITLE, "快递公司甲")
    expect(page.locator("#said .alert")).to_be_visible()
    page.reload()
    page.unroute(FORMS)


def test_what_was_typed_just_before_a_page_is_left_is_brought_back(page: Page):
    page.fill(TITLE, "快递公司甲")
    page.reload()
    page.get_by_role("button", name="恢复").click()

    expect(page.locator(TITLE)).to_have_value("快递公司甲")


def test_who_types_back_what_stood_there_is_offered_nothing(page: Page):
    before = page.input_value(TITLE)
    page.fill(TITLE, "快递公司甲")
    page.fill(TITLE, before)
    page.wait_for_timeout(TYPING)

    held = page.evaluate("Object.keys(localStorage).join()")
    assert "spillway-editor" not in held


def test_what_stood_there_is_saved_over_a_save_whose_answer_was_lost(
    bench: Bench, draft: int, page: Page
):
    line, before = Line(page), page.input_value(TITLE)
    page.fill(TITLE, "快递公司甲")
    line.waits()
    line.breaks()
    page.fill(TITLE, before)
    saved(page)

    assert "快递公司甲" not in bench.reads(draft, SHIP)


def fails_over(word: str) -> Callable[[Route], None]:
    """Make a server that fails over a word, and takes everything else."""
    body = "<main><p role=alert>出了错。</p></main>"
    fault = {"status": 500, "body": body, "content_type": "text/html"}

    def answer(route: Route) -> None:
        is_fault = quote(word) in (route.request.post_data or "")
        route.fulfill(**fault) if is_fault else route.fallback()

    return answer


def test_a_fault_of_the_server_does_not_keep_what_is_typed_next_from_being_saved(
    bench: Bench, draft: int, page: Page
):
    page.route(FORMS, fails_over("甲"))
    page.fill(TITLE, "快递公司甲")
    expect(page.locator("#said .alert")).to_contain_text("没有保存成功：出了错。")
    page.fill(TITLE, "快递公司乙")
    saved(page)

    assert ("快递公司乙" in bench.reads(draft, SHIP), bench.copies(draft)) == (True, 0)


def test_what_is_offered_stays_while_somebody_types_instead(
    bench: Bench, draft: int, page: Page
):
    opened_again_unsaved(page)
    page.locator("#c-3 summary").first.click()
    page.fill("[id='3.zh']", "另一栏")
    saved(page)
    page.reload()
    page.get_by_role("button", name="恢复").click()
    expect(page.locator(TITLE)).to_have_value("快递公司甲")
    expect(page.locator(CLASH)).to_be_visible()
    page.get_by_role("button", name="用我的内容覆盖").click()
    page.wait_for_url("**saved=**")

    assert "快递公司甲" in bench.reads(draft, SHIP)


def test_what_is_offered_is_gone_once_somebody_leaves_it(page: Page):
    opened_again_unsaved(page)
    page.get_by_role("button", name="不要了").click()
    page.reload()

    expect(page.locator(TITLE)).not_to_have_value("快递公司甲")
    expect(page.get_by_role("button", name="恢复")).to_have_count(0)


@pytest.mark.parametrize("who", [demo.DESIGNER, demo.SERVICE])
def test_what_somebody_typed_is_offered_to_nobody_else(
    bench: Bench, page: Page, who: str
):
    opened_again_unsaved(page)
    bench.admits(page, who)
    page.reload()
    expect(page.locator(".who")).to_contain_text(who)
    expect(page.get_by_role("button", name="恢复")).to_have_count(0)
    bench.admits(page, demo.SUPERVISOR)
    page.reload()

    expect(page.get_by_role("button", name="恢复")).to_be_visible()


@pytest.mark.parametrize("name", EDITORS, ids=str)
def test_a_log_in_that_ends_is_told_as_such_and_what_was_typed_is_saved_after_it(
    gate: Gate, opened: Callable[..., Page], bench: Bench, name: Name
):
    draft = bench.begins(SHIP)
    page = opened(place_of(draft, name), Look())
    page.context.clear_cookies(name=COOKIE)
    page.locator(EDITORS[name]).first.fill("4321")
    expect(page.locator("#said .alert")).to_contain_text("登录已失效")
    expect(page.locator("#said .alert a")).to_have_text("登录")
    cookie = {"name": COOKIE, "value": gate.cookie, "url": gate.address}
    page.context.add_cookies([cookie])
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    saved(page)

    assert "4321" in bench.reads(draft, name)


def test_who_may_no_longer_write_reads_why(page: Page):
    refusal = "<main><p role=alert>您没有权限。</p></main>"
    answer = {"status": 403, "body": refusal, "content_type": "text/html"}
    page.route(FORMS, lambda route: route.fulfill(**answer))
    page.fill(TITLE, "快递公司甲")

    expect(page.locator("#said .alert")).to_contain_text("没有保存成功：您没有权限。")


def test_what_was_saved_too_late_for_the_page_opened_next_is_brought_back(
    bench: Bench, draft: int, page: Page
):
    with reopened_early(page, FORMS):
        page.fill(TITLE, "快递公司甲")
    page.get_by_role("button", name="恢复").click()
    expect(page.locator(TITLE)).to_have_value("快递公司甲")
    saved(page)

    assert ("快递公司甲" in bench.reads(draft, SHIP), bench.copies(draft)) == (True, 0)


def test_who_was_late_is_told_where_they_type_on_a_phone(
    opened: Callable[..., Page], bench: Bench, draft: int
):
    page = opened(place_of(draft, SHIP), Look("en", width=390))
    page.locator("#c-3 summary").first.click()
    theirs = bench.reads(draft, SHIP).replace("承运商", "对方写的")
    bench.puts(draft, theirs, SHIP)
    page.fill("[id='3.zh']", "我写的")

    expect(page.locator(CLASH)).to_be_in_viewport(ratio=1)


def test_that_nothing_is_saved_is_told_where_one_types_on_a_phone(
    opened: Callable[..., Page], draft: int
):
    page = opened(place_of(draft, SHIP), Look("en", width=390))
    page.locator("#c-3 summary").first.click()
    page.context.clear_cookies(name=COOKIE)
    page.fill("[id='3.zh']", "我写的")

    expect(page.locator("#said .alert a")).to_be_in_viewport(ratio=1)


def test_who_was_late_writes_over_nothing_before_they_press_the_button(
    bench: Bench, draft: int, page: Page
):
    theirs = bench.reads(draft, SHIP).replace("承运商", "对方写的")
    bench.puts(draft, theirs, SHIP)
    page.fill(TITLE, "我写的")
    expect(page.locator(CLASH)).to_contain_text("王芳")
    page.fill(TITLE, "我又写的")
    page.wait_for_timeout(TYPING)
    stands = bench.reads(draft, SHIP)
    page.get_by_role("button", name="用我的内容覆盖").click()
    page.wait_for_url("**saved=**")

    assert (stands == theirs, bench.copies(draft)) == (True, 2)
    assert "我又写的" in bench.reads(draft, SHIP)
