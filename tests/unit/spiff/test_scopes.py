"""Called processes, and data objects seen from inside."""

from decimal import Decimal

import pytest

from runtime.kernel.errors import Stuck
from tests.unit.spiff import drawing as d


def test_a_process_that_calls_itself_for_ever_is_an_incident() -> None:
    loaded = d.model(
        d.start(), d.call("again", "p"), d.end(), flows="s > again, again > e"
    )

    with pytest.raises(Stuck, match="deeper"):
        d.begin(loaded)


def test_a_called_process_gets_and_gives_all_data() -> None:
    called = d.process(
        d.start("cs"),
        d.script("c", "{ sum: a + 1 }"),
        d.end("ce"),
        flows="cs > c, c > ce",
        id="called",
    )
    loaded = d.model(
        d.start(), d.call("x", "called"), d.end(), flows="s > x, x > e", also=called
    )

    assert d.begin(loaded, {"a": 1}).data == {"a": 1, "sum": Decimal(2)}


DATA_OBJECT = (
    '<bpmn:dataObject id="note"/>'
    '<bpmn:dataObjectReference id="note_ref" dataObjectRef="note"/>'
)
PUTS = (
    '<bpmn:dataOutputAssociation id="da1"><bpmn:targetRef>note_ref</bpmn:targetRef>'
    "</bpmn:dataOutputAssociation>"
)
TAKES = (
    '<bpmn:dataInputAssociation id="da2"><bpmn:sourceRef>note_ref</bpmn:sourceRef>'
    "</bpmn:dataInputAssociation>"
)


def test_a_data_object_carries_a_value_from_step_to_step() -> None:
    loaded = d.model(
        d.start(),
        d.script("a", '{ note: "kept" }', PUTS),
        d.user("u"),
        d.script("b", "{ seen: note }", TAKES),
        d.end(),
        flows="s > a, a > u, u > b, b > e",
        inner=DATA_OBJECT,
    )
    run = d.again(d.begin(loaded))
    before = d.wait_at(run, "u").data

    d.done(run, "u")

    assert (before, run.data) == ({}, {"seen": "kept"})


def test_a_data_object_is_found_from_three_levels_inside() -> None:
    inner = d.sub(
        "in",
        d.start("s3"),
        d.script("a", '{ note: "deep" }', PUTS),
        d.end("e3"),
        flows="s3 > a, a > e3",
    )
    outer = d.sub("out", d.start("s2"), inner, d.end("e2"), flows="s2 > in, in > e2")
    loaded = d.model(
        d.start(),
        outer,
        d.script("b", "{ seen: note }", TAKES),
        d.end(),
        flows="s > out, out > b, b > e",
        inner=DATA_OBJECT,
    )

    assert d.begin(loaded).data == {"seen": "deep"}
