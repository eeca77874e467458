"""投递: what a diagram asks of an outside system is sent until it is answered."""

from __future__ import annotations

import json
import threading
from datetime import timedelta
from pathlib import Path
from unittest.mock import DEFAULT, Mock

import pytest
from sqlalchemy import update

from runtime.engine.run import deliveries, incidents
from runtime.jobs.embedded import Loop
from runtime.kernel.errors import Conflict
from runtime.kernel.work import LOST_RACE
from tests import receiver as plans
from tests.receiver import Receiver
from tests.scenarios.deliveries.conftest import QUARTER, resolves, tries
from tests.scenarios.deliveries.world import DELIVERY, World, outside

TOKEN = "tok-3f9a1c77e2"


@pytest.fixture
def database_url(tmp_path: Path) -> str:
    """Stay on SQLite: what meets the other database is in test_delivery_rows."""
    return f"sqlite:///{tmp_path}/world.db"


def test_the_step_itself_calls_nobody(parcel: int, warehouse: Receiver) -> None:
    assert warehouse.heard == []


def test_the_parameters_arrive_as_the_diagram_says(
    world: World, parcel: int, warehouse: Receiver
) -> None:
    world.deliveries.tick()
    assert [one.content for one in warehouse.heard] == [
        {"number": "P-1", "worth": "1.50"}
    ]


def test_the_answer_moves_the_instance_on(world: World, parcel: int) -> None:
    world.deliveries.tick()
    assert world.instance(parcel).stage == "sent"


def test_an_answered_delivery_is_not_sent_again(
    world: World, parcel: int, warehouse: Receiver
) -> None:
    tries(world, 3)
    assert len(warehouse.heard) == 1


def test_a_failed_try_is_repeated_after_fifteen_minutes_and_not_before(
    world: World, parcel: int, warehouse: Receiver
) -> None:
    warehouse.plans(plans.fails())
    world.deliveries.tick()
    world.clock.advance(QUARTER - timedelta(seconds=1))
    assert world.deliveries.tick() == 0
    world.clock.advance(timedelta(seconds=1))
    assert world.deliveries.tick() == 1


def test_a_repeat_that_works_moves_the_instance_on(
    world: World, parcel: int, warehouse: Receiver
) -> None:
    warehouse.plans(plans.fails(), plans.fails())
    tries(world, 3)
    assert (world.instance(parcel).stage, world.incidents()) == ("sent", [])


def test_a_dead_delivery_says_why(
    world: World, parcel: int, warehouse: Receiver
) -> None:
    warehouse.plans(plans.fails(503), plans.fails(503), plans.fails(503))
    tries(world, 3)
    said = "warehouse is busy for now (status 503)."
    assert world.delivery().last_error == said
    assert json.loads(world.incidents()[0].facts)["why"] == said


def test_a_redriven_delivery_has_all_its_attempts_again(
    world: World, parcel: int, warehouse: Receiver
) -> None:
    warehouse.plans(*[plans.fails()] * 5)
    tries(world, 3)
    resolves(world, incidents.retry)
    tries(world, 3)
    assert world.instance(parcel).stage == "sent"


def test_a_final_refusal_is_an_incident_at_once(
    world: World, parcel: int, warehouse: Receiver
) -> None:
    warehouse.plans(plans.fails(500))
    tries(world, 2)
    assert (world.delivery().state, len(warehouse.heard)) == ("dead", 1)
    assert len(world.incidents()) == 1


def test_a_modelled_outcome_takes_its_way_in_the_diagram(
    world: World, parcel: int, warehouse: Receiver
) -> None:
    warehouse.plans(plans.answers(409, {"code": "out-of-stock", "sku": "A-1"}))
    world.deliveries.tick()
    assert (world.instance(parcel).stage, world.incidents()) == ("short", [])


def test_an_outcome_that_the_diagram_does_not_know_is_an_incident(
    world: World, parcel: int, warehouse: Receiver
) -> None:
    warehouse.plans(plans.answers(422, {"code": "on-fire"}))
    world.deliveries.tick()
    assert world.instance(parcel).state == "active"
    assert "on-fire" in world.delivery().last_error


def test_what_was_done_but_not_said_is_not_done_twice(
    world: World, parcel: int, warehouse: Receiver
) -> None:
    warehouse.plans(plans.does_it_and_drops, plans.knows_it)
    tries(world, 2)
    assert len(warehouse.done) == 1
    assert world.instance(parcel).stage == "sent"


def test_a_system_that_is_no_longer_configured_is_an_incident(
    world: World, parcel: int, warehouse: Receiver
) -> None:
    with world.work() as work:
        work.session.execute(update(DELIVERY).values(connector="bygone"))
    world.deliveries.tick()
    assert (world.delivery().state, warehouse.heard) == ("dead", [])
    assert "bygone" in world.delivery().last_error


def test_a_lost_race_is_recorded_at_the_second_try(
    world: World, parcel: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    outcomes = [Conflict(LOST_RACE, what="P-1"), DEFAULT]
    answered = Mock(wraps=deliveries.answered, side_effect=outcomes)
    monkeypatch.setattr(deliveries, "answered", answered)
    world.deliveries.tick()
    assert world.instance(parcel).stage == "sent"


def test_a_fault_while_recording_costs_one_attempt(
    world: World, parcel: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    answered = Mock(side_effect=RuntimeError("oh no"))
    monkeypatch.setattr(deliveries, "answered", answered)
    world.deliveries.tick()
    assert (world.delivery().state, world.delivery().attempt) == ("pending", 1)


def test_a_reply_that_cannot_be_data_is_an_incident(
    world: World, parcel: int, warehouse: Receiver
) -> None:
    warehouse.plans(plans.answers(200, b"<html>"))
    world.deliveries.tick()
    assert (world.delivery().state, len(world.incidents())) == ("dead", 1)


def test_a_loop_that_stops_records_what_it_has_sent(
    world: World, parcel: int, warehouse: Receiver
) -> None:
    came_in = threading.Event()

    def notes(handler: plans.Handler) -> None:
        came_in.set()
        plans.does_it(handler)

    warehouse.plans(notes)
    with Loop([world.timers, world.deliveries]):
        assert came_in.wait(20)
    assert world.instance(parcel).stage == "sent"


def test_no_secret_reaches_a_row(
    tmp_path: Path, warehouse: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WAREHOUSE_TOKEN", TOKEN)
    outside(tmp_path, warehouse.port, 'token_env = "WAREHOUSE_TOKEN"')
    world = World(tmp_path, f"sqlite:///{tmp_path}/world.db")
    world.opens()
    echo = {"you_sent": f"Bearer {TOKEN}", "code": "out-of-stock"}
    warehouse.plans(plans.answers(200, echo), plans.answers(422, echo))
    world.begins("parcel", "P-1")
    world.begins("parcel", "P-2")
    assert world.deliveries.tick() == 2
    world.close()
    stored = b"".join(file.read_bytes() for file in tmp_path.glob("world.db*"))
    assert TOKEN in warehouse.heard[0].headers["authorization"]
    assert b"***" in stored
    assert TOKEN.encode() not in stored
