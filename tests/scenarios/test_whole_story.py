"""订单的来龙去脉: `show` tells what happened to an order, who did it, and why."""

from __future__ import annotations

import re

import pytest

from tests.story import CS, SALES, WAREHOUSE, Shop, an_order, unpaid


def lines(shop: Shop, number: str, language: str = "en") -> list[str]:
    return [line["text"] for line in shop.shows(number, language)["story"]]


def kinds(shop: Shop, number: str) -> list[str]:
    return [line["kind"] for line in shop.shows(number)["story"]]


@pytest.fixture
def chained(shop: Shop) -> str:
    number = shop.takes(total="5000.00")
    shop.completes(SALES, number, decision="reject", note="价格不符")
    return number


def test_the_channels_number_finds_the_story_too(shop: Shop):
    number = shop.takes(external_no="T-77")

    assert shop.shows("T-77")["order"]["order_no"] == number


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("zh", '李强 办结“销售确认”：decision: "reject", note: "价格不符"。'),
        (
            "en",
            '李强 completed “Sales confirms”: decision: "reject", note: "价格不符".',
        ),
    ],
)
def test_a_completed_task_is_told_with_its_answer(
    shop: Shop, chained: str, language: str, sentence: str
):
    assert sentence in lines(shop, chained, language)


@pytest.mark.parametrize(
    ("language", "decision", "because"),
    [
        (
            "zh",
            "决策“审批路线”",
            "依据：含定制商品：否；订单金额：5000；客户信用：",
        ),
        (
            "en",
            "Decision “Way of approval”",
            "because Custom goods: no; Order amount: 5000; Customer credit: ",
        ),
    ],
)
def test_a_decision_is_told_with_the_rule_and_the_values_it_saw(
    shop: Shop, chained: str, language: str, decision: str, because: str
):
    (told,) = [line for line in lines(shop, chained, language) if decision in line]

    assert {"zh": "审批链", "en": "approval chain"}[language] in told
    assert because in told


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_decision_is_told_without_signs_of_feel(
    shop: Shop, chained: str, language: str
):
    story = shop.shows(chained, language)["story"]
    told = "".join(line["text"] for line in story if line["kind"] == "decision")

    assert not re.search(r'["\[\]=]|\b(null|true|false)\b', told)


def test_where_no_rule_applies_that_is_said(shop: Shop):
    number = shop.takes()

    assert any("No rule applies to" in line for line in lines(shop, number, "en"))


def test_an_english_story_of_decisions_has_no_chinese_word(shop: Shop, chained: str):
    story = shop.shows(chained, "en")["story"]
    told = "".join(line["text"] for line in story if line["kind"] == "decision")

    assert told
    assert not re.search(r"[\u4e00-\u9fff]", told)


@pytest.mark.req("S0-23")
def test_every_change_of_state_is_told_with_who_and_from_what_to_what(
    shop: Shop, chained: str
):
    shop.completes(CS, chained, decision="cancel")
    moves = shop.shows(chained)["movements"]

    assert [(one["actor"], one["from"], one["to"]) for one in moves] == [
        ("channel:own", None, "approving"),
        (SALES, "approving", "held"),
        (CS, "held", "cancelled"),
    ]


@pytest.mark.req("S0-23")
@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("zh", "订单状态由“审批中”变为“挂起”。"),
        ("en", "The order moved from “approving” to “held”."),
    ],
)
def test_a_change_of_state_is_a_line_of_the_story(
    shop: Shop, chained: str, language: str, sentence: str
):
    assert sentence in lines(shop, chained, language)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_part_payment_is_a_line_of_the_story(shop: Shop, language: str):
    number = shop.takes(**unpaid(total="300.00"))
    shop.hears(number, "paid", amount="100.00", at="2026-11-11T09:30:00+08:00")
    (told,) = [line for line in lines(shop, number, language) if "100.00" in line]

    assert "2026-11-11" in told


def test_claiming_and_giving_back_are_lines_of_the_story(shop: Shop):
    number = shop.takes()
    task = shop.task(WAREHOUSE, number)
    shop.does("task", "claim", task, "--as", WAREHOUSE)
    shop.does("task", "release", task, "--as", WAREHOUSE)

    assert kinds(shop, number)[-2:] == ["claimed", "given-back"]


@pytest.mark.req("S2-34")
def test_a_time_without_a_zone_is_told_with_both_its_readings(shop: Shop):
    shop.tells(an_order(external_no="Z-1", placed_at="2026-11-11 00:00:03"))
    (told,) = [line for line in lines(shop, "Z-1") if "without a zone" in line]

    assert "2026-11-11 00:00:03 in Asia/Shanghai is 2026-11-10T16:00:03" in told


def test_removed_control_characters_are_told(shop: Shop):
    shop.tells(an_order(external_no="BELL", remark="请\x07快"))

    assert any("control characters" in line for line in lines(shop, "BELL"))


def test_lines_are_told_in_the_sequence_in_which_they_happened(
    shop: Shop, chained: str
):
    moments = [line["at"] for line in shop.shows(chained)["story"]]

    assert moments == sorted(moments)


@pytest.mark.parametrize(
    ("language", "waits"),
    [
        ("zh", ["事件 cancelled", "事件 paid"]),
        ("en", ["the event cancelled", "the event paid"]),
    ],
)
def test_what_an_order_waits_for_is_told(shop: Shop, language: str, waits: list[str]):
    number = shop.takes(**unpaid())

    assert sorted(shop.shows(number, language)["waiting"]) == waits


def test_people_read_the_same_story_as_a_table(shop: Shop, chained: str):
    told = shop.run("show", chained, "--lang", "zh").out

    assert told.startswith(f"订单 {chained}")
    assert "价格不符" in told


def test_an_order_that_nobody_knows_is_refused(shop: Shop):
    assert shop.refuses("show", "nope")["code"] == "order-unknown"
