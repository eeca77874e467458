"""The steps of a diagram as a table: what is written there stands there, no more."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from runtime.designer.differing.difference import differences
from runtime.designer.steps.drawing import DD, DI, Box, Drawing
from runtime.designer.steps.inserting import KINDS, add_step, remove_step
from runtime.designer.steps.slots import Node
from runtime.designer.steps.steps import SLOTS, read_steps, write_steps
from runtime.dmn.xml import read_xml
from runtime.kernel.errors import Invalid
from tests.story import ROOT

OURS = sorted((ROOT / "processes").rglob("*.bpmn"))
APPROVAL = (ROOT / "processes/order_approval/order_approval.bpmn").read_bytes()
EVERY = (ROOT / "tests/browser/every_element.bpmn").read_bytes()
TAKES = {"order.price": {"currency": "string"}}
PLACES = {"served": "serviceTask", "people": "userTask", "decided": "businessRuleTask"}


def named(one: object) -> str:
    """Return what a test over a file or a step is called."""
    return one.stem if isinstance(one, Path) else str(one)


def value(body: bytes, step: str, field: str) -> str:
    """Return what a field of a step says."""
    found = {one.id: one for one in read_steps(body, TAKES).all()}
    return found[step].fields[field]


def told(before: bytes, after: bytes) -> list[str]:
    """Return what differs in words."""
    return [one.sentence.say("en") for one in differences("process", before, after)]


@pytest.mark.parametrize("path", OURS, ids=named)
def test_a_table_that_is_saved_as_it_is_changes_no_byte(path: Path):
    body = path.read_bytes()
    table = read_steps(body)

    assert write_steps(body, {one.id: one.fields for one in table.all()}) == body


@pytest.mark.parametrize("path", OURS, ids=named)
def test_names_that_are_changed_and_put_back_leave_the_file_as_it_was(path: Path):
    body = path.read_bytes()
    names = {one.id: {"name": one.fields["name"]} for one in read_steps(body).all()}
    changed = write_steps(body, {one: {"name": "另名"} for one in names})

    assert changed != body
    assert write_steps(changed, names) == body


@pytest.mark.parametrize("step", PLACES)
def test_each_field_keeps_what_is_written(step: str):
    wanted = {name: f"said of {name}" for name in SLOTS[PLACES[step]]}
    changed = write_steps(EVERY, {step: wanted})

    assert {name: value(changed, step, name) for name in wanted} == wanted


@pytest.mark.parametrize("step", PLACES)
def test_each_field_can_be_emptied(step: str):
    filled = {name: f"said of {name}" for name in SLOTS[PLACES[step]]}
    nothing = dict.fromkeys(filled, "")
    changed = write_steps(write_steps(EVERY, {step: filled}), {step: nothing})

    assert {name: value(changed, step, name) for name in filled} == nothing


def test_what_an_operator_is_given_is_a_field_each():
    changed = write_steps(EVERY, {"served": {"given:weight": "3 + 4"}}, TAKES)

    assert value(EVERY, "served", "given:weight") == "2 + 1"
    assert value(changed, "served", "given:weight") == "3 + 4"


def test_what_an_operator_may_be_given_is_a_field_before_it_is_given():
    changed = write_steps(EVERY, {"served": {"given:currency": '"CNY"'}}, TAKES)

    assert value(EVERY, "served", "given:currency") == ""
    assert value(changed, "served", "given:currency") == '"CNY"'
    assert b'id="currency" type="string"' in changed


def test_another_operator_is_not_given_what_the_last_one_was():
    fields = {"operator": "order.facts", "given:weight": "3 + 4"}
    changed = write_steps(EVERY, {"served": fields}, TAKES)

    assert value(changed, "served", "operator") == "order.facts"
    assert b"weight" not in changed


def test_a_field_that_is_not_there_is_refused():
    with pytest.raises(Invalid):
        write_steps(EVERY, {"served": {"role": "cs"}})


@pytest.mark.parametrize("after", ["sales_confirm", "reserve_stock"])
def test_a_step_that_is_added_and_removed_again_leaves_the_same_process(after: str):
    added, made = add_step(APPROVAL, after, "userTask", "复核金额")

    assert told(APPROVAL, added) != []
    assert told(APPROVAL, remove_step(added, made)) == []


def joints(body: bytes) -> dict[str, list[bool]]:
    """Return flow → whether each of its ends lies on the border of what it joins."""
    root = read_xml(body)
    drawing = Drawing(root)
    found = {}
    for edge in root.iter(f"{DI}BPMNEdge"):
        name = edge.get("bpmnElement") or ""
        flow = next(one for one in root.iter() if one.get("id") == name)
        points = list(edge.iter(f"{DD}waypoint"))
        ends = drawing.box(flow.get("sourceRef")), drawing.box(flow.get("targetRef"))
        found[name] = [
            touches(box, points[at]) for at, box in zip((0, -1), ends, strict=True)
        ]
    return found


def touches(box: Box, point: Node) -> bool:
    """Tell whether a point lies on the border of a box, by a pixel or two."""
    x, y = float(point.get("x") or 0), float(point.get("y") or 0)
    left, top, wide, high = box
    near = left - 2 <= x <= left + wide + 2 and top - 2 <= y <= top + high + 2
    aside = min(abs(x - left), abs(x - left - wide), abs(y - top), abs(y - top - high))
    return near and aside <= 2


def places() -> Iterator[tuple[Path, str]]:
    """Yield each step of our processes that a step can be put behind."""
    for path in OURS:
        for step in read_steps(path.read_bytes()).steps:
            if step.tag in KINDS:
                yield path, step.id


@pytest.mark.parametrize(("path", "after"), list(places()), ids=named)
def test_lines_stay_at_what_they_join_when_room_is_made(path: Path, after: str):
    body = path.read_bytes()
    before = joints(body)
    now = joints(add_step(body, after, "userTask", "复核金额")[0])

    assert {one: now[one] for one in before if now[one] != before[one]} == {}
