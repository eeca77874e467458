"""A diagram that cannot run is refused before it runs, with all its faults at once."""

from collections.abc import Callable
from typing import Any

import pytest

from runtime.engine.spiff import load
from runtime.kernel.errors import Finding, Misconfigured

from tests.unit.spiff import drawing as d


def findings(files: dict[str, bytes], pid: str = "p", **options: Any) -> list[Finding]:
    decisions = options.pop("decisions", lambda _: None)
    with pytest.raises(Misconfigured) as caught:
        load(pid, files, decisions, **options)
    return caught.value.findings


def refused(*nodes: str, flows: str, also: str = "", **options: Any) -> set[tuple[str, str]]:
    """Return element and rule of every fault of the process ``p``."""
    inner = options.pop("inner", "")
    files = d.file(d.process(*nodes, flows=flows, inner=inner), also)
    return {(each.element, each.rule) for each in findings(files, **options)}


def between(node: str, id: str = "x", **options: Any) -> set[tuple[str, str]]:
    """Return the faults of a process with one node between start and end."""
    return refused(d.start(), node, d.end(), flows=f"s > {id}, {id} > e", **options)


def tag(name: str, inner: str = "", **attributes: str) -> str:
    given = "".join(f' {k}="{v}"' for k, v in attributes.items())
    return f'<bpmn:{name} id="x"{given}>{inner}</bpmn:{name}>'


NOT_RUN: dict[str, tuple[str, str]] = {
    "transaction": (tag("transaction"), "element-not-run"),
    "ad-hoc sub-process": (tag("adHocSubProcess"), "element-not-run"),
    "complex gateway": (tag("complexGateway"), "element-not-run"),
    "data store": (
        '<bpmn:dataStoreReference id="x" dataStoreRef="y"/>',
        "element-not-run",
    ),
    "compensation task": (
        tag("manualTask", isForCompensation="true"),
        "element-not-run",
    ),
    "choreography": (tag("callChoreography"), "element-not-run"),
    "unknown task": (tag("teleportTask"), "element-not-run"),
    "conditional event": (
        tag("intermediateCatchEvent", '<bpmn:conditionalEventDefinition id="c"/>'),
        "event-not-run",
    ),
    "link event": (
        tag("intermediateThrowEvent", '<bpmn:linkEventDefinition id="c"/>'),
        "event-not-run",
    ),
    "compensation event": (
        tag("intermediateThrowEvent", '<bpmn:compensateEventDefinition id="c"/>'),
        "event-not-run",
    ),
    "cancel end": (
        tag("endEvent", '<bpmn:cancelEventDefinition id="c"/>'),
        "event-not-run",
    ),
    "catching nothing": (tag("intermediateCatchEvent"), "event-without-definition"),
    "two events at once": (
        tag(
            "intermediateCatchEvent",
            d.EVENTS["message"].format("paid") + d.EVENTS["signal"].format("bell"),
        ),
        "several-events",
    ),
    "instantiating gateway": (
        tag("eventBasedGateway", instantiate="true"),
        "element-not-run",
    ),
}


@pytest.mark.parametrize("name", NOT_RUN)
def test_what_we_do_not_run_is_refused(name: str) -> None:
    node, rule = NOT_RUN[name]

    assert ("x", rule) in between(node)


def test_an_interrupting_event_sub_process_is_refused() -> None:
    esp = d.sub("esp", d.start("es", "message", "paid"), d.end("ee"), flows="es > ee",
                triggeredByEvent="true")

    found = refused(d.start(), d.end(), esp, flows="s > e")

    assert found == {("esp", "event-subprocess-interrupts")}


def test_correlation_and_data_stores_of_the_file_are_refused() -> None:
    files = d.file(
        d.process(d.start(), d.end(), flows="s > e"),
        declared='<bpmn:dataStore id="ds" name="x"/><bpmn:correlationProperty id="cp"/>',
    )

    assert [each.element for each in findings(files)] == ["ds", "cp"]


@pytest.mark.parametrize(
    "reserved",
    [
        "Start",
        "End",
        "Root",
        "StartEventSplit",
        "p.EndJoin",
        "a.BoundaryEventSplit",
        "a.BoundaryEventJoin",
    ],
)
def test_an_id_of_the_engines_own_is_refused(reserved: str) -> None:
    assert (reserved, "id-is-reserved") in between(d.user(reserved), reserved)


def test_an_element_without_id_is_refused() -> None:
    found = refused(d.start(), "<bpmn:userTask/>", d.end(), flows="s > e")

    assert ("", "id-missing") in found


def test_an_id_that_stands_twice_is_refused() -> None:
    found = refused(d.start(), d.user("e"), d.end(), flows="s > e")

    assert ("e", "xml-duplicate-id") in found


def test_a_property_without_value_is_refused() -> None:
    bare = (
        '<bpmn:userTask id="x"><bpmn:extensionElements><spiffworkflow:properties>'
        '<spiffworkflow:property name="role"/></spiffworkflow:properties>'
        "</bpmn:extensionElements></bpmn:userTask>"
    )

    assert between(bare) == {("x", "property-without-value")}


def test_a_doctype_is_refused() -> None:
    files = d.file(d.process(d.start(), d.end(), flows="s > e"))
    evil = {"p.bpmn": b'<!DOCTYPE x [<!ENTITY a "b">]>' + files["p.bpmn"]}

    assert [each.rule for each in findings(evil)] == ["xml-doctype"]


PYTHON = 'order["amount"] > 1000 and x.y == True'
PLACES: dict[str, Callable[[str], str]] = {
    "script": lambda x: d.script("x", x),
    "pre-script": lambda x: _scripted("preScript", x),
    "post-script": lambda x: _scripted("postScript", x),
    "parameter": lambda x: d.service("x", "a.b", "r", p=x),
    "duration": lambda x: d.catch("x", "duration", x),
    "date": lambda x: d.catch("x", "date", x),
    "collection": lambda x: d.user("x", d.many(d.escaped(x))),
    "completion": lambda x: d.user("x", d.many(until=x)),
    "cardinality": lambda x: d.user("x", _many("loopCardinality", x)),
    "loop": lambda x: d.user("x", _loop(x)),
}


def _scripted(name: str, x: str) -> str:
    inner = f"<spiffworkflow:{name}>{d.escaped(x)}</spiffworkflow:{name}>"
    holder = f"<bpmn:extensionElements>{inner}</bpmn:extensionElements>"
    return f'<bpmn:manualTask id="x">{holder}</bpmn:manualTask>'


def _many(name: str, x: str) -> str:
    return (
        f"<bpmn:multiInstanceLoopCharacteristics><bpmn:{name}>{d.escaped(x)}"
        f"</bpmn:{name}></bpmn:multiInstanceLoopCharacteristics>"
    )


def _loop(x: str) -> str:
    return (
        f"<bpmn:standardLoopCharacteristics><bpmn:loopCondition>{d.escaped(x)}"
        "</bpmn:loopCondition></bpmn:standardLoopCharacteristics>"
    )


@pytest.mark.parametrize("place", PLACES)
def test_python_is_refused_wherever_an_expression_stands(place: str) -> None:
    assert ("x", "expression-not-feel") in between(PLACES[place](PYTHON))


SPLIT = (
    d.start(),
    d.gateway("exclusive", "g", default="f2"),
    d.user("a"),
    d.end("e1"),
    d.end("e2"),
)


def test_a_python_condition_is_refused_with_feels_own_words() -> None:
    files = d.file(
        d.process(*SPLIT, flows=f"s > g, g > e2, g > a [{PYTHON}], a > e1")
    )

    said = findings(files)[0].say("en")

    assert "[f3]" in said
    assert "==" in said


@pytest.mark.parametrize("place", ["script", "duration", "parameter"])
def test_an_empty_expression_is_refused(place: str) -> None:
    assert ("x", "expression-missing") in between(PLACES[place](" "))


def test_a_script_that_gives_no_names_is_refused() -> None:
    assert between(d.script("x", "1 + 1")) == {("x", "script-gives-no-context")}


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
        d.start(), d.gateway("eventBased", "g"), d.user("a"), d.end(),
        flows="s > g, g > a, a > e",
    )

    assert found == {("g", "event-gateway-target")}


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
        "event-without-name",
    ),
    "receiving nothing": ('<bpmn:receiveTask id="x"/>', "event-without-name"),
    "sending nothing": ('<bpmn:sendTask id="x"/>', "event-without-name"),
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
        d.process(d.start(), d.catch("x", "message", "paid"), d.end(),
                  flows="s > x, x > e"),
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
    called = d.process(d.start("cs"), d.rule("cr", "nothing"), d.end("ce"),
                       flows="cs > cr, cr > ce", id="called")

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
    caller = d.process(d.start(), d.call("x", "q"), box, d.end(),
                       flows="s > x, x > box, box > e")
    called = d.process(d.start(), box, d.end(), flows="s > box, box > e", id="q")
    files = {"a.bpmn": d.file(caller)["p.bpmn"], "b.bpmn": d.file(called)["p.bpmn"]}

    assert "scope-twice" in {each.rule for each in findings(files)}


def test_a_process_marked_as_not_executable_is_refused() -> None:
    text = d.file(d.process(d.start(), d.end(), flows="s > e"))["p.bpmn"]
    files = {"p.bpmn": text.replace(b'isExecutable="true"', b'isExecutable="false"')}

    assert [each.rule for each in findings(files)] == ["process-not-executable"]


def test_a_finding_names_file_line_and_element() -> None:
    files = d.file(d.process(d.start(), d.rule("x", "nothing"), d.end(),
                             flows="s > x, x > e"))

    found = findings(files)[0]

    assert (found.file, found.line, found.element) == ("p.bpmn", 1, "x")
