"""故障: a step that breaks stops its own order and no other, until a person decides."""

from __future__ import annotations

import pytest

from runtime.kernel.errors import Stuck
from tests.scenarios.incidents.conftest import (
    BREAKS,
    WHY,
    Trouble,
    incident,
    incidents,
)
from tests.story import SUPERVISOR, WAREHOUSE, Shop, an_order, unpaid


def resolutions(shop: Shop, number: str) -> list[str]:
    return [
        line["text"]
        for line in shop.shows(number)["story"]
        if line["kind"] in ("retried", "skipped", "cancelled")
    ]


@pytest.mark.usefixtures("trouble")
def test_the_import_counts_what_is_stuck_and_takes_the_others(shop: Shop):
    result = shop.tells(an_order(), an_order(**BREAKS), an_order())

    assert (result["created"], result["failed"], result["straight_through"]) == (
        3,
        1,
        2,
    )
    assert shop.is_sound()


def test_an_incident_names_the_order_and_the_step(shop: Shop, stuck: str):
    (found,) = incidents(shop)

    assert (found["order_no"], found["element"]) == (stuck, "release_order")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_an_incident_says_in_plain_words_what_went_wrong(
    shop: Shop, stuck: str, language: str
):
    (found,) = incidents(shop, language)

    assert "no shelf left" in found["message"]
    assert "Traceback" not in found["message"]


def test_the_order_says_that_it_waits_for_its_incident(shop: Shop, stuck: str):
    waiting = shop.shows(stuck)["waiting"]

    assert any("incident" in one for one in waiting)


@pytest.mark.parametrize(
    "cause",
    [Stuck("operator-unknown", operator="x"), KeyError("sku"), RuntimeError("")],
    ids=lambda cause: type(cause).__name__,
)
def test_any_kind_of_failure_becomes_an_incident(
    shop: Shop, trouble: Trouble, cause: Exception
):
    trouble.cause = cause
    shop.takes(**BREAKS)

    assert [one["element"] for one in incidents(shop)] == ["release_order"]
    assert shop.is_sound()


def test_a_retry_moves_the_order_on_once_the_cause_is_gone(
    shop: Shop, trouble: Trouble, stuck: str
):
    trouble.is_on = False
    done = shop.does("incident", "retry", incident(shop), *WHY)

    assert (done["done"], shop.state(stuck), incidents(shop)) == (True, "released", [])
    assert shop.is_sound()


def test_a_retry_while_the_cause_is_there_leaves_one_new_incident(
    shop: Shop, stuck: str
):
    first = incident(shop)
    done = shop.does("incident", "retry", first, *WHY)

    assert done["done"] is False
    assert incident(shop) != first
    assert shop.is_sound()


def test_skipping_passes_over_the_step(shop: Shop, stuck: str):
    done = shop.does("incident", "skip", incident(shop), *WHY)

    assert (done["done"], shop.state(stuck), incidents(shop)) == (True, "released", [])
    assert shop.is_sound()


def test_cancelling_ends_the_order(shop: Shop, stuck: str):
    shop.does("incident", "cancel", incident(shop), *WHY)

    assert (shop.state(stuck), incidents(shop)) == ("cancelled", [])
    assert shop.is_sound()


@pytest.mark.parametrize("verb", ["retry", "skip", "cancel"])
def test_each_way_out_stands_in_the_story_with_who_and_why(
    shop: Shop, stuck: str, verb: str
):
    shop.does("incident", verb, incident(shop), *WHY)
    (told,) = resolutions(shop, stuck)

    assert "仓库系统已恢复" in told


@pytest.mark.parametrize("verb", ["retry", "skip", "cancel"])
def test_a_way_out_without_a_reason_is_refused(shop: Shop, stuck: str, verb: str):
    words = ("incident", verb, incident(shop), "--reason", "  ")

    assert shop.refuses(*words)["code"] == "reason-missing"


@pytest.mark.parametrize("verb", ["retry", "skip", "cancel"])
def test_an_incident_that_is_resolved_can_not_be_resolved_again(
    shop: Shop, trouble: Trouble, stuck: str, verb: str
):
    trouble.is_on = False
    known = incident(shop)
    shop.does("incident", "retry", known, *WHY)

    assert shop.refuses("incident", verb, known, *WHY)["code"] == "incident-resolved"


@pytest.mark.parametrize("verb", ["retry", "skip", "cancel"])
def test_an_incident_that_does_not_exist_is_refused(shop: Shop, verb: str):
    assert shop.refuses("incident", verb, 999, *WHY)["code"] == "incident-unknown"


def test_a_step_that_breaks_after_a_persons_task_keeps_their_answer(
    shop: Shop, trouble: Trouble
):
    number = shop.takes(total="8000.00", **BREAKS)
    done = shop.completes(SUPERVISOR, number, decision="approve", note="同意")
    trouble.is_on = False
    shop.does("incident", "retry", incident(shop), *WHY)

    assert done["incident"] == "release_order"
    assert shop.waiting(number) == {"ship": "warehouse"}
    assert shop.is_sound()


def test_a_step_that_breaks_after_a_payment_keeps_the_money(
    shop: Shop, trouble: Trouble
):
    number = shop.takes(**unpaid(total="50.00"), **BREAKS)
    shop.hears(number, "paid", amount="50.00")

    assert shop.shows(number)["order"]["paid"] == "50.00"
    assert [one["order_no"] for one in incidents(shop)] == [number]
    assert shop.is_sound()


def test_a_stuck_order_can_still_be_cancelled_by_its_customer(shop: Shop, stuck: str):
    shop.hears(stuck, "cancelled", reason="不等了")

    assert (shop.state(stuck), incidents(shop)) == ("cancelled", [])
    assert shop.is_sound()


def test_while_one_order_is_stuck_another_one_is_shipped(shop: Shop, stuck: str):
    other = shop.takes()

    assert shop.task(WAREHOUSE, other)
