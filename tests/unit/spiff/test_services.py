"""Service tasks: typed answers, protected data, answers that come later."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from runtime.engine.spiff import ServiceCall
from runtime.kernel.errors import (
    BadOutput,
    BpmnError,
    Conflict,
    ExpressionFailed,
    HandlerMissing,
    Stuck,
)
from tests.unit.spiff import drawing as d

ASK = (d.start(), d.service("x", "a.b", "answer"), d.user("after"), d.end())
FLOWS = "s > x, x > after, after > e"


def asked(answer: Any, **variables: Any) -> tuple[d.Run, d.Desk]:
    desk = d.Desk(**{"a.b": answer})
    return d.begin(d.model(*ASK, flows=FLOWS), variables, desk), desk


def test_an_answer_keeps_its_types() -> None:
    run, _ = asked({"total": Decimal("199.00"), "on": date(2026, 11, 21)})

    kept = d.wait_at(d.again(run), "after").data["answer"]

    assert repr(kept) == repr({"total": Decimal("199.00"), "on": date(2026, 11, 21)})


def test_a_call_says_what_where_and_for_whom() -> None:
    _, desk = asked({})

    call = desk.calls[0]

    assert (call.operator, call.element.id, call.subject) == ("a.b", "x", "B-1")


def test_parameters_are_values_of_expressions() -> None:
    desk = d.Desk(**{"a.b": {}})
    loaded = d.model(
        d.start(),
        d.service("x", "a.b", "r", double="n * 2"),
        d.end(),
        flows="s > x, x > e",
    )

    d.begin(loaded, {"n": 21}, desk)

    assert desk.calls[0].parameters == {"double": Decimal(42)}


def test_a_parameter_without_value_is_an_incident() -> None:
    loaded = d.model(
        d.start(),
        d.service("x", "a.b", "r", double="nn * 2"),
        d.end(),
        flows="s > x, x > e",
    )

    with pytest.raises(ExpressionFailed, match="nn"):
        d.begin(loaded, {"n": 21}, d.Desk(**{"a.b": {}}))


def spoil(call: ServiceCall) -> dict[str, Any]:
    call.data["facts"]["amount"] = -1
    call.data["facts"]["tags"].append("spoilt")
    call.data["new"] = True
    call.parameters["given"]["amount"] = -2
    return {}


def test_a_service_cannot_change_the_data_it_is_handed() -> None:
    loaded = d.model(
        d.start(),
        d.service("x", "a.b", "answer", given="facts"),
        d.user("after"),
        d.end(),
        flows=FLOWS,
    )
    run = d.begin(
        loaded, {"facts": {"amount": 1, "tags": []}}, d.Desk(**{"a.b": spoil})
    )

    assert d.wait_at(run, "after").data == {
        "facts": {"amount": 1, "tags": []},
        "answer": {},
    }


def test_a_service_cannot_change_its_answer_afterwards() -> None:
    answer = {"deep": {"n": 1}}
    run, _ = asked(answer)

    answer["deep"]["n"] = 2

    assert d.wait_at(run, "after").data["answer"] == {"deep": {"n": 1}}


def test_without_a_result_variable_the_entries_become_data() -> None:
    loaded = d.model(
        d.start(), d.service("x", "a.b"), d.user("after"), d.end(), flows=FLOWS
    )

    run = d.begin(loaded, {}, d.Desk(**{"a.b": {"grade": "P0"}}))

    assert d.wait_at(run, "after").data == {"grade": "P0"}


@pytest.mark.parametrize(
    "answer", [object(), {1: 2}, {"x": {1, 2}}], ids=["object", "number as key", "set"]
)
def test_an_answer_that_cannot_be_kept_is_an_incident(answer: Any) -> None:
    with pytest.raises(BadOutput):
        asked(answer)


def test_a_service_that_raises_is_an_incident_with_its_cause() -> None:
    def broken(call: ServiceCall) -> None:
        raise ZeroDivisionError("by zero")

    with pytest.raises(Stuck) as caught:
        asked(broken)

    assert (caught.value.code, type(caught.value.__cause__)) == (
        "service-failed",
        ZeroDivisionError,
    )


@pytest.mark.parametrize("language", ["zh", "en"])
def test_why_a_service_refuses_is_told_in_the_readers_language(language: str) -> None:
    def refuse(call: ServiceCall) -> None:
        raise Conflict("lost-race", what="the row")

    with pytest.raises(Stuck) as caught:
        asked(refuse)

    said = Conflict("lost-race", what="the row").say(language)
    assert said in caught.value.say(language)


def test_a_service_that_refuses_is_an_incident_and_not_a_refusal() -> None:
    def refuse(call: ServiceCall) -> None:
        raise Conflict("lost-race", what="the row")

    with pytest.raises(Stuck, match=r"a\.b failed"):
        asked(refuse)


def test_an_incident_of_a_service_passes_as_it_is() -> None:
    def missing(call: ServiceCall) -> None:
        raise HandlerMissing("handler-missing", operator=call.operator)

    with pytest.raises(HandlerMissing):
        asked(missing)


def test_the_failed_element_is_named_with_the_activities_around_it() -> None:
    def broken(call: ServiceCall) -> None:
        raise ValueError("no")

    inner = d.sub(
        "box", d.start("s2"), d.service("x", "a.b"), d.end("e2"), flows="s2 > x, x > e2"
    )
    loaded = d.model(d.start(), inner, d.end(), flows="s > box, box > e")
    run = d.Run.start(loaded, {}, d.frame(), d.Desk(**{"a.b": broken}))

    with pytest.raises(Stuck):
        run.advance(d.NOW)

    found = [run.failed_element, *run.failed_path]
    assert [each.id for each in found if each] == ["x", "box"]


def test_a_failed_run_can_neither_be_stored_nor_driven_on() -> None:
    run = d.Run.start(d.model(*ASK, flows=FLOWS), {}, d.frame(), d.Desk())
    with pytest.raises(Stuck):
        run.advance(d.NOW)

    refusals = [run.freeze, lambda: run.advance(d.NOW), lambda: run.receive("m", {})]

    assert [_code(each) for each in refusals] == ["run-has-failed"] * 3


def _code(refused: Callable[[], object]) -> str:
    with pytest.raises(Stuck) as caught:
        refused()
    return caught.value.code


LATER = (
    d.start(),
    d.service("x", "ship.now", "answer", sku='"A-1"'),
    d.boundary("short", "x", "error", "short"),
    d.user("after"),
    d.user("backorder"),
    d.end(),
    d.end("e2"),
)
LATER_FLOWS = "s > x, x > after, after > e, short > backorder, backorder > e2"


def sent() -> d.Run:
    loaded = d.model(*LATER, flows=LATER_FLOWS, later=frozenset({"ship.now"}))
    return d.again(d.begin(loaded))


def test_an_operator_that_answers_later_is_waited_for() -> None:
    wait = next(wait for wait in sent().waits() if wait.kind == "call")

    assert (wait.element.id, wait.operator, wait.parameters) == (
        "x",
        "ship.now",
        {"sku": "A-1"},
    )


def test_nobody_is_asked_while_an_operator_answers_later() -> None:
    desk = d.Desk()
    loaded = d.model(*LATER, flows=LATER_FLOWS, later=frozenset({"ship.now"}))

    d.begin(loaded, {}, desk)

    assert desk.calls == []


def test_the_answer_that_comes_later_moves_the_instance_on() -> None:
    run = sent()

    run.answer(d.wait_at(run, "x").node, {"tracking": "T-1"})
    run.advance(d.NOW)

    assert (d.waiting(run), d.wait_at(run, "after").data) == (
        ["user after"],
        {"answer": {"tracking": "T-1"}},
    )


def test_a_failure_that_comes_later_is_caught_at_the_boundary() -> None:
    run = sent()

    run.fail(d.wait_at(run, "x").node, BpmnError("short"))
    run.advance(d.NOW)

    assert d.waiting(run) == ["user backorder"]


def test_a_failure_that_comes_later_and_nobody_catches_is_an_incident() -> None:
    run = sent()

    with pytest.raises(Stuck, match="no boundary"):
        run.fail(d.wait_at(run, "x").node, BpmnError("other"))


def test_an_answer_counts_once() -> None:
    run = sent()
    node = d.wait_at(run, "x").node
    run.answer(node, {})

    with pytest.raises(Conflict):
        run.answer(node, {})


def test_a_task_is_completed_once() -> None:
    run, _ = asked({})
    node = d.wait_at(run, "after").node
    run.complete(node, {})

    with pytest.raises(Conflict):
        run.complete(node, {})


def test_an_answer_named_like_something_ambient_is_refused() -> None:
    loaded = d.model(
        d.start(),
        d.service("x", "a.b"),
        d.end(),
        flows="s > x, x > e",
        ambient=frozenset({"param"}),
    )

    with pytest.raises(BadOutput, match="param"):
        d.begin(loaded, {}, d.Desk(**{"a.b": {"param": 1}}))


def test_a_form_cannot_hide_what_is_ambient() -> None:
    loaded = d.model(
        d.start(),
        d.user("u"),
        d.end(),
        flows="s > u, u > e",
        ambient=frozenset({"param"}),
    )
    run = d.begin(loaded)

    with pytest.raises(ExpressionFailed, match="param"):
        run.complete(d.wait_at(run, "u").node, {"param": 1})
