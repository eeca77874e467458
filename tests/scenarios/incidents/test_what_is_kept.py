"""故障之前: what was done before a step broke is kept, and is not done again."""

from __future__ import annotations

import pytest

from tests.scenarios.incidents.conftest import BREAKS, WHY, Trouble, incident
from tests.story import SUPERVISOR, Shop, an_order


def steps(shop: Shop, number: str) -> list[str]:
    """Return what the story tells of the ways that were gone, one a move."""
    told = shop.shows(number)["story"]
    return [line["text"] for line in told if line["kind"] == "path"]


def test_a_service_that_answered_is_not_asked_again_by_a_retry(
    shop: Shop, trouble: Trouble, stuck: str
):
    trouble.is_on = False
    shop.does("incident", "retry", incident(shop), *WHY)

    assert (trouble.registered, shop.state(stuck)) == (1, "released")


def test_a_service_that_answered_is_not_asked_again_by_the_failure_itself(
    shop: Shop, trouble: Trouble, stuck: str
):
    assert trouble.registered == 1


def test_the_steps_before_the_failure_stand_in_the_story_and_are_told_once(
    shop: Shop, trouble: Trouble, stuck: str
):
    trouble.is_on = False
    shop.does("incident", "retry", incident(shop), *WHY)
    before, after = steps(shop, stuck)

    assert before.count("Grade") == 1
    assert "Grade" not in after


def test_the_decisions_before_the_failure_are_kept(shop: Shop, stuck: str):
    assert shop.shows(stuck)["order"]["grade"]


def test_a_service_is_not_asked_again_when_the_retry_fails_too(
    shop: Shop, trouble: Trouble, stuck: str
):
    shop.does("incident", "retry", incident(shop), *WHY)
    shop.does("incident", "retry", incident(shop), *WHY)

    assert trouble.registered == 1
    assert shop.is_sound()


def test_an_event_for_a_stuck_order_does_not_try_the_step_again(
    shop: Shop, trouble: Trouble, stuck: str
):
    shop.hears(stuck, "cancelled", reason="不等了")

    assert (trouble.asked, shop.state(stuck)) == (1, "cancelled")


@pytest.mark.parametrize("verb", ["skip", "retry"])
def test_an_order_that_broke_after_a_signature_is_signed_once(
    shop: Shop, trouble: Trouble, verb: str
):
    number = shop.takes(**an_order(total="8000.00", **BREAKS))
    shop.completes(SUPERVISOR, number, decision="approve", note="同意")
    trouble.is_on = False
    shop.does("incident", verb, incident(shop), *WHY)

    assert shop.waiting(number) == {"ship": "warehouse"}
