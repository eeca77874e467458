"""库存 at the pages and at the interface: what is there, counted, received, held."""

from __future__ import annotations

import pytest

from tests.story import CS, WAREHOUSE
from tests.visitors import Site

SKU, SLASHED = "A-1", "箱/A 1"
LINES = [{"sku": SKU, "quantity": 2, "unit_price": "199.00"}]


def asks(site: Site, method: str, place: str, **body: object):
    """Ask the interface as somebody of the warehouse; return status and content."""
    more = {"json": body} if method == "POST" else {}
    answer = site.program(WAREHOUSE).asks(method, place, **more)
    return answer.status_code, answer.json


def receives(site: Site, *skus: str):
    """Let a piece of each come in."""
    for sku in skus:
        asks(site, "POST", f"/stock/{sku}/receive", quantity=1)


def posts(site: Site, place: str, start: str = "/stock", **typed: str):
    """Send a form of the stock's pages as somebody of the warehouse."""
    return site.visitor(WAREHOUSE).posts(place, start, **typed)


def test_the_interface_receives_and_tells_the_balance(site: Site):
    status, became = asks(site, "POST", f"/stock/{SKU}/receive", quantity=5)

    assert (status, became["on_hand"], became["available"]) == (200, 5, 5)


def test_a_stocktake_sets_what_is_on_hand(site: Site):
    asks(site, "POST", f"/stock/{SKU}/receive", quantity=5)
    asks(site, "POST", f"/stock/{SKU}/count", counted=3, note="月末盘点")
    _, card = asks(site, "GET", f"/stock/{SKU}")

    assert (card["on_hand"], card["entries"][0]["note"]) == (3, "月末盘点")


def test_a_correction_adds_to_what_is_on_hand(site: Site):
    asks(site, "POST", f"/stock/{SKU}/receive", quantity=5)
    _, became = asks(site, "POST", f"/stock/{SKU}/adjust", change=-2, note="破损")

    assert became["on_hand"] == 3


def test_an_entry_names_the_order_that_it_is_for(site: Site):
    asks(site, "POST", f"/stock/{SKU}/receive", quantity=5)
    number = site.shop.takes(lines=LINES)
    _, card = asks(site, "GET", f"/stock/{SKU}")

    assert (card["held"], card["entries"][0]["order_no"]) == (2, number)


def test_a_list_goes_on_where_its_page_ended(site: Site):
    receives(site, "A-1", "A-2", "B-1")
    _, first = asks(site, "GET", "/stock?limit=2")
    _, rest = asks(site, "GET", f"/stock?limit=2&cursor={first['next']}")

    assert [one["sku"] for one in rest["items"]] == ["B-1"]


def test_a_list_is_narrowed_by_a_part_of_the_sku(site: Site):
    receives(site, "A-1", "B_1", "B-1")
    _, found = asks(site, "GET", "/stock?q=b_")

    assert [one["sku"] for one in found["items"]] == ["B_1"]


def test_what_is_let_pass_says_so(site: Site):
    asks(site, "POST", f"/stock/{SKU}/receive", quantity=1)
    status, item = asks(site, "POST", f"/stock/{SKU}/control", controlled=False)

    assert (status, item["controlled"]) == (200, False)


@pytest.mark.parametrize(
    ("place", "body", "status"),
    [
        (f"/stock/{SKU}/count", {"counted": -1}, 422),
        (f"/stock/{SKU}/count", {"counted": "5"}, 422),
        (f"/stock/{SKU}/receive", {"quantity": 10**12}, 422),
        (f"/stock/{SKU}/adjust", {"change": 1, "note": "x"}, 404),
        (f"/stock/{SKU}/control", {"controlled": True}, 404),
    ],
)
def test_what_makes_no_sense_is_refused(site: Site, place: str, body, status: int):
    assert asks(site, "POST", place, **body)[0] == status


def test_the_same_request_with_its_key_receives_once(site: Site):
    program, place = site.program(WAREHOUSE), f"/stock/{SKU}/receive"
    more = {"json": {"quantity": 5}, "headers": {"Idempotency-Key": "delivery 17"}}
    program.asks("POST", place, **more)
    program.asks("POST", place, **more)

    assert asks(site, "GET", f"/stock/{SKU}")[1]["on_hand"] == 5


def test_an_empty_shop_says_how_to_begin(site: Site):
    assert "盘点一次即开始" in site.visitor(WAREHOUSE).gets("/stock").text


def test_goods_are_counted_on_the_page(site: Site):
    answer = posts(site, "/stock", sku=SLASHED, quantity="7", note="首次")
    page = site.visitor(WAREHOUSE).gets(answer.location).text

    assert (answer.status_code, "库存已更新" in page) == (303, True)
    assert SLASHED in page


def test_goods_are_received_on_the_page(site: Site):
    posts(site, "/stock", sku=SKU, quantity="7")
    posts(site, f"/stock/{SKU}/receive", f"/stock/{SKU}", quantity="3")

    assert asks(site, "GET", f"/stock/{SKU}")[1]["on_hand"] == 10


def test_what_was_typed_wrong_stands_beside_its_field(site: Site):
    answer = posts(site, "/stock", sku=SKU, quantity="七")

    assert (answer.status_code, "请输入 0 或以上的整数" in answer.text) == (422, True)


def test_a_count_below_what_is_held_says_why(site: Site):
    posts(site, "/stock", sku=SKU, quantity="7")
    site.shop.takes(lines=LINES)
    answer = posts(site, f"/stock/{SKU}/count", f"/stock/{SKU}", quantity="1")

    assert (answer.status_code, "2 件已预占" in answer.text) == (409, True)


def test_the_page_of_a_sku_leads_to_the_orders_that_hold_it(site: Site):
    posts(site, "/stock", sku=SKU, quantity="7")
    number = site.shop.takes(lines=LINES)

    assert f"/orders/{number}" in site.visitor(WAREHOUSE).gets(f"/stock/{SKU}").text


def test_the_page_of_an_order_says_what_is_reserved(site: Site):
    posts(site, "/stock", sku=SKU, quantity="7")
    number = site.shop.takes(lines=LINES)

    assert "已预占库存：A-1 × 2" in site.visitor(CS).gets(f"/orders/{number}").text


def test_the_task_of_an_order_that_lacks_goods_says_what_and_how_many(site: Site):
    posts(site, "/stock", sku=SKU, quantity="1")
    number = site.shop.takes(lines=LINES)
    task = site.shop.task(CS, number)

    assert "缺货：A-1 × 1" in site.visitor(CS).gets(f"/tasks/{task}").text


def test_a_sku_that_nobody_counted_leads_back(site: Site):
    answer = site.visitor(WAREHOUSE).gets("/stock/nothing")

    assert (answer.status_code, "没有库存管理" in answer.text) == (404, True)


def test_customer_service_looks_and_changes_nothing(site: Site):
    posts(site, "/stock", sku=SKU, quantity="7")
    page = site.visitor(CS).gets(f"/stock/{SKU}").text

    assert "记为在库数量" not in page
