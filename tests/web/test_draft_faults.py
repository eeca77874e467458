"""Bad input at drafts: told with the file and the remedy; nothing is half done."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.drafts import Desk, on, place
from tests.story import Shop

TABLE, DIAGRAM = ("decisions", "order_routing"), ("process", "order_main")
ROLES, FORM = ("roles", "roles"), ("form", "ship_order")
BOMB = '<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>'
MANY = "<a>" + "<b/>" * 20_001 + "</a>"


def errors(desk: Desk, draft: Any) -> list[Any]:
    """Return what lint refuses of a draft."""
    found = desk.author.asks("GET", on(draft, "lint")).json["items"]
    return [one for one in found if one["level"] == "error"]


@pytest.mark.parametrize(
    ("body", "word"),
    [(BOMB, "DOCTYPE"), ("<a", "损坏"), (MANY, "20000"), ("x" * 1_999_999, "损坏")],
    ids=["doctype", "broken", "elements", "no-xml"],
)
def test_a_diagram_that_is_unsafe_is_refused_with_a_reason_and_not_kept(
    desk: Desk, body: str, word: str
):
    draft = desk.begins(DIAGRAM)
    before = desk.reads(draft, DIAGRAM)["body"]
    refused = desk.saves(draft, body, DIAGRAM)

    assert refused.status_code == 422
    assert word in str(refused.json)
    assert desk.reads(draft, DIAGRAM)["body"] == before


def test_three_megabytes_are_refused_with_the_limit(desk: Desk):
    draft = desk.begins(DIAGRAM)
    refused = desk.saves(draft, "<a>" + "x" * 3_000_000 + "</a>", DIAGRAM)

    assert refused.status_code in {413, 422}


def test_a_decision_that_a_process_needs_cannot_be_taken_away(desk: Desk):
    draft = desk.begins(TABLE)
    body = desk.reads(draft)["body"].replace('id="order_routing"', 'id="other"')
    desk.saves(draft, body.replace('name="order_routing"', 'name="other"'))

    found = [one["message"] for one in errors(desk, draft)]
    assert any("order_routing" in one for one in found), found


def test_a_role_that_tasks_need_cannot_be_taken_away(desk: Desk):
    draft = desk.begins(ROLES)
    body = desk.reads(draft, ROLES)["body"].replace("[warehouse]", "[storage]")
    desk.saves(draft, body, ROLES)
    refused = desk.publishes(draft)

    told = refused.get_data(as_text=True)
    assert refused.status_code == 422
    assert "warehouse" in told
    assert "order_main" in told


def test_a_limit_of_a_wrong_type_is_told(desk: Desk):
    limits = ("values", "parameters")
    draft = desk.begins(limits)
    desk.saves(draft, 'straight_below = "viel"\nnobody_knows = 1\n', limits)

    rules = {one["rule"] for one in errors(desk, draft)}
    assert rules == {"parameter-wrong-type", "parameter-unknown"}


@pytest.mark.parametrize(
    "name",
    [("process", "../x"), ("nothing", "x"), ("roles", "other"), ("form", "a b")],
)
def test_a_name_that_no_file_can_have_is_refused(desk: Desk, name: tuple[str, str]):
    draft = desk.begins(TABLE)
    sent = {"body": "{}", "revision": None}
    refused = desk.author.asks("PUT", place(draft, name), json=sent)

    assert refused.status_code in {404, 422}


def test_a_draft_that_was_put_away_is_opened_again_with_everything_in_it(desk: Desk):
    draft = desk.begins(TABLE)
    desk.saves(draft, desk.reads(draft)["body"] + "\n")
    desk.author.asks("POST", on(draft, "discard"), json={"note": "später"})
    refused = desk.saves(draft, "<a/>")
    desk.author.asks("POST", on(draft, "reopen"))

    assert (refused.status_code, refused.json["code"]) == (409, "draft-is-discarded")
    assert desk.reads(draft)["revision"] == 2


def test_what_was_taken_out_is_kept(desk: Desk):
    draft = desk.begins(TABLE)
    body = desk.reads(draft)["body"]
    taken = desk.author.asks("DELETE", place(draft)).json["copy"]
    copy = desk.author.asks("GET", on(draft, f"copies/{taken}")).json

    assert copy["body"] == body
    assert desk.author.asks("GET", on(draft)).json["files"] == []


def test_staff_without_the_right_cannot_look_at_drafts(desk: Desk):
    desk.begins(TABLE)
    refused = desk.site.program().asks("GET", "/drafts")

    assert refused.status_code == 403


@pytest.mark.req("S1-28")
def test_what_was_published_from_a_draft_exports_byte_for_byte_and_deploys_back(
    desk: Desk, shop: Shop, tmp_path: Path
):
    draft = desk.begins(TABLE, FORM)
    changed = desk.reads(draft)["body"].replace("审批路线", "审批去向")
    desk.saves(draft, changed)
    desk.publishes(draft)
    shop.does("export", tmp_path / "out")
    again = shop.does("deploy", tmp_path / "out")

    file = tmp_path / "out" / "processes" / "shared" / "order_routing.dmn"
    assert file.read_text("utf-8") == changed
    assert not [one for one in again["published"] if one["new"]]


def test_orders_that_run_stay_on_their_version(desk: Desk):
    order = {"channel": "own", "external_no": "A-1", "total": "9000"}
    sent = {**order, "paid": "9000", "placed_at": "2026-11-20T10:00:00+08:00"}
    channel = desk.site.program()
    channel.asks("POST", "/orders", json=sent)
    draft = desk.begins(("process", "order_approval"))
    name = ("process", "order_approval")
    body = desk.reads(draft, name)["body"].replace("PT1H", "PT30M")
    desk.saves(draft, body, name)
    desk.publishes(draft)

    page = desk.site.visitor("复核员").gets(
        "/designer/published/process/order_approval"
    )
    assert "1 个订单仍按版本 1 运行" in page.text
