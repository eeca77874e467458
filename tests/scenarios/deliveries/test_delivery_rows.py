"""投递台账: leases, attempts and dead letters, on both databases."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from runtime.engine.run import deliveries, incidents, instances, loading
from runtime.engine.run.deliveries import Schedule
from tests import receiver as plans
from tests.receiver import Receiver
from tests.scenarios.deliveries.conftest import resolves, tries
from tests.scenarios.deliveries.world import World


def test_a_batch_goes_out_in_one_tick(world: World, warehouse: Receiver) -> None:
    keys = [f"P-{number}" for number in range(5)]
    moved = [world.begins("parcel", key) for key in keys]
    assert world.deliveries.tick() == 5
    assert {world.instance(one).stage for one in moved} == {"sent"}


def test_a_repeat_carries_the_same_key(
    world: World, parcel: int, warehouse: Receiver
) -> None:
    warehouse.plans(plans.fails(), plans.drops)
    tries(world, 3)
    assert warehouse.repeats == {world.delivery().key: 3}


def test_the_third_failure_makes_it_dead_and_an_incident(
    world: World, parcel: int, warehouse: Receiver
) -> None:
    warehouse.plans(plans.fails(), plans.fails(), plans.fails())
    tries(world, 4)
    assert (world.delivery().state, len(warehouse.heard)) == ("dead", 3)
    assert [one.code for one in world.incidents()] == ["delivery-dead"]


def test_retrying_its_incident_sends_it_again_under_the_same_key(
    world: World, parcel: int, warehouse: Receiver
) -> None:
    warehouse.plans(plans.fails(), plans.fails(), plans.fails())
    tries(world, 3)
    resolves(world, incidents.retry)
    world.deliveries.tick()
    assert warehouse.repeats == {world.delivery().key: 4}
    assert (world.instance(parcel).stage, world.incidents()) == ("sent", [])


def test_a_leased_delivery_is_left_alone(
    world: World, parcel: int, warehouse: Receiver
) -> None:
    with world.work() as work:
        deliveries.take_due(work, 10, Schedule())
    assert world.deliveries.tick() == 0


def test_the_lease_of_a_worker_that_died_runs_out(
    world: World, parcel: int, warehouse: Receiver
) -> None:
    with world.work() as work:
        deliveries.take_due(work, 10, Schedule())
    world.clock.advance(Schedule().lease)
    assert world.deliveries.tick() == 1


def test_a_cancelled_instance_owes_nothing(
    world: World, parcel: int, warehouse: Receiver
) -> None:
    with world.work() as work:
        loaded = loading.load(work.read, world.engine, parcel)
        instances.cancel(work, world.engine, loaded, "the customer left")
    tries(world, 2)
    assert warehouse.heard == []


@pytest.mark.parametrize(
    "resolve", [incidents.skip, incidents.cancel], ids=["skip", "cancel"]
)
def test_a_dead_call_that_nobody_waits_for_any_more_is_not_owed(
    world: World, parcel: int, warehouse: Receiver, resolve: Callable[..., Any]
) -> None:
    warehouse.plans(plans.fails(), plans.fails(), plans.fails())
    tries(world, 3)
    resolves(world, resolve)
    assert world.delivery().state == "dropped"


@pytest.mark.parametrize("resolve", [deliveries.redrive, incidents.retry])
def test_sending_a_dead_call_again_is_told_with_who_and_why(
    world: World, parcel: int, warehouse: Receiver, resolve: Callable[..., Any]
) -> None:
    warehouse.plans(plans.fails(), plans.fails(), plans.fails())
    tries(world, 3)
    with world.work() as work:
        (known,) = world.incidents()
        sent = known.id if resolve is incidents.retry else world.delivery().id
        resolve(work, world.engine, sent, "it is back")
    assert "system had the call to the outside system sent again: it is back" in [
        line.text.say("en") for line in world.story("P-1")
    ]


def test_a_dead_call_is_told_as_an_incident_with_its_cause(
    world: World, parcel: int, warehouse: Receiver
) -> None:
    warehouse.plans(plans.fails(), plans.fails(), plans.fails())
    tries(world, 3)
    (line,) = [one for one in world.story("P-1") if one.kind == "incident"]
    assert "“Ask the warehouse” cannot go on" in line.text.say("en")
    assert line.actor == "system"
