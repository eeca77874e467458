"""Every field of the properties panel: written as the engine reads it, taken back."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.drawing import Bench, bench, choose, drawn, every, fill, kept, xml

__all__ = ["bench"]
# element, entry of the panel, what is typed or chosen, what the file says then
FIELDS: list[tuple[str, str, str, str]] = [
    ("people", "name", "新名", 'name="新名"'),
    ("people", "spillway-name-en", "New", 'name="name:en" value="New"'),
    ("people", "spillway-role", "finance", 'name="role" value="finance"'),
    ("people", "spillway-formKey", "reserve_stock", 'value="reserve_stock"'),
    ("people", "spillway-sla", "P1D", 'name="sla" value="P1D"'),
    ("people", "spillway-sla-exact", "PT90M", 'name="sla" value="PT90M"'),
    ("people", "spillway-fourEyes", "each", 'name="fourEyes" value="each"'),
    ("people", "spillway-priority", "color", 'name="priority" value="color"'),
    ("people", "spillway-batch", "true", 'name="batch" value="true"'),
    ("people", "spillway-stage", "held", 'name="stage" value="held"'),
    ("people", "spillway-VariableName", "said", "variableName>said<"),
    ("people", "spillway-PreScript", "{ x: 1 }", "preScript>{ x: 1 }<"),
    ("people", "spillway-PostScript", "{ y: 1 }", "postScript>{ y: 1 }<"),
    ("served", "spillway-operator", "order.goods", 'Operator id="order.goods"'),
    ("served", "spillway-result", "goods", 'resultVariable="goods"'),
    ("served", "spillway-parameter-weight", "7", 'type="number" value="7"'),
    ("served", "spillway-parameter-new", "more", 'parameter id="more" type="any"'),
    ("decided", "spillway-CalledDecisionId", "order_checks", ">order_checks<"),
    ("called", "spillway-called", "qc_photo", 'calledElement="qc_photo"'),
    ("worked_out", "spillway-script-text", "{ z: 2 }", "script>{ z: 2 }<"),
    ("flow_when", "spillway-condition", "a = 1", ">a = 1</bpmn:condition"),
    ("past", "spillway-bypassPolicy", "photo_later", 'value="photo_later"'),
    ("past", "spillway-MessageVariable", "way", "messageVariable>way<"),
    ("told", "spillway-MessagePayload", "{ b: 2 }", "messagePayload>{ b: 2 }<"),
    ("heard", "spillway-MessageVariable", "word", "messageVariable>word<"),
    ("late", "spillway-timer", "PT3H", ">PT3H</bpmn:timeDuration>"),
    ("late", "spillway-timer-kind", "timeCycle", "= param.late</bpmn:timeCycle>"),
    ("each", "spillway-loop-list", "lines", "loopDataInputRef>lines<"),
    ("each", "spillway-loop-item", "one", 'inputDataItem id="one"'),
    ("each", "completionCondition", "done", ">done</bpmn:completionCondition>"),
    ("pool", "spillway-owner", "admin", 'name="owner" value="admin"'),
    ("pool", "spillway-startRole", "sales", 'name="startRole" value="sales"'),
    ("on_message", "messageName", "bought", 'message id="message_paid" name="bought"'),
    ("on_signal", "signalName", "halt", 'signal id="signal_stop" name="halt"'),
    ("failed", "errorCode", "E1", 'errorCode="E1"'),
    ("escalate", "escalationCode", "E2", 'escalationCode="E2"'),
]


@pytest.fixture(scope="module")
def filled() -> dict[str, Any]:
    """Keep what every field wrote, and what it showed when it was read again."""
    return {}


def plain(page: Page) -> str:
    """Return what is saved without empty labels; the library adds one with a name."""
    return re.sub(r"\s|<bpmndi:BPMNLabel />", "", xml(page))


def write_all(bench: Bench, filled: dict[str, Any]) -> dict[str, Any]:
    """Fill in every field of the panel, each alone, and take it back; once."""
    if filled:
        return filled
    page = every(bench)
    page.locator('[data-part="expert"]').check()
    before = plain(page)
    for element, entry, value, _ in FIELDS:
        choose(page, element)
        fill(page, entry, value)
        after = xml(page)
        drawn(page, "m.get('commandStack').undo()")
        filled[f"{element} {entry}"] = (after, plain(page) == before)
    return filled


@pytest.mark.parametrize(("element", "entry", "value", "written"), FIELDS)
def test_a_field_is_written_as_the_engine_reads_it_and_taken_back_by_one_undo(
    bench: Bench, filled: Any, element: str, entry: str, value: str, written: str
):
    text, is_back = write_all(bench, filled)[f"{element} {entry}"]

    assert written in text
    assert is_back


KEPT = (
    "<spiffworkflow:retry ",
    "<foreign:kept",
    "instructionsForEndUser>先看备注<",
    'unitTest id="t1"',
    'taskMetadataValue name="m"',
    "loopDataInputRef>order.lines<",
    "loopDataOutputRef>results<",
    'name="own" value="kept"',
)


@pytest.mark.parametrize("held", KEPT)
def test_what_the_panel_does_not_show_stays_in_the_file(bench: Bench, held: str):
    page = every(bench)
    choose(page, "people")
    fill(page, "spillway-priority", "color")
    kept(page)

    assert held in xml(page)
