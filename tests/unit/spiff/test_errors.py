"""Errors and escalations go outwards, to the first that knows them."""

import pytest

from runtime.kernel.errors import BpmnError, Stuck
from tests.unit.spiff import drawing as d

FAIL = (
    d.start(),
    d.service("reserve", "stock.reserve", "reserved"),
    d.boundary("short", "reserve", "error", "short"),
    d.user("backorder"),
    d.end(),
    d.end("e2"),
)
FAIL_FLOWS = "s > reserve, reserve > e, short > backorder, backorder > e2"


def short(call: object) -> None:
    raise BpmnError("short", sku="A-1")


def test_a_modelled_error_leads_along_the_boundary() -> None:
    run = d.begin(
        d.model(*FAIL, flows=FAIL_FLOWS), desk=d.Desk(**{"stock.reserve": short})
    )

    assert d.waiting(run) == ["user backorder"]


def test_an_error_that_nobody_catches_is_an_incident_on_its_element() -> None:
    def other(call: object) -> None:
        raise BpmnError("other")

    loaded = d.model(*FAIL, flows=FAIL_FLOWS)
    run = d.Run.start(loaded, {}, d.frame(), d.Desk(**{"stock.reserve": other}))

    with pytest.raises(Stuck) as caught:
        run.advance(d.NOW)

    found = run.failed_element.id if run.failed_element else ""
    assert (caught.value.code, found) == ("error-not-caught", "reserve")


BESIDE = (
    d.start(),
    d.gateway("parallel", "g"),
    d.user("beside"),
    d.boundary("wrong", "beside", "error", "short"),
    d.service("reserve", "stock.reserve"),
    d.boundary("right", "reserve", "error", "short"),
    d.user("caught"),
    *(d.end(f"e{n}") for n in range(1, 5)),
)
BESIDE_FLOWS = (
    "s > g, g > beside, g > reserve, beside > e1, wrong > e2, reserve > e3, "
    "right > caught, caught > e4"
)


def test_an_error_is_caught_at_its_own_node_only() -> None:
    run = d.begin(
        d.model(*BESIDE, flows=BESIDE_FLOWS), desk=d.Desk(**{"stock.reserve": short})
    )

    assert d.waiting(run) == ["user beside", "user caught"]


def test_an_error_is_not_caught_by_a_neighbour() -> None:
    nodes = [
        each for each in BESIDE if 'id="right"' not in each and "caught" not in each
    ]
    flows = "s > g, g > beside, g > reserve, beside > e1, wrong > e2, reserve > e3"
    run = d.Run.start(
        d.model(*nodes[:-1], flows=flows),
        {},
        d.frame(),
        d.Desk(**{"stock.reserve": short}),
    )

    with pytest.raises(Stuck, match="no boundary event"):
        run.advance(d.NOW)


def nested(inner: str) -> d.Model:
    return d.model(
        d.start(),
        d.sub("outer", d.start("s2"), inner, d.end("e2"), flows="s2 > x, x > e2"),
        d.boundary("exact", "outer", "error", "short"),
        d.boundary("any", "outer", "any-error"),
        d.user("exactly"),
        d.user("anyhow"),
        d.end(),
        d.end("e3"),
        d.end("e4"),
        flows="s > outer, outer > e, exact > exactly, exactly > e3, any > anyhow, "
        "anyhow > e4",
    )


def test_an_error_goes_outwards_to_the_activity_around_it() -> None:
    run = d.begin(
        nested(d.service("x", "stock.reserve")), desk=d.Desk(**{"stock.reserve": short})
    )

    assert d.waiting(run) == ["user exactly"]


def test_a_boundary_without_code_catches_what_no_other_does() -> None:
    def other(call: object) -> None:
        raise BpmnError("other")

    run = d.begin(
        nested(d.service("x", "stock.reserve")), desk=d.Desk(**{"stock.reserve": other})
    )

    assert d.waiting(run) == ["user anyhow"]


def test_an_error_end_event_leaves_its_sub_process() -> None:
    loaded = d.model(
        d.start(),
        d.sub(
            "outer",
            d.start("s2"),
            d.end("e2", "error", "short"),
            flows="s2 > e2",
        ),
        d.boundary("exact", "outer", "error", "short"),
        d.user("exactly"),
        d.end(),
        d.end("e3"),
        flows="s > outer, outer > e, exact > exactly, exactly > e3",
    )

    assert d.waiting(d.begin(loaded)) == ["user exactly"]


def test_an_escalation_goes_on_and_calls_for_help() -> None:
    loaded = d.model(
        d.start(),
        d.sub(
            "outer",
            d.start("s2"),
            d.throw("call", "escalation", "late"),
            d.user("work"),
            d.end("e2"),
            flows="s2 > call, call > work, work > e2",
        ),
        d.boundary("help", "outer", "escalation", "late", cancels="false"),
        d.user("helper"),
        d.end(),
        d.end("e3"),
        flows="s > outer, outer > e, help > helper, helper > e3",
    )

    assert d.waiting(d.begin(loaded)) == ["user helper", "user work"]


def test_an_escalation_nobody_hears_does_no_harm() -> None:
    loaded = d.model(
        d.start(), d.throw("t", "escalation", "late"), d.end(), flows="s > t, t > e"
    )

    assert d.begin(loaded).completed
