"""What is kept of a run when a step of it fails, and who goes on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from runtime.engine.design.definitions import Deployed
from runtime.engine.handlers import Handlers
from runtime.engine.run import running
from runtime.engine.run.running import Outcome
from runtime.engine.spiff import Run, ServiceCall
from runtime.kernel.errors import BpmnError
from tests.unit.spiff.drawing import (
    boundary,
    catch,
    end,
    frame,
    gateway,
    model,
    service,
    start,
    user,
)

BOTH = "s > g, g > a, a > j, g > m, m > b, b > j, j > e"


class Feature:
    """Services by name; those of ``broken`` raise."""

    def __init__(self, *broken: str) -> None:
        self.broken = set(broken)
        self.asked: list[str] = []
        self.handlers = Handlers()
        for name in "abc":
            self.handlers.service_task(f"test.{name}", gives={})(self.answer)

    def answer(self, call: ServiceCall) -> Mapping[str, Any]:
        name = call.element.id
        self.asked.append(name)
        if name in self.broken:
            raise ValueError(name)
        if name == "c":
            raise BpmnError("short")
        return {name: True}


def asks(name: str) -> str:
    return service(name, f"test.{name}")


def drawn(*nodes: str, flows: str) -> Deployed:
    built = model(start(), *nodes, end(), flows=flows)
    return Deployed(1, "p", 1, built, {}, {}, {}, frozenset())


def in_a_row() -> Deployed:
    a, b = asks("a"), asks("b")
    return drawn(a, b, flows="s > a, a > b, b > e")


def side_by_side() -> Deployed:
    gates = gateway("parallel", "g"), gateway("parallel", "j")
    nodes = asks("a"), catch("m", "message", "paid"), asks("b")
    return drawn(*gates, *nodes, flows=BOTH)


def begun(deployed: Deployed, feature: Feature) -> Outcome:
    return running.begin(deployed, {}, frame(param={}), feature.handlers)


def moved(
    deployed: Deployed, feature: Feature, outcome: Outcome, *words: Any
) -> Outcome:
    """Do one command of a run and let it go on."""

    def act(run: Run) -> None:
        getattr(run, words[0])(*words[1:])

    body = outcome.body or b""
    return running.proceed(deployed, body, act, frame(), feature.handlers)


def test_what_was_done_before_is_kept():
    feature = Feature("b")
    outcome = begun(in_a_row(), feature)

    assert outcome.failure is not None
    assert (outcome.failure.element, outcome.steps) == ("b", ("s", "a"))
    assert (outcome.made, outcome.data) == ({"a": {"a": True}}, {"a": True})


def test_a_service_before_the_failure_is_asked_once():
    feature = Feature("b")
    outcome = begun(in_a_row(), feature)
    feature.broken.clear()
    after = moved(in_a_row(), feature, outcome, "resume", "b")

    assert (after.is_over, feature.asked) == (True, ["a", "b", "b"])


def test_a_step_that_is_set_aside_is_not_tried_again_unasked():
    deployed, feature = side_by_side(), Feature("a")
    outcome = begun(deployed, feature)
    after = moved(deployed, feature, outcome, "receive", "paid", {})

    assert feature.asked == ["a", "b"]
    assert (after.failure, after.aside) == (None, {"a"})


def test_the_others_go_on_in_the_step_that_failed():
    outcome = begun(side_by_side(), Feature("a"))

    assert [wait.element.id for wait in outcome.waits] == ["m"]


def test_all_go_on_together_once_it_is_resumed():
    deployed, feature = side_by_side(), Feature("a")
    outcome = begun(deployed, feature)
    between = moved(deployed, feature, outcome, "receive", "paid", {})
    feature.broken.clear()

    assert moved(deployed, feature, between, "resume", "a").is_over


def test_of_two_that_fail_in_one_step_both_are_told_one_after_the_other():
    gates = gateway("parallel", "g"), gateway("parallel", "j")
    flows = "s > g, g > a, a > j, g > b, b > j, j > e"
    deployed = drawn(*gates, asks("a"), asks("b"), flows=flows)
    feature = Feature("a", "b")
    first = begun(deployed, feature)
    then = moved(deployed, feature, first, "resume", "nobody")

    assert first.failure is not None
    assert then.failure is not None
    assert {first.failure.element, then.failure.element} == {"a", "b"}
    assert then.aside == {"a", "b"}


def test_skipping_passes_over_what_was_set_aside():
    feature = Feature("b")
    outcome = begun(in_a_row(), feature)

    def act(run: Run) -> None:
        run.resume("b")
        run.skip("b")

    body = outcome.body or b""
    after = running.proceed(in_a_row(), body, act, frame(), feature.handlers)

    assert (after.is_over, feature.asked) == (True, ["a", "b"])


def test_an_error_that_the_diagram_caught_is_caught_again_without_asking():
    nodes = asks("c"), boundary("out", "c", "error", "short")
    flows = "s > c, c > e, out > b, b > e"
    feature = Feature("b")
    outcome = begun(drawn(*nodes, asks("b"), flows=flows), feature)

    assert outcome.failure is not None
    assert (outcome.failure.element, feature.asked) == ("b", ["c", "b"])
    assert outcome.aside == {"b"}


def test_a_task_that_cannot_be_offered_keeps_what_was_done():
    late = user("u", role="cs", sla="for ever")
    deployed = drawn(asks("a"), late, flows="s > a, a > u, u > e")
    feature = Feature()
    outcome = begun(deployed, feature)

    assert outcome.failure is not None
    assert (outcome.failure.element, outcome.offers) == ("u", ())
    assert (outcome.steps, feature.asked) == (("s", "a"), ["a"])


def test_a_run_in_a_circle_keeps_none_of_its_rounds():
    nodes = gateway("exclusive", "g"), gateway("exclusive", "h", default="f4")
    flows = "s > g, g > h, h > e [stop = true], h > g"
    outcome = begun(drawn(*nodes, flows=flows), Feature())

    assert outcome.failure is not None
    assert (outcome.failure.code, outcome.steps) == ("steps-without-end", ())
