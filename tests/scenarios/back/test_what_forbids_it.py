"""What can not be taken back keeps a step from being gone back to, and is named."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from runtime.engine.facts import TaskUndone
from runtime.engine.handlers import Undone
from runtime.kernel.errors import Conflict
from tests.scenarios.back.place import KEY, Place, step
from tests.unit.spiff.drawing import (
    boundary,
    call,
    catch,
    end,
    gateway,
    process,
    service,
    start,
)

LINE = "s > a, a > bill, bill > b, b > e"
DAY = timedelta(days=1)


def serves(place: Place, **declared: Any) -> None:
    """Draw a service task between two people."""
    handlers = place.engine.handlers
    handlers.service_task("test.bill", gives={"no": "number"}, **declared)(
        lambda call: {"no": 7}
    )
    nodes = start(), step("a"), service("bill", "test.bill", "bill"), step("b"), end()
    place.draws(*nodes, flows=LINE)
    place.does("Ann", "a")


def forks(place: Place) -> None:
    """Draw two branches beside each other, of two people's steps and of one."""
    fork, join = gateway("parallel", "fork"), gateway("parallel", "join")
    nodes = start(), fork, step("a"), step("b"), step("c"), join, step("z"), end()
    flows = "s > fork, fork > a, a > b, fork > c, b > join, c > join, join > z, z > e"
    place.draws(*nodes, flows=flows)


def test_a_service_that_is_not_declared_keeps_the_step_before_it(place: Place):
    serves(place)

    assert place.why_not("b", "a") == "back-service"


def test_the_refusal_names_the_step(place: Place):
    serves(place)
    with pytest.raises(Conflict) as refused:
        place.goes_back("Bob", "b", "a")

    assert "“bill” has run since" in refused.value.say("en")
    assert list(place.rows()) == ["b"]


def test_a_service_that_may_be_repeated_keeps_nothing(place: Place):
    serves(place, repeatable=True)
    place.goes_back("Bob", "b", "a")

    assert list(place.rows()) == ["a"]


def test_a_service_that_nothing_undoes_keeps_the_step(place: Place):
    serves(place, undone_by="test.unbill")

    assert place.why_not("b", "a") == "back-service"


def test_a_service_is_undone_with_what_it_had_answered(place: Place):
    undone: list[Undone] = []
    place.engine.handlers.undoes("test.unbill")(lambda *given: undone.append(given[2]))
    serves(place, undone_by="test.unbill")
    place.goes_back("Bob", "b", "a")

    assert undone == [Undone(KEY, "bill", {"no": 7})]


def test_who_can_not_undo_it_refuses_and_nothing_has_changed(place: Place):
    def undo(*given: Any) -> None:
        raise Conflict("withdraw-undone", task=1)

    place.engine.handlers.undoes("test.unbill")(undo)
    serves(place, undone_by="test.unbill")
    with pytest.raises(Conflict):
        place.goes_back("Bob", "b", "a")

    assert list(place.rows()) == ["b"]
    assert place.events(place.instance_id) == ["started", "task-completed"]


def test_a_call_to_an_outside_system_keeps_the_step_before_it(place: Place):
    fork, ask = gateway("parallel", "fork"), "connector:warehouse.ship"
    nodes = start(), step("a"), fork, service("ask", ask), step("b"), end()
    flows = "s > a, a > fork, fork > ask, fork > b, b > e, ask > e"
    place.draws(*nodes, flows=flows)
    place.does("Ann", "a")

    assert place.why_not("b", "a") == "back-called"


def test_a_message_that_would_not_come_again_keeps_the_step_before_it(place: Place):
    nodes = start(), step("a"), catch("hear", "message", "paid"), step("b"), end()
    place.draws(*nodes, flows="s > a, a > hear, hear > b, b > e")
    place.does("Ann", "a")
    place.tells("paid")

    assert place.why_not("b", "a") == "back-message"


def test_a_branch_that_went_on_keeps_the_step(place: Place):
    forks(place)
    place.does("Ann", "a")
    place.does("Cid", "c")

    assert place.why_not("b", "a") == "back-branch"


def test_a_branch_that_stands_still_is_left_alone(place: Place):
    forks(place)
    place.does("Ann", "a")
    other = place.rows()["c"]
    place.goes_back("Bob", "b", "a")

    assert set(place.rows()) == {"a", "c"}
    assert place.rows()["c"].id == other.id


def test_a_branch_that_had_arrived_before_is_left_alone(place: Place):
    forks(place)
    place.does("Cid", "c")
    place.does("Ann", "a")
    place.goes_back("Bob", "b", "a")
    place.does("Ann", "a")
    place.does("Bob", "b")

    assert list(place.rows()) == ["z"]


def test_a_step_of_another_branch_is_not_gone_back_to(place: Place):
    forks(place)
    place.does("Ann", "a")

    assert place.why_not("c", "a") == "back-beside"


def test_what_others_did_behind_a_fork_is_not_lost(place: Place):
    fork = gateway("parallel", "fork")
    nodes = start(), step("a"), fork, step("b"), step("c"), step("z"), end()
    place.draws(
        *nodes, flows="s > a, a > fork, fork > b, fork > c, c > z, b > e, z > e"
    )
    place.does("Ann", "a")
    place.does("Cid", "c")

    assert place.why_not("b", "a") == "back-beside"


def test_a_step_outside_is_gone_back_to_from_inside_a_called_process(place: Place):
    inner = process(start("s2"), step("b"), end("e2"), id="q", flows="s2 > b, b > e2")
    nodes = start(), step("a"), call("c", "q"), end()
    place.draws(*nodes, flows="s > a, a > c, c > e", also=inner)
    place.does("Ann", "a")
    place.goes_back("Bob", "b", "a")
    place.does("Ann", "a")

    assert list(place.rows()) == ["b"]


def test_a_timer_of_the_step_counts_anew(place: Place):
    late = boundary("late", "a", "duration", "P1D", cancels="false")
    nodes = start(), step("a"), late, step("b"), step("x"), end()
    place.draws(*nodes, flows="s > a, a > b, b > e, late > x, x > e")
    place.does("Ann", "a")
    place.clock.advance(3 * DAY)
    place.goes_back("Bob", "b", "a")

    assert place.alarms() == [place.clock.now() + DAY]


def test_the_time_for_the_step_counts_anew(place: Place):
    nodes = start(), step("a", sla="P1D"), step("b"), end()
    place.draws(*nodes, flows="s > a, a > b, b > e")
    place.does("Ann", "a")
    place.clock.advance(3 * DAY)
    place.goes_back("Bob", "b", "a")

    assert place.rows()["a"].due_at == place.clock.now() + DAY


def test_what_hangs_on_a_step_is_told_that_it_counts_no_more(place: Place):
    heard = place.hears(TaskUndone)
    place.draws(start(), step("a"), step("b"), end(), flows="s > a, a > b, b > e")
    place.does("Ann", "a")
    done = place.rows("completed")["a"].id
    place.takes_back("Ann", "a")

    assert heard == [TaskUndone(done, KEY, "a")]
