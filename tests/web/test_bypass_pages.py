"""The supervisor's page of shortcuts: open one, issue codes, watch it, close it."""

from __future__ import annotations

import re

import pytest
from werkzeug.test import TestResponse

from tests.story import FINANCE, SALES, SUPERVISOR, WAREHOUSE
from tests.visitors import Site, Visitor

PLACE = "/bypasses/price_sign_off_code"
CODE = re.compile(r">([2-9A-Z]{4}-[2-9A-Z]{8})<")
SUMMARY = re.compile(r"/bypasses/price_sign_off_code/openings/\d+")


def cheaper(site: Site, price: str) -> str:
    """Let an order come whose price was agreed below its list price of 1,000."""
    line = {"sku": "A-1", "unit_price": price, "list_price": "1000.00"}
    return site.shop.takes(total=price, paid=price, lines=[line])


def opens(boss: Visitor, **typed: str) -> TestResponse:
    """Send the form that opens the shortcut."""
    return boss.posts(
        f"{PLACE}/open", PLACE, **{"span": "30", "reason": "审批积压", **typed}
    )


def issues(boss: Visitor, **typed: str) -> TestResponse:
    """Send the form that issues codes."""
    given = {"count": "1", "uses": "1", "money": "500", **typed}
    return boss.posts(f"{PLACE}/codes", PLACE, **given)


def uses(site: Site, number: str, code: str, name: str = SALES) -> str:
    """Let somebody go around the step of an order with a code; return the page."""
    visitor, card = site.visitor(name), f"/orders/{number}"
    task = site.shop.task(SUPERVISOR, number)
    typed = {"code": code, "reason": "客户急用", "from": "order"}
    visitor.posts(f"/tasks/{task}/bypass", card, **typed)
    return visitor.gets(card).text


@pytest.fixture
def boss(site: Site) -> Visitor:
    """Give the supervisor, who has opened the shortcut."""
    boss = site.visitor(SUPERVISOR)
    assert opens(boss).status_code == 303
    return boss


@pytest.mark.req("S1-15")
def test_what_waits_at_a_shortcut_is_seen_beside_it(site: Site):
    cheaper(site, "960.00")
    page = site.visitor(SUPERVISOR).gets("/bypasses").text

    assert "主管会签价格</b>" in page
    assert "1 单" in page


@pytest.mark.req("S1-15")
def test_what_is_open_is_said_on_every_page_until_it_is_closed(site: Site):
    boss, sales = site.visitor(SUPERVISOR), site.visitor(SALES)
    before = sales.gets("/inbox").text
    opens(boss)
    during = sales.gets("/inbox").text
    boss.posts(f"{PLACE}/close", PLACE, reason="已消化")
    after = sales.gets("/inbox").text

    assert ["还可用 20 次" in one for one in (before, during, after)] == [0, 1, 0]


def test_a_page_that_somebody_has_open_learns_that_a_shortcut_opened(site: Site):
    sales = site.visitor(SALES)
    mark = sales.gets("/inbox").headers["ETag"]
    opens(site.visitor(SUPERVISOR))
    polled = sales.gets("/inbox", headers={"If-None-Match": mark, "X-Poll": "1"})

    assert (polled.status_code, "价格会签授权码" in polled.text) == (200, True)


def test_opening_without_a_reason_is_refused_beside_the_field(site: Site):
    refused = opens(site.visitor(SUPERVISOR), reason=" ")

    assert refused.status_code == 422
    assert "请用几句话写明原因" in refused.text


@pytest.mark.parametrize("until", ["", "soon", "2030-01-01T00:00"])
def test_an_opening_needs_an_end_that_the_policy_allows(site: Site, until: str):
    refused = opens(site.visitor(SUPERVISOR), span="until", until=until)

    assert refused.status_code == 422
    assert 'id="until-wrong"' in refused.text


def test_it_is_opened_once(site: Site, boss: Visitor):
    assert opens(boss).status_code == 409


@pytest.mark.req("S1-17")
def test_a_code_is_shown_once_and_never_again(boss: Visitor):
    sheet = issues(boss)
    (code,) = CODE.findall(sheet.text)
    page = boss.gets(PLACE).text

    assert sheet.headers["Cache-Control"] == "no-store"
    assert (code in page, code.split("-")[0] in page) == (False, True)


def test_a_sheet_holds_as_many_codes_as_were_wanted(boss: Visitor):
    assert len(set(CODE.findall(issues(boss, count="12").text))) == 12


@pytest.mark.parametrize(
    ("field", "typed"),
    [("count", "0"), ("count", "x"), ("uses", "-1"), ("money", "much")],
)
def test_a_wrong_wish_for_codes_is_refused_beside_its_field(
    boss: Visitor, field: str, typed: str
):
    refused = issues(boss, **{field: typed})

    assert (refused.status_code, f'id="{field}-wrong"' in refused.text) == (422, True)


@pytest.mark.req("S1-17")
def test_who_has_a_code_goes_around_the_step_on_the_page_of_the_order(
    site: Site, boss: Visitor
):
    number = cheaper(site, "950.00")
    (code,) = CODE.findall(issues(boss).text)
    page = uses(site, number, code.lower())

    assert "已绕行，订单继续办理" in page
    assert "price_sign_off" not in site.shop.waiting(number)


@pytest.mark.req("S1-17")
def test_above_the_limit_it_is_refused_plainly_and_told_to_the_issuer(
    site: Site, boss: Visitor
):
    number = cheaper(site, "949.90")
    (code,) = CODE.findall(issues(boss).text)
    page = uses(site, number, code)

    assert ("无法绕行" in page, "0.0501" in page) == (True, False)
    assert "price.deviation = 0.0501" in boss.gets(PLACE).text


def test_afterwards_the_summary_tells_what_went_through(site: Site, boss: Visitor):
    number = cheaper(site, "960.00")
    (code,) = CODE.findall(issues(boss).text)
    uses(site, number, code)
    closed = boss.posts(f"{PLACE}/close", PLACE, reason="已消化")
    page = boss.gets(closed.headers["Location"]).text

    assert SUMMARY.fullmatch(closed.headers["Location"])
    assert all(one in page for one in (number, "40.00", "客户急用", "已消化"))


def test_a_step_offers_no_shortcut_while_it_is_closed(site: Site):
    number = cheaper(site, "960.00")

    assert "绕行此环节" not in site.visitor(SALES).gets(f"/orders/{number}").text


@pytest.mark.parametrize(("name", "offers"), [(FINANCE, True), (WAREHOUSE, False)])
@pytest.mark.usefixtures("boss")
def test_it_is_offered_to_whom_the_policy_names(site: Site, name: str, offers: bool):
    number = cheaper(site, "960.00")

    assert ("绕行此环节" in site.visitor(name).gets(f"/orders/{number}").text) is offers


def test_who_may_not_steer_sees_what_is_open_and_no_buttons(site: Site, boss: Visitor):
    page = site.visitor(WAREHOUSE).gets(PLACE).text

    assert ("开启中" in page, "立即关闭" in page, 'id="codes"' in page) == (1, 0, 0)


@pytest.mark.req("S1-15")
def test_the_way_past_a_step_lights_up_on_the_diagram(site: Site, boss: Visitor):
    cheaper(site, "960.00")

    assert "sd-open-line" in boss.gets("/stages").text


def test_nothing_owed_says_so(site: Site):
    assert "没有待补办事项" in site.visitor(SUPERVISOR).gets("/bypasses/debts").text


def test_a_shortcut_that_is_none_is_not_found(site: Site):
    assert site.visitor(SUPERVISOR).gets("/bypasses/none").status_code == 404
