"""A draft's effect by the interface: counted, listed, paged, within one's rights."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.drafts import AUTHOR, Desk, on
from tests.recorded import PAID_ROWS, UNPAID_ROWS, a_cut, recorded_file
from tests.statements import counting
from tests.story import CS, WAREHOUSE, unpaid

VALUES = ("values", "parameters")
MAIN = ("process", "order_main")
SHIP_FORM = ("form", "ship_order")
DEARER = {"total": "3800.00", "paid": "3800.00"}
SHORT = {"total": "199.00", "paid": "99.00"}  # held: the paid amount deviates


def lowered(desk: Desk, limit: str = "3000") -> Any:
    """Return a draft that lowers the limit below which orders go straight."""
    draft = desk.begins()
    desk.saves(draft, f'straight_below = "{limit}"\n', VALUES)
    return draft


def effect(desk: Desk, draft: Any, **asked: Any) -> Any:
    """Return what a draft would have changed."""
    answer = desk.author.asks("POST", on(draft, "effect"), json=asked)
    assert answer.status_code == 200, answer.json
    return answer.json


def test_a_draft_names_the_orders_it_would_have_routed_otherwise(desk: Desk):
    number = desk.site.shop.takes(**DEARER)
    desk.site.shop.takes(**unpaid(total="3800.00"))
    answer = effect(desk, lowered(desk))

    assert (answer["looked_at"], answer["changed"]) == (2, 1)
    assert [one["order_no"] for one in answer["items"]] == [number]


def test_what_is_different_is_counted_by_table_and_by_place(desk: Desk):
    desk.site.shop.takes(**DEARER)
    answer = effect(desk, lowered(desk))

    counts = {one["key"]: one["count"] for one in answer["aspects"]}
    assert counts == {"order_routing": 1, "place": 1}
    assert answer["moves"][0]["count"] == 1


def test_a_draft_without_changes_affects_nobody(desk: Desk):
    desk.site.shop.takes(**DEARER)

    assert effect(desk, desk.begins())["changed"] == 0


def test_the_last_so_many_are_looked_at_from_the_newest(desk: Desk):
    desk.site.shop.takes(**DEARER)
    newest = desk.site.shop.takes(**DEARER)
    answer = effect(desk, lowered(desk), last=1)

    assert [one["order_no"] for one in answer["items"]] == [newest]


def test_nothing_is_left_when_everything_was_looked_at(desk: Desk):
    desk.site.shop.takes(**DEARER)

    assert effect(desk, lowered(desk))["next"] is None


WRONG = {
    "too many": {"last": 10_000_000},
    "none": {"last": 0},
    "no moment": {"since": "yesterday"},
    "no cursor": {"cursor": "'; drop table orders"},
    "something else": {"lastly": 3},
}


@pytest.mark.parametrize("asked", WRONG.values(), ids=WRONG)
def test_a_question_that_is_none_is_refused(desk: Desk, asked: Any):
    answer = desk.author.asks("POST", on(lowered(desk), "effect"), json=asked)

    assert (answer.status_code, answer.json["code"]) == (422, "http-content")


def test_a_value_of_another_type_is_refused_in_words(desk: Desk):
    draft = lowered(desk, "cheap")
    answer = desk.author.asks("POST", on(draft, "effect"), json={})

    assert (answer.status_code, answer.json["code"]) == (422, "parameter-wrong-type")


def test_a_draft_that_cannot_run_tells_its_faults(desk: Desk):
    draft = desk.begins(("decisions", "order_routing"))
    body = desk.reads(draft)["body"].replace("facts.amount", "facts.amount +")
    desk.saves(draft, body)
    answer = desk.author.asks("POST", on(draft, "effect"), json={})

    assert answer.status_code == 422


def test_who_may_not_read_designs_may_not_ask(desk: Desk):
    draft, clerk = lowered(desk), desk.site.program("李强")

    assert clerk.asks("POST", on(draft, "effect"), json={}).status_code == 403


def test_what_rights_hide_is_hidden_from_the_reasons(desk: Desk):
    shop = desk.site.shop
    shop.takes(**DEARER)
    rights = shop.folder / "rights.toml"
    rights.write_text('[total]\nfinance = "read"\n"*" = "hide"\n', "utf-8")
    shop.does("deploy", rights)
    answer = effect(desk, lowered(desk))

    assert "3800" not in str(answer["items"][0]["changes"])


@pytest.fixture
def real(desk: Desk, shared: Path) -> Desk:
    """Give a desk in a shop that holds the real orders around the limits."""
    shop = desk.site.shop
    rows = PAID_ROWS | UNPAID_ROWS
    shop.imports(a_cut(recorded_file(shared), shop.folder, rows), "tmall")
    return desk


def test_of_real_orders_the_paid_ones_between_the_limits_are_named(real: Desk):
    answer = effect(real, lowered(real))

    named = {int(one["external_no"]) for one in answer["items"]}
    assert (named, answer["changed"]) == (PAID_ROWS, len(PAID_ROWS))


def test_the_page_names_the_same_real_orders(real: Desk):
    address = f"/designer{on(lowered(real), 'effect')}"
    page = real.site.visitor(AUTHOR).gets(address).text

    named = {row for row in PAID_ROWS | UNPAID_ROWS if f"渠道单号 {row}<" in page}
    assert named == PAID_ROWS


def test_asking_writes_nothing(desk: Desk):
    desk.site.shop.takes(**DEARER)
    draft = lowered(desk)
    effect(desk, draft)  # a first request notes that its token was used
    with counting(desk.site.runtime.database) as counted:
        effect(desk, draft)

    assert {one.split()[0] for one in counted.statements} <= {"SELECT", "WITH"}


def reworded(desk: Desk, name: tuple[str, str], old: str, new: str) -> Any:
    """Return a draft in which a published file says something else."""
    draft = desk.begins(name)
    body = desk.reads(draft, name)["body"]
    assert old in body
    desk.saves(draft, body.replace(old, new), name)
    return draft


def test_another_row_of_a_table_routes_otherwise(desk: Desk):
    number = desk.site.shop.takes(**DEARER)
    table = ("decisions", "order_routing")
    limit = "&gt; param.approval_supervisor_above"
    answer = effect(desk, reworded(desk, table, limit, "&gt; 3000"))

    (item,) = answer["items"]
    assert item["order_no"] == number
    assert {one["key"] for one in item["changes"]} == {"order_routing", "place"}


def test_another_condition_of_a_gateway_leads_elsewhere(desk: Desk):
    desk.site.shop.takes()
    draft = reworded(desk, MAIN, "count(reasons) &gt; 0", "facts.amount &gt; 100")
    (place,) = effect(desk, draft)["items"][0]["changes"]

    assert place["after"] == "处理异常订单（挂起）"
    assert "订单金额" in " ".join(place["why_after"])


def test_a_form_alone_changes_nothing_and_that_is_said(desk: Desk):
    desk.site.shop.takes()
    draft = reworded(desk, SHIP_FORM, "选择“其他”", "选“其他”")
    page = desk.site.visitor(AUTHOR).gets(f"/designer{on(draft, 'effect')}").text

    assert effect(desk, draft)["changed"] == 0
    assert "本草稿不改变订单的处理方式。" in page
    assert "表单只改变填写和显示的内容" in page


def sent_back(desk: Desk) -> str:
    """Return an order that was released by hand, and then sent back."""
    shop = desk.site.shop
    number = shop.takes(**SHORT)
    shop.completes(CS, number, decision="release")
    task, back = shop.task(WAREHOUSE, number), {"to": "resolve_hold", "reason": "再看"}
    keeper = desk.site.program(WAREHOUSE)
    answer = keeper.asks("POST", f"/tasks/{task}/return", json=back)
    assert answer.status_code == 200, answer.json
    return number


def test_what_cannot_be_done_again_is_counted_and_named(desk: Desk):
    number = sent_back(desk)
    (left,) = effect(desk, lowered(desk))["uncompared"]

    assert (left["code"], left["count"]) == ("effect-lost", 1)
    assert left["orders"] == [number]


def test_the_page_links_what_cannot_be_compared(desk: Desk):
    number = sent_back(desk)
    address = f"/designer{on(lowered(desk), 'effect')}"
    page = desk.site.visitor(AUTHOR).gets(address).text

    assert f'href="/orders/{number}"' in page


def test_the_page_of_a_draft_tells_the_last_look(desk: Desk):
    desk.site.shop.takes(**DEARER)
    draft, author = lowered(desk), desk.site.visitor(AUTHOR)
    home = f"/designer{on(draft)}"
    before = author.gets(home).text
    author.gets(f"{home}/effect")

    assert "最近一次修改后还没有对比过" in before
    assert "在 1 个订单中，有 1 个的处理会不同（" in author.gets(home).text


def test_a_look_at_a_draft_that_was_changed_since_is_not_told(desk: Desk):
    desk.site.shop.takes(**DEARER)
    draft, author = lowered(desk), desk.site.visitor(AUTHOR)
    home = f"/designer{on(draft)}"
    author.gets(f"{home}/effect")
    desk.saves(draft, 'straight_below = "2000"\n', VALUES)

    assert "最近一次修改后还没有对比过" in author.gets(home).text
