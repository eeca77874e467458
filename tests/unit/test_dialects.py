"""修正: diagrams as other tools write them come back mended, with plain faults left."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from lxml import etree

from runtime.designer.mending.mend import Mended, mend
from runtime.engine.spiff.diagram import BPMN

HOME = Path(__file__).parent / "dialects"
# what is left for people, by file: element and rule
LEFT = {
    "activiti.bpmn": set(),
    "bizagi.bpmn": {
        ("Id_sub", "scope-empty"),
        *(("Id_f3", "flow-without-condition"), ("Id_f3", "expression-missing")),
        *(("Id_f4", "flow-without-condition"), ("Id_f4", "expression-missing")),
    },
    "bpmn_io.bpmn": {
        *(("Activity_3", "element-not-run"), ("comp", "event-not-run")),
        *(("undo", "element-not-run"), ("Gateway_1", "split-without-default")),
        *(("Flow_3", "flow-without-condition"), ("Flow_4", "flow-without-condition")),
        *(("comp", "path-stops"), ("undo", "path-stops"), ("undo", "never-reached")),
    },
    "camunda7.bpmn": {
        *(("Assign", "decision-missing"), ("Remind", "event-not-named")),
        *(("Review", "called-process-missing"), ("Bank", "operator-not-named")),
    },
    "camunda8.bpmn": {
        *(("Rate", "decision-missing"), ("Charge", "operator-not-named")),
        ("Ship", "called-process-missing"),
    },
    "flowable.bpmn20.xml": {
        *(("sid-D4", "operator-not-named"), ("sid-H", "operator-not-named")),
        ("sid-T", "timer-not-a-time"),
    },
    "jbpm.bpmn2": {("_T1", "data-object-unknown"), ("_F4", "expression-not-feel")},
    "signavio.bpmn": {
        ("sid-g", "split-without-default"),
        *(("sid-f3", "flow-without-condition"), ("sid-f4", "flow-without-condition")),
    },
}
DROPPED = {"sid-dsr", "Id_ds", "Id_dsr", "DataStoreReference_1"}  # drawn in vain
EACH = pytest.mark.parametrize("name", sorted(LEFT))


def mended(name: str) -> Mended:
    """Return what becomes of a file."""
    return mend((HOME / name).read_bytes(), name)


def drawn(body: bytes) -> Counter[str]:
    """Return how many elements of the standard a file has, by id."""
    found = etree.fromstring(body).iter(f"{{{BPMN}}}*")
    return Counter(str(one.get("id")) for one in found if one.get("id"))


def test_every_file_is_looked_at():
    assert {one.name for one in HOME.iterdir()} == LEFT.keys()


@EACH
def test_what_is_left_names_the_element(name: str):
    assert {(one.element, one.rule) for one in mended(name).left} == LEFT[name]


@EACH
def test_nothing_but_unused_drawings_and_reserved_ids_is_gone(name: str):
    gone = drawn((HOME / name).read_bytes()) - drawn(mended(name).body)

    assert gone.keys() <= DROPPED | {"End", "l1", "l2"}


@EACH
def test_what_is_mended_is_mended_for_good(name: str):
    assert mend(mended(name).body, name).changes == ()


def test_a_step_whose_ways_have_conditions_gets_one_gateway():
    gateways = b"<inclusiveGateway"

    assert mended("flowable.bpmn20.xml").body.count(gateways) == 1


@pytest.mark.parametrize(
    "body",
    [b"<html><body/></html>", b'<definitions xmlns="http://www.omg.org/spec/X"/>'],
    ids=["another-language", "no-process"],
)
def test_a_file_without_a_process_is_told_so(body: bytes):
    assert [one.rule for one in mend(body, "f").left] == ["process-none"]


def test_links_of_one_name_lead_to_one_place():
    changes = [one.rule for one in mended("bpmn_io.bpmn").changes]

    assert changes.count("event-not-run") == 1


def test_a_pool_without_steps_is_told_to_be_a_mere_drawing():
    changes = {(one.element, one.rule) for one in mended("bizagi.bpmn").changes}

    assert ("Id_proc0", "scope-empty") in changes
