"""Staff look at orders: in one list, and one by one with all that is known."""

from __future__ import annotations

import re

import pytest

from runtime.engine.diagram import style_sheet
from runtime.orders.order import queries
from runtime.orders.order.queries import Cursor, Wanted
from tests.statements import counting
from tests.story import CS, PARCEL, SUPERVISOR, WAREHOUSE, an_order, unpaid
from tests.visitors import Site
from web.assets import HERE

EN = {"Accept-Language": "en"}
ZH = {"Accept-Language": "zh"}
HOSTILE = '<img src=x onerror="alert(1)">\u202e𠮷😀'
LINK = re.compile(r'class="order-row" href="/orders/([^"]+)"')
URGENT = {"remark": "请今天一定发货"}


def look(site: Site, place: str, **more: str) -> str:
    return site.visitor(SUPERVISOR).gets(place, headers=EN, query_string=more).text


def shown(site: Site, **more: str) -> list[str]:
    """Return the order numbers of a list, from the top."""
    return LINK.findall(look(site, "/orders", **more))


@pytest.mark.req("S0-20")
def test_p0_comes_first_and_then_the_oldest(site: Site):
    young = site.shop.takes(placed_at="2026-11-11T09:00:00+08:00")
    old = site.shop.takes(placed_at="2026-11-10T09:00:00+08:00")
    urgent = site.shop.takes(**URGENT, placed_at="2026-11-12T09:00:00+08:00")

    assert shown(site) == [urgent, old, young]


@pytest.mark.req("S0-20")
def test_one_channel_can_be_asked_for(site: Site):
    site.shop.takes()

    assert (len(shown(site, channel="own")), shown(site, channel="tmall")) == (1, [])


@pytest.mark.parametrize(
    "wanted", [{"grade": "P0"}, {"kind": "rush"}, {"state": "waiting_payment"}]
)
def test_a_filter_keeps_what_fits(site: Site, wanted: dict[str, str]):
    site.shop.takes()
    fitting = site.shop.takes(**URGENT, **unpaid(), kind="rush")

    assert shown(site, **wanted) == [fitting]


@pytest.mark.parametrize(("typed", "count"), [("M-12", 1), ("own", 0), ("M-1", 2)])
def test_the_beginning_of_a_platforms_number_finds_orders(
    site: Site, typed: str, count: int
):
    site.shop.takes(external_no="M-12-9")
    site.shop.takes(external_no="M-13-9")

    assert len(shown(site, q=typed)) == count


def test_the_beginning_of_an_order_number_finds_the_orders_of_a_day(site: Site):
    numbers = {site.shop.takes(), site.shop.takes()}

    assert set(shown(site, q=min(numbers)[:-2])) == numbers


@pytest.mark.parametrize("typed", ["%", "_", "' OR 1=1 --", HOSTILE])
def test_a_search_takes_every_sign_as_itself(site: Site, typed: str):
    site.shop.takes()

    assert shown(site, q=typed) == []


def test_a_full_order_number_leads_to_its_page(site: Site):
    number = site.shop.takes()
    answer = site.visitor(CS).gets("/orders", query_string={"q": number})

    assert (answer.status_code, answer.location) == (303, f"/orders/{number}")


def test_pages_hold_every_order_once(site: Site):
    site.shop.tells(*(an_order() for _ in range(7)))
    with site.runtime.database.reading() as read:
        whole = [row.id for row in queries.list_orders(read, Wanted(), 50)]
        first = queries.list_orders(read, Wanted(), 3)
        last = Cursor(first[-1].rank, first[-1].placed_at, first[-1].id)
        rest = queries.list_orders(read, Wanted(), 50, last)

    assert [row.id for row in (*first, *rest)] == whole


def test_an_unreadable_place_in_the_list_is_its_beginning(site: Site):
    number = site.shop.takes()

    assert shown(site, after="P0.x.y") == [number]


def test_an_empty_list_says_what_will_appear(site: Site):
    assert "New orders appear here" in look(site, "/orders")


@pytest.mark.req("S0-03")
@pytest.mark.parametrize(
    ("kind", "said"), [("presale", "presale"), ("rush", "rush"), ("resend", "resend")]
)
def test_a_kind_that_is_not_ordinary_stands_out(site: Site, kind: str, said: str):
    site.shop.takes(kind=kind)

    assert f'<span class="tag bare loud">{said}</span>' in look(site, "/orders")


def test_a_page_of_the_list_takes_one_statement_for_its_orders(site: Site):
    site.shop.tells(*(an_order() for _ in range(5)))
    visitor = site.visitor(SUPERVISOR)
    with counting(site.runtime.database) as counted:
        visitor.gets("/orders")
    asked = [one for one in counted.statements if "FROM orders" in one]

    assert (len(asked), len(counted.statements) <= 9) == (1, True)


def test_the_page_of_an_order_takes_a_fixed_number_of_statements(site: Site):
    number = site.shop.takes(total="12000.00")
    visitor = site.visitor(SUPERVISOR)
    visitor.gets(f"/orders/{number}")
    with counting(site.runtime.database) as counted:
        visitor.gets(f"/orders/{number}")

    assert len(counted.statements) <= 31, len(counted.statements)


@pytest.mark.parametrize(
    "said",
    ["Supervisor approves", "Supervisor; nobody has taken it yet", "Why it goes this"],
)
def test_an_order_says_what_it_waits_for_and_why(site: Site, said: str):
    number = site.shop.takes(total="12000.00")

    assert said in look(site, f"/orders/{number}")


def test_who_took_a_task_is_named(site: Site):
    number = site.shop.takes()
    task = site.shop.task(WAREHOUSE, number)
    site.shop.does("task", "claim", task, "--as", WAREHOUSE)

    assert f"{WAREHOUSE} (Warehouse)" in look(site, f"/orders/{number}")


@pytest.mark.req("S4-02")
def test_an_order_tells_who_did_what_and_when(site: Site):
    number = site.shop.takes()
    site.shop.completes(WAREHOUSE, number, **PARCEL)
    page = look(site, f"/orders/{number}")

    assert f"{WAREHOUSE} completed “Ship”" in page
    assert "from “released” to “completed”" in page


def test_a_change_of_state_is_told_in_words(site: Site):
    number = site.shop.takes(**unpaid())
    site.shop.hears(number, "paid", amount="199.00", at="2026-11-11T09:00:00+08:00")

    assert "from “waiting for payment” to “released”" in look(site, f"/orders/{number}")


def test_the_step_it_waits_at_is_drawn(site: Site):
    page = look(site, f"/orders/{site.shop.takes()}")
    (ship,) = re.findall(r'<g data-element="ship">.*?</g>', page, re.DOTALL)

    assert 'class="sd-here"' in ship


def test_the_call_around_the_step_it_waits_at_is_drawn_too(site: Site):
    page = look(site, f"/orders/{site.shop.takes(total='12000.00')}")

    assert page.count(">Here</text>") == 2


def test_no_style_reaches_the_page_by_a_picture(site: Site):
    page = look(site, f"/orders/{site.shop.takes()}")

    assert ("<style" in page, " style=" in page) == (False, False)


def test_pictures_turn_dark_by_the_sheet_of_their_palette():
    sheet = (HERE / "diagram.css").read_text("utf-8")

    assert sheet.replace("\n", "") == style_sheet()


def test_whatever_a_channel_sends_is_only_text(site: Site):
    number = site.shop.takes(
        external_no=HOSTILE,
        remark=HOSTILE,
        customer={"name": HOSTILE},
        lines=[{"sku": HOSTILE, "name": HOSTILE, "unit_price": "199.00"}],
    )
    pages = look(site, f"/orders/{number}") + look(site, "/orders")

    assert "<img src=x" not in pages
    assert pages.count("𠮷😀") >= 6


@pytest.mark.parametrize("name", ["NOPE", "%3Cb%3E", "𠮷"])
def test_an_unknown_number_is_met_with_a_search(site: Site, name: str):
    answer = site.visitor(CS).gets(f"/orders/{name}", headers=EN)

    assert (answer.status_code, 'name="q"' in answer.text) == (404, True)


def test_a_number_of_the_platform_leads_to_the_order(site: Site):
    number = site.shop.takes(external_no="M-12-9")
    answer = site.visitor(CS).gets("/orders/M-12-9")

    assert answer.location == f"/orders/{number}"


def test_the_pages_speak_chinese(site: Site):
    number = site.shop.takes(**unpaid())
    page = site.visitor(SUPERVISOR).gets(f"/orders/{number}", headers=ZH).text

    assert "等待付款" in page
    assert "正在等待" in page
