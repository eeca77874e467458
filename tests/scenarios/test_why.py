"""为什么这样走: `show` names what decided, at tables and at gateways."""

from __future__ import annotations

import dataclasses
import shutil
from decimal import Decimal

import pytest

from runtime.engine.run import history
from runtime.kernel.parameters import Recalled
from tests.story import ROOT, SALES, Shop

NOTE = ("--note", "双十一放宽", "--lang", "en")


def beneath(shop: Shop, number: str, head: str, language: str = "en") -> list[str]:
    """Return what stands beneath the line that begins with ``head``."""
    story = shop.shows(number, language)["story"]
    (line,) = [one for one in story if one["text"].startswith(head)]
    return [str(one) for one in line["more"]]


def gateways(shop: Shop, number: str, language: str = "en") -> list[str]:
    story = shop.shows(number, language)["story"]
    return [one["text"] for one in story if one["kind"] == "gateway"]


@pytest.fixture
def chained(shop: Shop) -> str:
    return shop.takes(total="7200.00", paid="7200.00", **CREDIT)


CREDIT = {"customer": {"id": "c-1", "name": "李雷", "credit": "normal"}}
SMALL = {"total": "300.00", "paid": "300.00", **CREDIT}


@pytest.mark.req("S0-23")
@pytest.mark.parametrize(
    ("language", "head", "sentence"),
    [
        (
            "en",
            "Decision “Way of approval”",
            "Rule 2 applies: Order amount 7200 is above 5000 "
            "(parameter “Supervisor approves above this amount”).",
        ),
        (
            "zh",
            "决策“审批路线”",
            "适用第 2 条规则：订单金额 7200 高于 5000（参数“超过此金额须主管审批”）。",
        ),
    ],
)
def test_the_rule_that_applied_is_told_in_words(
    shop: Shop, chained: str, language: str, head: str, sentence: str
):
    assert sentence in beneath(shop, chained, head, language)


@pytest.mark.req("S0-23")
@pytest.mark.parametrize(
    ("language", "head", "sentence"),
    [
        (
            "en",
            "Decision “Way of approval”",
            "Rule 4 does not apply: Customer credit is normal, not good.",
        ),
        (
            "zh",
            "决策“审批路线”",
            "第 4 条规则不适用：客户信用为普通，不是良好。",
        ),
    ],
)
def test_a_rule_before_it_is_told_with_the_cell_that_failed(
    shop: Shop, language: str, head: str, sentence: str
):
    assert sentence in beneath(shop, shop.takes(**SMALL), head, language)


@pytest.mark.req("S0-23")
@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "At “Which route?” it took “large sum”, because route is supervisor."),
        ("zh", "在“哪条路线？”走“大额”，因为 路线为主管审批。"),
    ],
)
def test_a_gateway_is_told_with_the_comparison_that_decided(
    shop: Shop, chained: str, language: str, sentence: str
):
    assert sentence in gateways(shop, chained, language)


def test_a_gateway_with_one_condition_says_why_that_did_not_hold(
    shop: Shop, chained: str
):
    told = (
        "At “Exceptions?” it took “none”, because number of reasons 0 is not above 0."
    )

    assert told in gateways(shop, chained)


def test_a_value_is_followed_to_the_decision_that_gave_it(shop: Shop, chained: str):
    origin = "route: from the decision “Way of approval”."

    assert origin in beneath(shop, chained, "At “Which route?”")


def test_a_value_is_followed_to_the_person_who_answered(shop: Shop):
    number = shop.takes(**SMALL)
    shop.completes(SALES, number, decision="reject", note="价格不符")
    told = beneath(shop, number, "At “Agreed?”")

    assert told == ["Decision: answered by 李强 at “Sales confirms”."]


def test_the_columns_of_a_table_are_followed_to_the_step_that_worked_them_out(
    shop: Shop, chained: str
):
    names = "Custom goods, Order amount, Customer credit"
    told = beneath(shop, chained, "Decision “Way of approval”")

    assert told[-1] == f"{names}: worked out at “Compute the facts”."


def test_the_parameter_of_that_day_is_told_after_it_was_changed(
    shop: Shop, chained: str
):
    before = beneath(shop, chained, "Decision “Way of approval”")
    shop.does("parameter", "set", "approval_supervisor_above", "9000", *NOTE)

    assert beneath(shop, chained, "Decision “Way of approval”") == before


def test_a_parameter_of_long_ago_that_is_written_later_changes_no_explanation(
    shop: Shop, chained: str
):
    before = beneath(shop, chained, "Decision “Way of approval”")
    since = ("--from", "2020-01-01T00:00:00")
    shop.does("parameter", "set", "approval_supervisor_above", "1", *since, *NOTE)

    assert beneath(shop, chained, "Decision “Way of approval”") == before


def test_history_of_before_gateways_were_noted_is_told_as_before(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
):
    kept = history.written
    monkeypatch.setattr(
        history, "written", lambda page: kept(dataclasses.replace(page, choices=()))
    )
    number = shop.takes()
    kinds = [one["kind"] for one in shop.shows(number)["story"]]

    assert (kinds.count("decision"), kinds.count("gateway")) == (4, 0)


def test_what_comes_out_otherwise_today_is_told_without_a_reason(
    shop: Shop, chained: str, monkeypatch: pytest.MonkeyPatch
):
    other = {"approval_supervisor_above": Decimal(9000), "straight_below": Decimal(1)}
    monkeypatch.setattr(Recalled, "at", lambda recalled, moment: other)

    told = beneath(shop, chained, "Decision “Way of approval”")

    assert not [line for line in told if line.startswith("Rule")]


def asking(shop: Shop, condition: str) -> None:
    """Let the gateway 有异常？ ask ``condition`` from here on."""
    folder = shop.folder / "processes" / "order_main"
    shutil.copytree(ROOT / "processes" / "order_main", folder)
    diagram = folder / "order_main.bpmn"
    text = diagram.read_text("utf-8")
    text = text.replace("count(reasons) &gt; 0", condition)
    diagram.write_text(text, "utf-8")
    shop.does("deploy", diagram)


@pytest.mark.req("S0-23")
@pytest.mark.parametrize("language", ["zh", "en"])
def test_an_incident_of_an_expression_shows_it_with_its_values(
    shop: Shop, language: str
):
    asking(shop, "number(order.remark) &gt; 5")
    shop.takes(remark="heavy")
    (item,) = shop.does("incident", "list", "--lang", language)["items"]

    assert "number(order.remark) > 5" in item["message"]
    assert 'order.remark = "heavy"' in item["message"]


def test_what_the_order_itself_said_decides_at_a_gateway(shop: Shop):
    asking(shop, 'order.remark = "等等"')
    number = shop.takes(remark="等等")

    assert "At “Exceptions?” it took “yes”, because remark is 等等." in gateways(
        shop, number
    )
