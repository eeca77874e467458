"""A diagram that points to what is not there is refused, all faults at once."""

from types import SimpleNamespace

import pytest

from tests.unit.spiff import drawing as d
from tests.unit.spiff.gatekeeper import between, findings, refused, tag

REFERENCES: dict[str, tuple[str, str]] = {
    "no called process": (
        '<bpmn:callActivity id="x"/>',
        "called-process-not-named",
    ),
    "unknown process": (d.call("x", "nowhere"), "called-process-missing"),
    "no decision": ('<bpmn:businessRuleTask id="x"/>', "decision-not-named"),
    "unknown decision": (d.rule("x", "nothing"), "decision-missing"),
    "no operator": ('<bpmn:serviceTask id="x"/>', "operator-not-named"),
    "unknown message": (d.catch("x", "message", "nothing"), "event-without-name"),
    "no message": (
        tag("intermediateCatchEvent", "<bpmn:messageEventDefinition/>"),
        "event-not-named",
    ),
    "receiving nothing": ('<bpmn:receiveTask id="x"/>', "event-not-named"),
    "sending nothing": ('<bpmn:sendTask id="x"/>', "event-not-named"),
    "unknown signal": (d.throw("x", "signal", "nothing"), "event-without-name"),
    "escalation without code": (
        tag("intermediateThrowEvent", "<bpmn:escalationEventDefinition/>"),
        "event-without-code",
    ),
    "no time": (
        tag("intermediateCatchEvent", "<bpmn:timerEventDefinition/>"),
        "timer-without-time",
    ),
    "an impossible time": (d.catch("x", "date", "2026-13-01"), "timer-not-a-time"),
    "a repetition in vain": (d.catch("x", "cycle", "R3/PT1H"), "timer-repeats-in-vain"),
    "a loop without end": (
        d.user("x", "<bpmn:standardLoopCharacteristics/>"),
        "loop-without-end",
    ),
    "items from nowhere": (
        d.user("x", "<bpmn:multiInstanceLoopCharacteristics/>"),
        "items-from-where",
    ),
    "a parameter without value": (
        d.service("x", "a.b", p="1").replace(' value="1"', ""),
        "parameter-without-value",
    ),
    "unknown data object": (
        d.script(
            "x",
            "{ a: 1 }",
            '<bpmn:dataInputAssociation id="a"><bpmn:sourceRef>q</bpmn:sourceRef>'
            "</bpmn:dataInputAssociation>",
        ),
        "data-object-unknown",
    ),
    "boundary of nothing": (
        d.user("x") + d.boundary("b", "nothing", "message", "paid"),
        "path-stops",
    ),
}


@pytest.mark.parametrize("name", REFERENCES)
def test_what_leads_nowhere_is_refused(name: str) -> None:
    node, rule = REFERENCES[name]

    assert rule in {found for _, found in between(node)}


def test_a_message_without_a_name_is_refused() -> None:
    files = d.file(
        d.process(
            d.start(), d.catch("x", "message", "paid"), d.end(), flows="s > x, x > e"
        ),
        declared='<bpmn:message id="m_paid"/>',
    )

    assert [(each.element, each.rule) for each in findings(files)] == [
        ("x", "event-without-name")
    ]


RESERVED: dict[str, str] = {
    "result variable": d.service("x", "a.b", "param"),
    "script entry": d.script("x", "{ param: 1 }"),
    "form variable": d.user("x").replace(
        "></bpmn:userTask>",
        "><bpmn:extensionElements><spiffworkflow:variableName>param"
        "</spiffworkflow:variableName></bpmn:extensionElements></bpmn:userTask>",
    ),
    "item": d.user("x", d.many().replace('"item"', '"param"')),
    "results": d.user("x", d.many().replace("results", "param")),
}


@pytest.mark.parametrize("name", RESERVED)
def test_a_name_that_is_ambient_is_refused(name: str) -> None:
    found = between(RESERVED[name], ambient=frozenset({"param"}))

    assert found == {("x", "name-is-reserved")}


def test_an_output_of_a_decision_that_is_ambient_is_refused() -> None:
    found = between(
        d.rule("x", "any"),
        ambient=frozenset({"param"}),
        decisions=lambda _: SimpleNamespace(outputs=("grade", "param")),
    )

    assert found == {("x", "name-is-reserved")}


def test_all_faults_are_told_at_once() -> None:
    found = refused(
        d.start(),
        d.script("a", "x = 1; y = 2"),
        d.rule("b", "nothing"),
        d.call("c", "nowhere"),
        d.user("End"),
        d.end(),
        flows="s > a, a > b, b > c, c > End, End > e",
    )

    assert found == {
        ("a", "expression-not-feel"),
        ("b", "decision-missing"),
        ("c", "called-process-missing"),
        ("End", "id-is-reserved"),
    }


def test_the_faults_of_called_processes_are_told_too() -> None:
    called = d.process(
        d.start("cs"),
        d.rule("cr", "nothing"),
        d.end("ce"),
        flows="cs > cr, cr > ce",
        id="called",
    )

    found = between(d.call("x", "called"), also=called)

    assert found == {("cr", "decision-missing")}


def test_what_is_not_called_is_not_looked_at() -> None:
    other = d.process(d.start("cs"), flows="cs > nothing", id="other")

    assert d.model(d.start(), d.end(), flows="s > e", also=other).process_id == "p"


def test_a_process_that_is_not_there_is_said_with_those_that_are() -> None:
    files = d.file(d.process(d.start(), d.end(), flows="s > e"))

    said = findings(files, "q")[0].say("en")

    assert "the files hold: p" in said


def test_the_same_process_in_two_files_is_refused() -> None:
    files = d.file(d.process(d.start(), d.end(), flows="s > e"))
    twice = {"a.bpmn": files["p.bpmn"], "b.bpmn": files["p.bpmn"]}

    assert "process-twice" in {each.rule for each in findings(twice)}


def test_the_same_sub_process_id_in_two_files_is_refused() -> None:
    box = d.sub("box", d.start("s2"), d.end("e2"), flows="s2 > e2")
    caller = d.process(
        d.start(), d.call("x", "q"), box, d.end(), flows="s > x, x > box, box > e"
    )
    called = d.process(d.start(), box, d.end(), flows="s > box, box > e", id="q")
    files = {"a.bpmn": d.file(caller)["p.bpmn"], "b.bpmn": d.file(called)["p.bpmn"]}

    assert "scope-twice" in {each.rule for each in findings(files)}


def test_a_process_marked_as_not_executable_is_refused() -> None:
    text = d.file(d.process(d.start(), d.end(), flows="s > e"))["p.bpmn"]
    files = {"p.bpmn": text.replace(b'isExecutable="true"', b'isExecutable="false"')}

    assert [each.rule for each in findings(files)] == ["process-not-executable"]


def test_a_finding_names_file_line_and_element() -> None:
    files = d.file(
        d.process(d.start(), d.rule("x", "nothing"), d.end(), flows="s > x, x > e")
    )

    found = findings(files)[0]

    assert (found.file, found.line, found.element) == ("p.bpmn", 1, "x")
