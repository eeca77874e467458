"""Pages on which a draft is tried: its effect, its steps, its cases."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest

from tests.drafts import Desk, on
from tests.visitors import Visitor

VALUES = ("values", "parameters")
CASES = ("cases", "order_approval")
DEARER = {"total": "3800.00", "paid": "3800.00"}
MADE = {"from": "made", "go": "1", "process": "order_main", "total": "3800.00"}
MADE |= {"is_paid": "yes", "credit": "good", "kind": "ordinary"}
NAMES = {"name_zh": "大额先问销售", "name_en": "A dear one asks sales first"}
_SCRIPT = re.compile(r'<textarea name="script"[^>]*>(.*?)</textarea>', re.DOTALL)


@pytest.fixture
def draft(desk: Desk) -> Any:
    """Give a draft that lowers the limit below which orders go straight."""
    made = desk.begins()
    desk.saves(made, 'straight_below = "3000"\n', VALUES)
    return made


def place(draft: Any, page: str) -> str:
    """Return the address of a page of a draft."""
    return f"/designer{on(draft, page)}"


def simulates(author: Visitor, draft: Any, **form: str) -> Any:
    """Send a form of the simulation."""
    address = place(draft, "simulate")
    return author.posts(address, address, **form)


def script(page: Any) -> str:
    """Return the script that a page sends back."""
    return unescape(_SCRIPT.findall(page.text)[0])


def test_the_effect_is_counted_and_the_orders_are_linked(
    desk: Desk, author: Visitor, draft: Any
):
    number = desk.site.shop.takes(**DEARER)
    page = author.gets(place(draft, "effect")).text

    assert "在 1 个订单中，有 1 个的处理会不同。" in page
    assert f'href="/orders/{number}"' in page


def test_nobody_affected_is_said_in_words(desk: Desk, author: Visitor, draft: Any):
    desk.site.shop.takes()

    assert "没有订单受影响" in author.gets(place(draft, "effect")).text


def test_without_orders_the_page_says_what_to_do(author: Visitor, draft: Any):
    assert "没有可对比的订单" in author.gets(place(draft, "effect")).text


def test_a_draft_that_cannot_run_is_told_on_the_page_of_its_effect(
    desk: Desk, author: Visitor
):
    draft = desk.begins(("decisions", "order_routing"))
    body = desk.reads(draft)["body"].replace("facts.amount", "facts.amount +")
    desk.saves(draft, body)
    page = author.gets(place(draft, "effect"))

    assert (page.status_code, "先改正草稿" in page.text) == (200, True)


def test_a_made_up_order_shows_where_it_waits_and_why(author: Visitor, draft: Any):
    page = simulates(author, draft, **MADE)

    assert page.status_code == 200
    assert "销售确认" in page.text
    assert "适用第 5 条规则" in page.text
    assert "<svg" in page.text


def test_a_task_is_done_by_its_real_form(author: Visitor, draft: Any):
    first = simulates(author, draft, **MADE)
    answer = {"move": "at", "target": "sales_confirm", "answer.decision": "approve"}
    page = simulates(author, draft, script=script(first), **answer)

    assert (page.status_code, "财务核价" in page.text) == (200, True)


def test_what_the_form_refuses_stays_as_it_was_typed(author: Visitor, draft: Any):
    first = simulates(author, draft, **MADE)
    answer = {"move": "at", "target": "sales_confirm", "answer.note": "想一想"}
    page = simulates(author, draft, script=script(first), **answer)

    assert (page.status_code, "想一想" in page.text) == (422, True)
    assert script(page) == script(first)


def test_the_last_move_is_undone(author: Visitor, draft: Any):
    first = simulates(author, draft, **MADE)
    answer = {"move": "at", "target": "sales_confirm", "answer.decision": "approve"}
    second = simulates(author, draft, script=script(first), **answer)
    undone = simulates(author, draft, script=script(second), undo="1")

    assert (second.status_code, script(undone)) == (200, script(first))


def test_a_run_is_recorded_as_a_case_of_the_draft(
    desk: Desk, author: Visitor, draft: Any
):
    first = simulates(author, draft, **MADE)
    address = place(draft, "simulate")
    sent = {"script": script(first), "expect": "stage", **NAMES}
    done = author.posts(f"{address}/record", address, **sent)
    body = desk.reads(draft, ("cases", "order_main"))["body"]

    assert done.status_code == 303, done.text
    assert body.rstrip().endswith('waits_at = "sales_confirm"\nstage = "approving"')
    assert body.startswith("# 订单主流程的用例")


def test_a_run_without_names_is_not_recorded(desk: Desk, author: Visitor, draft: Any):
    first = simulates(author, draft, **MADE)
    address = place(draft, "simulate")
    done = author.posts(
        f"{address}/record", address, script=script(first), name_zh="一"
    )

    assert (done.status_code, "用例须有中英文名称" in done.text) == (422, True)


def test_a_case_is_stepped_through(author: Visitor, draft: Any):
    asked = "?from=case&case=order_main/1"
    page = author.gets(place(draft, "simulate") + asked)

    assert (page.status_code, "流程已结束于 订单已完成" in page.text) == (
        200,
        True,
    )


def test_a_broken_promise_is_told_on_the_page_of_the_draft(author: Visitor, draft: Any):
    page = author.gets(f"/designer{on(draft)}").text

    assert re.search(r"通过 \d+，未通过 [1-9]", page)


def test_the_cases_that_are_not_kept_come_first(author: Visitor, draft: Any):
    page = author.gets(place(draft, "cases/order_approval")).text
    first = page[page.index('<ol class="affected">') :]

    assert first.index("未通过") < first.index("通过</span>")


def test_what_a_case_does_not_keep_is_told_by_the_names_of_steps(
    author: Visitor, draft: Any
):
    page = author.gets(place(draft, "cases/order_main")).text

    assert "流程应等待于 发货,实际停在 销售确认。" in page


def changes(author: Visitor, draft: Any, **form: str) -> Any:
    """Send a form of the cases of the approval."""
    address = place(draft, "cases/order_approval")
    return author.posts(address, address, **form)


def test_a_case_gets_another_name_and_other_expectations(
    desk: Desk, author: Visitor, draft: Any
):
    sent = {"case": "0", "save": "1", "waits_at": "sales_confirm", "gives": "a = 1"}
    done = changes(author, draft, **sent, **NAMES)
    body = desk.reads(draft, CASES)["body"]

    assert done.status_code == 303, done.text
    assert 'name = { zh = "大额先问销售", en = "A dear one asks sales first" }' in body
    assert "gives = { a = 1 }" in body


def test_a_case_is_removed_and_the_others_stay(desk: Desk, author: Visitor, draft: Any):
    desk.author.asks("POST", f"{on(draft)}/files/cases/order_approval")
    before = desk.reads(draft, CASES)["body"]
    changes(author, draft, case="0", remove="1")
    after = desk.reads(draft, CASES)["body"]

    assert before.count("[[case]]") - after.count("[[case]]") == 1


WRONG = {
    "no such case": {"case": "999", "remove": "1"},
    "no number": {"case": "first", "remove": "1"},
    "no names": {"case": "0", "save": "1", "waits_at": "ship"},
    "neither waits nor ends": {"case": "0", "save": "1", **NAMES},
    "values in no shape": {"case": "0", "save": "1", "gives": "a =", **NAMES},
}


@pytest.mark.parametrize("sent", WRONG.values(), ids=WRONG)
def test_a_change_that_is_none_is_refused(
    author: Visitor, draft: Any, sent: dict[str, str]
):
    assert changes(author, draft, **sent).status_code == 422


HOSTILE = {
    "no script": {"move": "at", "target": "ship"},
    "no json": {"script": "{", "move": "at"},
    "a list": {"script": "[]", "undo": "1"},
    "moves that are none": {"script": '{"moves": 3}', "undo": "1"},
    "a case that is not there": {"go": "1", "from": "case", "case": "x/99"},
    "an order that is not there": {"go": "1", "from": "order", "order": "DB0"},
    "fields that are no json": {**MADE, "more": "{"},
    "a total that is none": {**MADE, "total": "much"},
}


@pytest.mark.parametrize("sent", HOSTILE.values(), ids=HOSTILE)
def test_hostile_forms_are_refused_in_words(
    author: Visitor, draft: Any, sent: dict[str, str]
):
    page = simulates(author, draft, **sent)

    assert (page.status_code, 'role="alert"' in page.text) == (422, True)


def test_who_only_reads_designs_may_play_and_not_record(
    desk: Desk, author: Visitor, draft: Any
):
    lead = desk.site.visitor("陈静")
    played = simulates(lead, draft, **MADE)
    address = place(draft, "simulate")
    sent = {"script": script(played), **NAMES}

    assert played.status_code == 200
    assert lead.posts(f"{address}/record", address, **sent).status_code == 403
