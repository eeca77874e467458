"""Nothing drawn is lost: two at one file, a log-in that ends, a browser that closes."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, Route, expect

from runtime.cli.demo import shop as demo
from tests.browser.conftest import Gate, watched
from tests.browser.drawing import (
    APPROVAL,
    Bench,
    bench,
    choose,
    drawn,
    kept,
    place_of,
    reopened_early,
)
from web.context import COOKIE

__all__ = ["bench"]
FILES = "**/api/v1/drafts/*/files/**"
SOON = 3000  # milliseconds in which nothing is tried once more
IMPATIENT = """() => {
    const timeout = AbortSignal.timeout.bind(AbortSignal);
    AbortSignal.timeout = () => timeout(2000);
}"""
TWICE = """() => {
    const save = { key: "s", ctrlKey: true, bubbles: true };
    for (const _ of [1, 2]) document.dispatchEvent(new KeyboardEvent("keydown", save));
}"""


def renames(page: Page, name: str) -> None:
    """Give the sales step another name, as the panel does it."""
    change = "updateProperties(at('sales_confirm'), { name: given[0] })"
    drawn(page, f"m.get('modeling').{change}", name)


def test_a_change_is_saved_by_itself(bench: Bench):
    draft = bench.begins(APPROVAL)
    renames(page := bench.opens(draft), "销售看一眼")
    kept(page)

    assert 'name="销售看一眼"' in bench.reads(draft)


def test_looking_alone_saves_nothing(bench: Bench):
    draft = bench.begins(APPROVAL)
    before = bench.reads(draft)
    page = bench.opens(draft)
    choose(page, "sales_confirm")
    page.keyboard.press("Control+s")
    page.wait_for_timeout(1500)

    assert bench.reads(draft) == before


@pytest.fixture
def clashing(bench: Bench) -> tuple[int, Page]:
    """Give an editor in which somebody drew while somebody else saved."""
    draft = bench.begins(APPROVAL)
    page = bench.opens(draft)
    bench.puts(draft, bench.reads(draft).replace('name="主管审批"', 'name="他的"'))
    renames(page, "我的")
    page.locator('[data-part="bar-clash"]').wait_for()
    return draft, page


def test_who_saves_later_is_told_by_whom_and_both_texts_are_kept(
    bench: Bench, clashing: tuple[int, Page]
):
    draft, page = clashing

    expect(page.get_by_role("alert")).to_contain_text("王芳")
    assert ('name="他的"' in bench.reads(draft), bench.copies(draft)) == (True, 1)


def test_who_saves_later_may_save_over_it_and_the_other_text_is_kept(
    bench: Bench, clashing: tuple[int, Page]
):
    draft, page = clashing
    page.locator('[data-part="clash-mine"]').click()
    kept(page)

    assert ('name="我的"' in bench.reads(draft), bench.copies(draft)) == (True, 2)
    expect(page.locator('[data-part="bar-clash"]')).to_be_hidden()


def test_who_saves_later_may_go_on_with_the_others(
    bench: Bench, clashing: tuple[int, Page]
):
    _, page = clashing
    page.locator('[data-part="clash-theirs"]').click()
    page.locator("#editor[data-ready]").wait_for()

    assert drawn(page, "at('supervisor_approve').businessObject.name") == "他的"
    expect(page.locator('[data-part="bar-restored"]')).to_be_hidden()


def test_a_log_in_that_ends_while_drawing_loses_nothing(gate: Gate, bench: Bench):
    draft = bench.begins(APPROVAL)
    page = bench.opens(draft)
    page.context.clear_cookies(name=COOKIE)
    renames(page, "登录之前画的")
    page.locator('[data-part="bar-expired"]').wait_for()
    cookie = {"name": COOKIE, "value": gate.cookie, "url": gate.address}
    page.context.add_cookies([cookie])
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    kept(page)

    assert 'name="登录之前画的"' in bench.reads(draft)


def test_without_a_server_one_draws_on_and_it_is_saved_later(bench: Bench):
    draft = bench.begins(APPROVAL)
    page = bench.opens(draft)
    page.context.set_offline(True)
    renames(page, "断网时画的")
    page.locator('[data-part="bar-offline"]').wait_for()
    page.context.set_offline(False)
    kept(page)

    assert 'name="断网时画的"' in bench.reads(draft)


def test_a_save_that_is_asked_for_twice_at_once_is_sent_once(bench: Bench):
    draft, sent = bench.begins(APPROVAL), []
    page = bench.opens(draft)
    page.on("request", lambda one: sent.append(one.method))
    renames(page, "销售看一眼")
    page.evaluate(TWICE)
    kept(page)

    assert (sent.count("PUT"), bench.copies(draft)) == (1, 0)


def test_a_drawing_that_could_not_be_written_down_once_is_saved_later(bench: Bench):
    draft = bench.begins(APPROVAL)
    page = bench.opens(draft)
    drawn(page, "(m.saveXML = () => Promise.reject(new Error('no')), 1)")
    renames(page, "刚刚画的")
    page.wait_for_timeout(1500)  # by then it was to be sent
    drawn(page, "(delete m.saveXML, 1)")
    renames(page, "后来画的")
    kept(page)

    assert 'name="后来画的"' in bench.reads(draft)


def answers_into_the_void(route: Route) -> None:
    """Let the server answer, and the answer be lost on its way."""
    route.fetch()
    route.abort()


def test_a_save_whose_answer_was_lost_is_no_clash(bench: Bench):
    draft = bench.begins(APPROVAL)
    page = bench.opens(draft)
    page.route(FILES, answers_into_the_void)
    renames(page, "刚刚画的")
    page.locator('[data-part="bar-offline"]').wait_for()
    page.unroute(FILES)
    renames(page, "后来画的")
    kept(page)

    assert 'name="后来画的"' in bench.reads(draft)
    assert bench.copies(draft) == 0


def test_a_log_in_that_ends_after_a_lost_answer_makes_no_clash(bench: Bench):
    draft = bench.begins(APPROVAL)
    page = bench.opens(draft)
    page.route(FILES, answers_into_the_void)
    renames(page, "刚刚画的")
    page.locator('[data-part="bar-offline"]').wait_for()
    page.context.clear_cookies(name=COOKIE)
    page.unroute(FILES)
    renames(page, "后来画的")
    page.locator('[data-part="bar-expired"]').wait_for()
    bench.admits(page, demo.SUPERVISOR)
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    kept(page)

    assert 'name="后来画的"' in bench.reads(draft)
    assert bench.copies(draft) == 0


def test_what_was_saved_too_late_for_the_page_opened_next_is_there(bench: Bench):
    draft = bench.begins(APPROVAL)
    page = bench.opens(draft)
    with reopened_early(page, FILES, "**/process/order_approval"):
        renames(page, "刚刚画的")
    page.locator('[data-part="bar-restored"]').wait_for()
    kept(page)

    assert drawn(page, "at('sales_confirm').businessObject.name") == "刚刚画的"
    assert ('name="刚刚画的"' in bench.reads(draft), bench.copies(draft)) == (True, 0)


def counted(page: Page) -> list[str]:
    """Count the saves that a page sends from now on."""
    sent: list[str] = []
    page.on("request", lambda one: one.method == "PUT" and sent.append(one.url))
    return sent


def test_what_the_server_refuses_is_not_sent_again_by_itself(bench: Bench):
    page = bench.opens(bench.begins(APPROVAL))
    sent, said = counted(page), {"detail": "草稿已经发布。", "code": "draft-done"}
    page.route(FILES, lambda route: route.fulfill(status=409, json=said))
    renames(page, "刚刚画的")
    expect(page.locator('[data-part="bar-refused"]')).to_contain_text("草稿已经发布。")
    page.wait_for_timeout(SOON)

    assert len(sent) == 1


def test_a_server_that_does_not_answer_is_not_asked_without_a_pause(bench: Bench):
    page = bench.opens(bench.begins(APPROVAL))
    sent = counted(page)
    page.route(FILES, lambda route: route.abort())
    renames(page, "刚刚画的")
    page.locator('[data-part="bar-offline"]').wait_for()
    page.wait_for_timeout(SOON)

    assert len(sent) == 1


@pytest.mark.parametrize("answer", [502, 200], ids=["refused", "broken-off"])
def test_an_answer_from_in_between_is_none(bench: Bench, answer: int):
    draft = bench.begins(APPROVAL)
    page = bench.opens(draft)

    def saves_and_says_nothing(route: Route) -> None:
        route.fetch()
        route.fulfill(status=answer, body="<h1>Bad gateway</h1>")

    page.route(FILES, saves_and_says_nothing)
    renames(page, "刚刚画的")
    page.locator('[data-part="bar-offline"]').wait_for()
    page.unroute(FILES)
    renames(page, "后来画的")
    kept(page)

    assert 'name="后来画的"' in bench.reads(draft)
    assert bench.copies(draft) == 0


def test_a_save_that_is_never_answered_is_not_waited_for_without_end(bench: Bench):
    draft = bench.begins(APPROVAL)
    page = bench.opens(draft)
    page.evaluate(IMPATIENT)
    page.route(FILES, lambda route: None)
    renames(page, "刚刚画的")
    page.locator('[data-part="bar-offline"]').wait_for()
    page.unroute_all()
    kept(page)

    assert 'name="刚刚画的"' in bench.reads(draft)


def test_what_was_drawn_last_is_kept_while_something_older_is_said_again(bench: Bench):
    draft = bench.begins(APPROVAL)
    page = bench.opens(draft)
    page.route(FILES, lambda route: route.abort())
    renames(page, "刚刚画的")
    page.locator('[data-part="bar-offline"]').wait_for()
    renames(page, "后来画的")
    with page.expect_event("requestfailed"):
        page.evaluate("window.dispatchEvent(new Event('focus'))")
    page.reload()
    page.unroute(FILES)
    page.locator('[data-part="bar-restored"]').wait_for()

    assert drawn(page, "at('sales_confirm').businessObject.name") == "后来画的"


def closed_while_drawing(bench: Bench, draft: int) -> Page:
    """Draw something that cannot be saved, and close the page; opens it again."""
    page = bench.opens(draft)
    page.route(FILES, lambda route: route.abort())
    renames(page, "关掉之前画的")
    page.locator('[data-part="bar-offline"]').wait_for()
    again = watched(page.context)
    page.close()
    again.goto(place_of(draft, APPROVAL))
    return again


def test_a_browser_that_is_closed_while_drawing_goes_on_where_it_was(bench: Bench):
    draft = bench.begins(APPROVAL)
    page = closed_while_drawing(bench, draft)
    kept(page)

    expect(page.locator('[data-part="bar-restored"]')).to_be_visible()
    assert 'name="关掉之前画的"' in bench.reads(draft)


def test_that_one_goes_on_is_told_until_something_newer_is_saved(bench: Bench):
    draft = bench.begins(APPROVAL)
    page = closed_while_drawing(bench, draft)
    kept(page)
    renames(page, "后来画的")

    expect(page.locator('[data-part="bar-restored"]')).to_be_hidden()


def overtaken(bench: Bench, draft: int) -> Page:
    """Open a drawing again that others saved over what this browser kept."""
    page = bench.opens(draft)
    page.route(FILES, lambda route: route.abort())
    renames(page, "关掉之前画的")
    page.locator('[data-part="bar-offline"]').wait_for()
    bench.puts(draft, bench.reads(draft).replace('name="主管审批"', 'name="他的"'))
    page.reload()
    page.unroute(FILES)
    return page


def test_what_a_closed_browser_kept_is_not_put_over_what_others_saved(bench: Bench):
    draft = bench.begins(APPROVAL)
    page = overtaken(bench, draft)
    page.locator('[data-part="bar-found"]').wait_for()
    page.locator("#editor[data-ready]").wait_for()

    assert drawn(page, "at('supervisor_approve').businessObject.name") == "他的"


def test_who_wants_may_still_go_on_with_what_the_browser_kept(bench: Bench):
    draft = bench.begins(APPROVAL)
    page = overtaken(bench, draft)
    page.locator('[data-part="found-take"]').click()
    kept(page)

    assert 'name="关掉之前画的"' in bench.reads(draft)


def test_who_draws_on_instead_may_still_go_on_with_what_the_browser_kept(bench: Bench):
    draft = bench.begins(APPROVAL)
    page = overtaken(bench, draft)
    page.locator('[data-part="bar-found"]').wait_for()
    page.locator("#editor[data-ready]").wait_for()
    renames(page, "又画的")
    kept(page)
    page.reload()
    page.locator('[data-part="found-take"]').click()
    page.locator('[data-part="bar-restored"]').wait_for()
    kept(page)

    assert 'name="关掉之前画的"' in bench.reads(draft)


def test_what_the_browser_kept_is_offered_until_somebody_leaves_it(bench: Bench):
    draft = bench.begins(APPROVAL)
    page = overtaken(bench, draft)
    page.locator('[data-part="found-drop"]').click()
    page.reload()
    page.locator("#editor[data-ready]").wait_for()

    expect(page.locator('[data-part="bar-found"]')).to_be_hidden()


def test_what_somebody_drew_is_gone_on_with_by_nobody_else(bench: Bench):
    draft = bench.begins(APPROVAL)
    page = bench.opens(draft)
    page.route(FILES, lambda route: route.abort())
    renames(page, "关掉之前画的")
    page.locator('[data-part="bar-offline"]').wait_for()
    bench.admits(page, demo.DESIGNER)
    page.reload()
    page.unroute(FILES)
    page.locator("#editor[data-ready]").wait_for()

    assert drawn(page, "at('sales_confirm').businessObject.name") != "关掉之前画的"
