"""修正: files that are drawn nowhere, drawn strangely, or very large."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import pytest

from runtime.designer.mending.mend import mend
from runtime.engine.spiff import load
from tests.effort import growth
from tests.unit.test_mending import (
    BEGIN,
    CLOSE,
    FAULTY,
    FORK,
    LINE,
    NEVER,
    SCRIPT,
    file,
    flow,
)

NOWHERE = ["abc", "", "NaN", "inf", "-inf", "1e308", "-1e308", "1e400", "99999999"]
STOPS = FAULTY["path-stops"]
PLANE = (
    '<di:BPMNDiagram xmlns:di="http://www.omg.org/spec/BPMN/20100524/DI" '
    'xmlns:dc="http://www.omg.org/spec/DD/20100524/DC"><di:BPMNPlane>{}'
    "</di:BPMNPlane></di:BPMNDiagram>"
)
SHAPE = (
    '<di:BPMNShape id="{0}_di" bpmnElement="{0}">'
    '<dc:Bounds x="{1}" y="{2}" width="100" height="80"/></di:BPMNShape>'
)


def stopping(count: int, more: str = "") -> bytes:
    """Return a diagram of which many steps lead nowhere."""
    names = [f"t{number}" for number in range(count)]
    steps = "".join(f'<manualTask id="{name}"/>' for name in names)
    ways = "".join(flow("g", name) for name in names)
    fork = '<parallelGateway id="g"/>'
    return file(BEGIN, fork, flow("s", "g"), steps, ways, more=more)


def drawn_on_top(count: int) -> bytes:
    """Return the same, with all its steps drawn at one place."""
    shapes = "".join(SHAPE.format(f"t{one}", 100, 80) for one in range(count))
    return stopping(count, PLANE.format(shapes))


def splitting(count: int) -> bytes:
    """Return a line of steps of which each leads to the end, too."""
    names = ["s", *(f"t{number}" for number in range(count))]
    steps = "".join(f'<manualTask id="{name}"/>' for name in names[1:])
    on = "".join(flow(*ends) for ends in pairwise(names))
    out = "".join(flow(name, "e") for name in names[1:])
    return file(BEGIN, CLOSE, steps, on, out)


def scripts(count: int) -> bytes:
    """Return a line of steps without scripts."""
    names = ["s", *(f"t{number}" for number in range(count)), "e"]
    steps = "".join(f'<scriptTask id="{name}"/>' for name in names[1:-1])
    on = "".join(flow(*ends) for ends in pairwise(names))
    return file(BEGIN, CLOSE, steps, on)


def stores(count: int) -> bytes:
    """Return a diagram with many stores that nothing reads."""
    drawn = "".join(f'<dataStore id="x{number}"/>' for number in range(count))
    return file(BEGIN, CLOSE, flow("s", "e"), more=drawn)


def reserved(count: int) -> bytes:
    """Return a diagram with many ids that the engine uses itself."""
    return file(*(f'<manualTask id="t{one}.EndJoin"/>' for one in range(count)))


def processes(count: int) -> bytes:
    """Return a file of many processes."""
    others = "".join(
        f'<process id="p{one}"><manualTask id="t{one}"/></process>'
        for one in range(count)
    )
    return file(BEGIN, CLOSE, flow("s", "e"), more=others)


@pytest.mark.parametrize("side", ["x", "y"])
@pytest.mark.parametrize("written", NOWHERE)
def test_a_step_that_is_drawn_nowhere_is_mended_and_nothing_drawn_beside_it(
    written: str, side: str
):
    place = {"x": "1", "y": "1", side: written}
    shapes = SHAPE.format("t", place["x"], place["y"])
    found = mend(STOPS.replace(b"</def", PLANE.format(shapes).encode() + b"</def"), "f")

    assert found.runs
    assert b'bpmnElement="t_end"' not in found.body


def test_what_is_added_is_drawn_over_nothing():
    body = mend(drawn_on_top(3), "f").body.decode()

    assert [body.count(f'x="270" y="{top}"') for top in (102, 192, 282)] == [1, 1, 1]


@pytest.mark.parametrize(
    "drawing", [stopping, drawn_on_top, splitting, scripts, stores, reserved]
)
def test_twice_as_large_a_diagram_is_about_twice_the_work(
    drawing: Callable[[int], bytes],
):
    assert growth(lambda size: mend(drawing(size), "f"), 150) < 2.3


def test_twice_as_many_processes_are_about_twice_the_work():
    assert growth(lambda size: mend(processes(size), "f"), 100) < 2.5


def test_a_script_that_does_nothing_is_not_emptied_again():
    condition = "<extensionElements/>"
    timer = '<boundaryEvent id="b" attachedToRef="t"><timerEventDefinition>'
    timer += "<timeDuration/></timerEventDefinition></boundaryEvent>"
    body = file(BEGIN, CLOSE, SCRIPT.format("{}"), timer, *LINE, flow("b", "e"))
    found = mend(body.replace(b"<script>", condition.encode() + b"<script>"), "f")

    assert found.changes == ()


def test_a_missing_number_of_rounds_does_not_empty_the_script_again():
    loop = "<multiInstanceLoopCharacteristics><loopCardinality/>"
    loop += "</multiInstanceLoopCharacteristics></scriptTask>"
    step = SCRIPT.format("").replace("</scriptTask>", loop)
    found = mend(file(BEGIN, CLOSE, step, *LINE), "f")

    assert [one.rule for one in found.changes] == ["expression-missing"]


def test_a_default_way_without_an_id_gets_one():
    way = '<sequenceFlow sourceRef="g" targetRef="f"/>'
    never = NEVER.format("a = 1")
    other = f'<sequenceFlow id="x" sourceRef="g" targetRef="e">{never}</sequenceFlow>'
    body = file(BEGIN, CLOSE, FORK.format(""), flow("s", "g"), way, other)
    found = mend(body, "f")

    assert [one.rule for one in found.changes] == ["split-without-default"]
    assert b'default="g_otherwise"' in found.body


def test_a_store_is_dropped_after_the_reference_that_draws_it():
    drawn = '<dataStoreReference id="r" dataStoreRef="store"/>'
    more = '<dataStore id="store"/>'
    found = mend(file(BEGIN, CLOSE, flow("s", "e"), drawn, more=more), "f")

    assert (found.runs, b"store" in found.body) == (True, False)


def test_a_long_line_loads_with_work_in_proportion():
    def loads(size: int) -> None:
        body = mend(scripts(size), "f").body
        load("p", {"f": body}, lambda _: None)

    assert growth(loads, 150) < 2.3
