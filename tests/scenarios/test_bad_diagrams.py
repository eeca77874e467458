"""流程图把关: what would fail later is refused at deployment, all faults at once."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from tests.story import ROOT, Shop

HEAD = """<?xml version="1.0" encoding="UTF-8"?>{doctype}
<bpmn:definitions targetNamespace="t" id="file"
  xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
  xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
  xmlns:spiffworkflow="http://spiffworkflow.org/bpmn/schema/1.0/core">
<bpmn:process id="trial" isExecutable="true">
<bpmn:startEvent id="begin"/>"""
TAIL = """<bpmn:endEvent id="done"/></bpmn:process></bpmn:definitions>"""
DOCTYPE = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
ASK = {"formKey": "ship_order", "role": "warehouse"}


def properties(values: dict[str, str | None]) -> str:
    """Return the BPMN of an element's properties; None is one without a value."""
    lines = [
        f'<spiffworkflow:property name="{name}"'
        + ("/>" if value is None else f' value="{value}"/>')
        for name, value in values.items()
    ]
    inner = "".join(lines)
    return (
        "<bpmn:extensionElements><spiffworkflow:properties>"
        f"{inner}</spiffworkflow:properties></bpmn:extensionElements>"
    )


def user_task(name: str, values: dict[str, str | None]) -> str:
    return f'<bpmn:userTask id="{name}" name="问">{properties(values)}</bpmn:userTask>'


def flows(*ids: str) -> str:
    """Connect elements in this sequence."""
    return "".join(
        f'<bpmn:sequenceFlow id="f{n}" sourceRef="{a}" targetRef="{b}"/>'
        for n, (a, b) in enumerate(pairwise(ids))
    )


def line(inner: str, *ids: str, doctype: str = "") -> str:
    """Return a diagram that goes straight through the elements ``ids``."""
    return HEAD.format(doctype=doctype) + inner + flows("begin", *ids, "done") + TAIL


def choice(condition: str) -> str:
    """Return a diagram whose gateway asks ``condition``."""
    inner = (
        '<bpmn:exclusiveGateway id="which" default="else"/>'
        '<bpmn:sequenceFlow id="in" sourceRef="begin" targetRef="which"/>'
        '<bpmn:sequenceFlow id="else" sourceRef="which" targetRef="done"/>'
        '<bpmn:endEvent id="other"/>'
        '<bpmn:sequenceFlow id="asks" sourceRef="which" targetRef="other">'
        '<bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">'
        f"{condition}</bpmn:conditionExpression></bpmn:sequenceFlow>"
    )
    return HEAD.format(doctype="") + inner + TAIL


RULE = (
    '<bpmn:businessRuleTask id="decide"><bpmn:extensionElements>'
    "<spiffworkflow:calledDecisionId>no_such_table</spiffworkflow:calledDecisionId>"
    "</bpmn:extensionElements></bpmn:businessRuleTask>"
)
SERVICE = (
    '<bpmn:serviceTask id="serve"><bpmn:extensionElements>'
    '<spiffworkflow:serviceTaskOperator id="no.such" resultVariable="x"/>'
    "</bpmn:extensionElements></bpmn:serviceTask>"
)
SCRIPT = (
    '<bpmn:scriptTask id="count"><bpmn:script>x = 1</bpmn:script></bpmn:scriptTask>'
)
COMPLEX = '<bpmn:complexGateway id="knot"/>'
TRANSACTION = '<bpmn:transaction id="money"/>'
NO_FORM = {**ASK, "formKey": "no_such_form"}
NO_ROLE = {**ASK, "role": "pirate"}
EMPTY = {**ASK, "priority": None}
FAULTS = {
    "python-condition": (choice("__import__('os').system('id')"), "asks"),
    "python-attribute": (choice("().__class__.__bases__"), "asks"),
    "python-script": (line(SCRIPT, "count"), "count"),
    "unknown-form": (line(user_task("ask", NO_FORM), "ask"), "ask"),
    "unknown-role": (line(user_task("ask", NO_ROLE), "ask"), "ask"),
    "no-role": (line(user_task("ask", {"formKey": "ship_order"}), "ask"), "ask"),
    "unknown-decision": (line(RULE, "decide"), "decide"),
    "unknown-operator": (line(SERVICE, "serve"), "serve"),
    "reserved-id": (line(user_task("Start", ASK), "Start"), "Start"),
    "reserved-end": (line(user_task("End", ASK), "End"), "End"),
    "complex-gateway": (line(COMPLEX, "knot"), "knot"),
    "transaction": (line(TRANSACTION, "money"), "money"),
    "property-without-value": (line(user_task("ask", EMPTY), "ask"), "ask"),
    "priority-no-feel": (
        line(user_task("ask", {**ASK, "priority": "1 +"}), "ask"),
        "ask",
    ),
    "deadline-no-duration": (
        line(user_task("ask", {**ASK, "sla": "PT"}), "ask"),
        "ask",
    ),
}


def written(shop: Shop, diagram: str, name: str = "trial") -> Path:
    file = shop.folder / f"{name}.bpmn"
    file.write_text(diagram, "utf-8")
    return file


def refused(shop: Shop, diagram: str, language: str = "en") -> list[Any]:
    """Deploy a diagram that must be refused; return the findings."""
    error = shop.refuses("deploy", written(shop, diagram), "--lang", language)
    assert error["code"] == "deploy-refused"
    return list(error["findings"])


def test_a_diagram_without_a_fault_is_taken(shop: Shop):
    published = shop.does("deploy", written(shop, line(user_task("ask", ASK), "ask")))

    assert {one["key"] for one in published["published"] if one["new"]} == {"trial"}


@pytest.mark.parametrize(("diagram", "element"), FAULTS.values(), ids=FAULTS)
def test_a_fault_is_refused_with_its_element(shop: Shop, diagram: str, element: str):
    found = refused(shop, diagram)

    assert element in {one["element"] for one in found if one["level"] == "error"}


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(("diagram", "element"), FAULTS.values(), ids=FAULTS)
def test_a_fault_is_told_in_plain_words(
    shop: Shop, diagram: str, element: str, language: str
):
    messages = [one["message"] for one in refused(shop, diagram, language)]

    assert all(len(one) > 8 and "Traceback" not in one for one in messages)
    assert not any(code_without_sentence(one) for one in messages)


def code_without_sentence(message: str) -> bool:
    """Tell whether a message is only its code: the catalogue has no sentence for it."""
    return message.partition(" (")[0].replace("-", "").isalnum() and "-" in message


def test_a_document_type_is_refused(shop: Shop):
    diagram = line(user_task("ask", ASK), "ask", doctype=DOCTYPE)
    found = refused(shop, diagram)

    assert any("DOCTYPE" in one["message"] for one in found)


def test_no_part_of_the_machine_is_read_through_an_entity(shop: Shop):
    diagram = line(user_task("ask", ASK), "ask", doctype=DOCTYPE)
    diagram = diagram.replace('name="问"', 'name="&e;"')

    assert "root:" not in str(refused(shop, diagram))


def test_every_fault_of_a_file_is_named_at_once(shop: Shop):
    inner = (
        user_task("one", NO_FORM)
        + user_task("two", NO_ROLE)
        + user_task("three", EMPTY)
        + RULE
        + SERVICE
        + COMPLEX
    )
    ids = ("one", "two", "three", "decide", "serve", "knot")
    found = {one["element"] for one in refused(shop, line(inner, *ids))}

    assert set(ids) <= found


def test_the_faults_of_all_files_are_named_at_once(shop: Shop):
    first = written(shop, line(user_task("ask", NO_ROLE), "ask"), "first")
    second = written(shop, line(COMPLEX, "knot").replace("trial", "other"), "second")
    findings = shop.refuses("deploy", first, second)["findings"]

    assert {one["file"] for one in findings} == {"first.bpmn", "second.bpmn"}


def test_after_a_refusal_nothing_is_published(shop: Shop):
    good = written(shop, line(user_task("ask", ASK), "ask"), "good")
    bad = written(shop, line(COMPLEX, "knot").replace("trial", "other"), "bad")
    shop.refuses("deploy", good, bad)
    published = shop.does("deploy", good)["published"]

    assert {one["version"] for one in published if one["key"] == "trial"} == {1}


def test_lint_says_the_same_and_publishes_nothing(shop: Shop):
    file = written(shop, line(user_task("ask", NO_ROLE), "ask"))
    answer = shop.run("lint", file, "--json")

    assert answer.code == 1
    assert {one["element"] for one in answer.content} == {"ask"}


def test_two_files_that_claim_one_process_are_refused(shop: Shop):
    diagram = line(user_task("ask", ASK), "ask")
    files = [written(shop, diagram, name) for name in ("first", "second")]
    findings = shop.refuses("deploy", *files)["findings"]

    assert {one["rule"] for one in findings} == {"process-claimed-twice"}


def test_a_file_that_is_no_xml_is_refused(shop: Shop):
    assert refused(shop, "this is no diagram")


def test_a_decision_table_with_python_is_refused(shop: Shop):
    table = (ROOT / "processes/shared/order_routing.dmn").read_text("utf-8")
    file = shop.folder / "order_routing.dmn"
    file.write_text(table.replace('"straight"', "__import__('os')"), "utf-8")
    error = shop.refuses("deploy", file)

    assert {one["file"] for one in error["findings"]} == {"order_routing.dmn"}
