"""故障的来龙去脉: `show` tells what broke and why, and who ended it how."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from typing import Any

import orjson
import pytest

from runtime.engine.facts import Tag
from runtime.engine.run import queries
from tests.scenarios.incidents.conftest import BREAKS, WHY, Trouble, incident
from tests.story import CS, SUPERVISOR, Shop, an_order

NAMES = {"zh": "放行订单", "en": "Release the order"}


def told(shop: Shop, number: str, kind: str, language: str = "en") -> list[Any]:
    """Return the lines of one kind."""
    return [one for one in shop.shows(number, language)["story"] if one["kind"] == kind]


def raised(shop: Shop, number: str) -> Sequence[Any]:
    """Return the entries of the trail that say that something broke."""
    with closing(shop.runtime()) as runtime, runtime.database.reading() as read:
        return queries.trail_of(read, number, [Tag.INCIDENT_RAISED.value])


@pytest.mark.req("S0-23")
@pytest.mark.parametrize("language", ["zh", "en"])
def test_an_incident_is_told_with_its_step_and_its_cause(
    shop: Shop, stuck: str, language: str
):
    (line,) = told(shop, stuck, "incident", language)

    assert f"“{NAMES[language]}”" in line["text"]
    assert "no shelf left" in line["text"]


def test_who_met_the_incident_is_told(shop: Shop, stuck: str):
    (line,) = told(shop, stuck, "incident")

    assert line["actor"] == "channel:own"


def test_an_incident_after_a_signature_was_met_by_who_signed(
    shop: Shop, trouble: Trouble
):
    number = shop.takes(**an_order(total="8000.00", **BREAKS))
    shop.completes(SUPERVISOR, number, decision="approve")
    (line,) = told(shop, number, "incident")

    assert line["actor"] == SUPERVISOR


@pytest.mark.parametrize("verb", ["retry", "skip", "cancel"])
def test_an_incident_is_still_told_when_it_is_resolved(
    shop: Shop, stuck: str, trouble: Trouble, verb: str
):
    trouble.is_on = False
    shop.does("incident", verb, incident(shop), *WHY)

    assert len(told(shop, stuck, "incident")) == 1


@pytest.mark.parametrize(
    ("verb", "language", "sentence"),
    [
        ("retry", "zh", "陈静 重试“放行订单”：仓库系统已恢复"),
        ("retry", "en", "陈静 had “Release the order” tried again: 仓库系统已恢复"),
        ("skip", "zh", "陈静 跳过“放行订单”：仓库系统已恢复"),
        ("skip", "en", "陈静 skipped “Release the order”: 仓库系统已恢复"),
        ("cancel", "zh", "陈静 终止流程：仓库系统已恢复"),
        ("cancel", "en", "陈静 ended the process: 仓库系统已恢复"),
    ],
)
def test_how_an_incident_ended_is_told_with_who_and_why(
    shop: Shop, stuck: str, verb: str, language: str, sentence: str
):
    shop.does("incident", verb, incident(shop), *WHY)

    assert sentence in [one["text"] for one in shop.shows(stuck, language)["story"]]


@pytest.mark.parametrize(("language", "word"), [("zh", "已结束"), ("en", "is over")])
def test_an_incident_that_the_order_left_behind_is_told_as_over(
    shop: Shop, stuck: str, language: str, word: str
):
    shop.does("event", stuck, "cancelled", "--as", CS)
    (line,) = told(shop, stuck, "incident-over", language)

    assert word in line["text"]
    assert line["actor"] == CS


@pytest.mark.usefixtures("trouble")
def test_a_retry_that_fails_again_is_told_before_its_new_incident(
    shop: Shop, stuck: str
):
    shop.does("incident", "retry", incident(shop), *WHY)
    kinds = [one["kind"] for one in shop.shows(stuck)["story"]]
    wanted = [one for one in kinds if one in ("incident", "retried")]

    assert wanted == ["incident", "retried", "incident"]


def test_the_trail_notes_an_incident_once_and_without_its_facts(shop: Shop, stuck: str):
    (entry,) = raised(shop, stuck)

    assert orjson.loads(entry.doc) == {
        "element": "release_order",
        "code": "service-failed",
    }
    assert shop.is_sound()
