"""Every field of the properties panel: written as the engine reads it, taken back."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.drawing import (
    Bench,
    bench,
    choose,
    drawn,
    every,
    field,
    fill,
    kept,
    xml,
)

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


# kinds of fields: ours of one line and of many, the library's
TYPED = [
    ("people", "spillway-priority"),
    ("people", "spillway-batch"),
    ("people", "name"),
    ("served", "spillway-parameter-weight"),
    ("on_message", "messageName"),
]
A_PAUSE = 1000  # milliseconds after which the panel takes what was typed


def focused(page: Page, element: str, entry: str) -> Locator:
    """Choose an element, and put the cursor into a field of its panel."""
    choose(page, element)
    control = field(page, entry).first
    group = control.locator("xpath=ancestor::*[@data-group-id][1]")
    if not control.is_visible():
        group.locator(".bio-properties-panel-group-header").click()
    control.select_text()
    return control


def tab(page: Page, count: int) -> None:
    """Go on by so many fields."""
    for _ in range(count):
        page.keyboard.press("Tab")


@pytest.mark.parametrize(("element", "entry"), TYPED)
def test_who_thinks_while_typing_goes_on_in_the_same_field(
    bench: Bench, element: str, entry: str
):
    control = focused(page := every(bench), element, entry)
    page.keyboard.type("gra")
    page.wait_for_timeout(A_PAUSE)
    page.keyboard.type("de")
    page.wait_for_timeout(A_PAUSE)

    expect(control).to_be_focused()
    assert (control.input_value(), "grade" in xml(page)) == ("grade", True)


def test_a_field_goes_on_while_what_there_is_to_choose_arrives(bench: Bench):
    control = focused(page := every(bench), "people", "spillway-priority")
    page.keyboard.type("gra")
    drawn(page, "m.get('eventBus').fire('propertiesPanel.providersChanged')")
    page.keyboard.type("de")

    expect(control).to_be_focused()
    expect(control).to_have_value("grade")


def test_what_was_typed_of_one_element_is_never_put_into_another(bench: Bench):
    focused(page := every(bench), "people", "spillway-priority")
    page.keyboard.type("grade")
    choose(page, "each")
    page.wait_for_timeout(A_PAUSE)

    assert xml(page).count('name="priority" value="grade"') == 1
    assert drawn(page, "m.get('selection').get()[0].id") == "each"


def test_going_through_the_fields_alone_changes_nothing(bench: Bench):
    focused(page := every(bench), "each", "spillway-sla-exact")
    tab(page, 8)

    expect(page.locator('[data-part="undo"]')).to_be_disabled()


def test_a_parameter_is_added_when_all_of_its_name_is_there(bench: Bench):
    focused(page := every(bench), "served", "spillway-parameter-new")
    page.keyboard.type("mo")
    page.wait_for_timeout(A_PAUSE)
    page.keyboard.type("re")
    page.keyboard.press("Enter")

    expect(field(page, "spillway-parameter-more")).to_be_focused()
    expect(field(page, "spillway-parameter-new")).to_have_value("")
    assert 'parameter id="mo"' not in xml(page)


@pytest.mark.parametrize(("name", "why"), [("1x", "数字开头"), ("weight", "同名")])
def test_a_parameter_that_cannot_be_added_says_why(bench: Bench, name: str, why: str):
    focused(page := every(bench), "served", "spillway-parameter-new")
    page.keyboard.type(name)
    page.keyboard.press("Enter")

    entry = page.locator('[data-entry-id="spillway-parameter-new"]')
    expect(entry).to_contain_text(why)
    expect(page.locator('[data-part="undo"]')).to_be_disabled()
