"""重放所需: what a run was given is recorded, so that it can be done once more."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest

from runtime.designer.effect.lockstep import Pair
from runtime.designer.effect.proposal import Side
from runtime.engine.rehearsing import Recorded
from runtime.engine.run import messages, recounting
from runtime.engine.run.history import Chapter
from runtime.engine.run.messages import Message
from tests import receiver as plans
from tests.receiver import Receiver
from tests.scenarios.deliveries.world import START, World

TEN = timedelta(minutes=10)
SHORT = plans.answers(422, {"code": "out-of-stock", "left": 2})


def chapters(world: World, process: str, key: str) -> Sequence[Chapter]:
    """Return what is recorded of a run."""
    with world.database.reading() as read:
        found = recounting.recounted(read, world.engine, [key])
    return found[key, process].chapters


def again(world: World, process: str, key: str) -> Any:
    """Do a recorded run once more, in memory; return where it rests at last."""
    with world.database.reading() as read:
        deployed = world.engine.definitions.current(read, process)
    side = Side(deployed, {}, lambda _: {})
    subject = Recorded(1, key, key, "test", START, process, {}, {})
    pair = Pair(world.engine, (side, side), subject, chapters(world, process, key))
    *_, last = pair.rests()
    assert not pair.is_lost
    return last[1]


def test_what_a_run_was_started_with_is_recorded(world: World, parcel: int) -> None:
    assert chapters(world, "parcel", "P-1")[0].page.given == {"number": "P-1"}


def test_a_systems_answer_leads_to_the_same_end_again(
    world: World, parcel: int
) -> None:
    world.deliveries.tick()
    assert again(world, "parcel", "P-1").stage == "sent"


def test_a_systems_refusal_leads_to_the_same_end_again(
    world: World, parcel: int, warehouse: Receiver
) -> None:
    warehouse.plans(SHORT)
    world.deliveries.tick()
    assert again(world, "parcel", "P-1").stage == "short"


ANSWERS = {"an answer": (plans.does_it, ""), "a refusal": (SHORT, "out-of-stock")}


@pytest.mark.parametrize(("plan", "name"), ANSWERS.values(), ids=ANSWERS)
def test_answers_and_refusals_are_told_apart(
    world: World, parcel: int, warehouse: Receiver, plan: Any, name: str
) -> None:
    warehouse.plans(plan)
    world.deliveries.tick()
    assert chapters(world, "parcel", "P-1")[1].page.name == name


def test_which_timer_was_due_is_recorded(world: World) -> None:
    world.begins("nap", "N-1")
    world.clock.advance(TEN)
    world.timers.tick()
    assert chapters(world, "nap", "N-1")[1].page.given == {"timer": "sleep"}
    assert again(world, "nap", "N-1").stage == "awake"


def test_a_message_is_recorded_beside_a_field_of_that_name(world: World) -> None:
    world.begins("ear", "E-1")
    with world.work() as work:
        payload = {"message": "thank you", "amount": 3}
        messages.receive(work, world.engine, "E-1", Message("paid", payload))

    page = chapters(world, "ear", "E-1")[1].page
    assert (page.name, page.given) == ("paid", payload)
    assert again(world, "ear", "E-1").is_over
