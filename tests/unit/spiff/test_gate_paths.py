"""A diagram whose paths lead nowhere, or do not know where, is refused."""

import pytest

from tests.unit.spiff import drawing as d
from tests.unit.spiff.gatekeeper import refused

SPLIT = (
    d.start(),
    d.gateway("exclusive", "g", default="f2"),
    d.user("a"),
    d.end("e1"),
    d.end("e2"),
)


def test_a_split_without_default_is_refused() -> None:
    nodes = [each.replace(' default="f2"', "") for each in SPLIT]

    found = refused(*nodes, flows="s > g, g > e2 [no], g > a [yes], a > e1")

    assert found == {("g", "split-without-default")}


def test_a_path_without_condition_is_refused() -> None:
    found = refused(*SPLIT, flows="s > g, g > e2, g > a, a > e1")

    assert found == {("f3", "flow-without-condition")}


def test_a_default_that_is_no_path_of_the_gateway_is_refused() -> None:
    found = refused(*SPLIT, flows="s > g, s > e2, g > a [yes], a > e1")

    assert ("g", "default-unknown") in found


def test_a_split_without_gateway_is_refused() -> None:
    found = refused(
        d.start(), d.user("a"), d.end("e1"), d.end("e2"), flows="s > a, a > e1, a > e2"
    )

    assert found == {("a", "split-without-gateway")}


def test_a_condition_outside_of_a_gateway_is_refused() -> None:
    found = refused(d.start(), d.user("a"), d.end(), flows="s > a, a > e [yes]")

    assert found == {("f2", "condition-outside-gateway")}


FLOWS: dict[str, tuple[str, tuple[str, str]]] = {
    "a path that stops": ("s > a, a > b, b > e, a2 > e", ("a2", "never-reached")),
    "an end nobody reaches": ("s > a, a > e, b > a2, a2 > b", ("b", "never-reached")),
    "a flow to nowhere": ("s > a, a > e, b > a2, a2 > q", ("f4", "flow-dangles")),
    "a doubled flow": ("s > a, a > e, a > e, b > a2, a2 > b", ("a", "flow-doubled")),
    "a flow into a start": ("s > a, a > s, b > a2, a2 > e", ("f2", "flow-into-start")),
    "a flow out of an end": ("s > a, a > e, e > b, b > a2", ("f3", "flow-out-of-end")),
    "a dead end": ("s > a, a > b, b > e", ("a2", "path-stops")),
}


@pytest.mark.parametrize("name", FLOWS)
def test_a_broken_path_is_refused(name: str) -> None:
    flows, fault = FLOWS[name]

    assert fault in refused(
        d.start(), d.user("a"), d.user("b"), d.user("a2"), d.end(), flows=flows
    )


def test_a_join_that_waits_for_itself_is_refused() -> None:
    found = refused(
        d.start(),
        d.gateway("parallel", "j"),
        d.user("a"),
        d.gateway("exclusive", "x", default="f4"),
        d.end(),
        flows="s > j, j > a, a > x, x > e, x > j [again]",
    )

    assert found == {("j", "join-waits-for-itself")}


def test_what_an_event_gateway_leads_to_must_wait() -> None:
    found = refused(
        d.start(),
        d.gateway("eventBased", "g"),
        d.user("a"),
        d.end(),
        flows="s > g, g > a, a > e",
    )

    assert found == {("g", "event-gateway-target")}
