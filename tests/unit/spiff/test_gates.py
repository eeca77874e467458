"""A diagram that uses what we do not run is refused before it runs."""

from collections.abc import Callable

import pytest

from tests.unit.spiff import drawing as d
from tests.unit.spiff.gatekeeper import between, findings, refused, tag

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
    esp = d.sub(
        "esp",
        d.start("es", "message", "paid"),
        d.end("ee"),
        flows="es > ee",
        triggeredByEvent="true",
    )

    found = refused(d.start(), d.end(), esp, flows="s > e")

    assert found == {("esp", "event-subprocess-interrupts")}


def test_correlation_and_data_stores_of_the_file_are_refused() -> None:
    files = d.file(
        d.process(d.start(), d.end(), flows="s > e"),
        declared='<bpmn:dataStore id="ds"/><bpmn:correlationProperty id="cp"/>',
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
    files = d.file(d.process(*SPLIT, flows=f"s > g, g > e2, g > a [{PYTHON}], a > e1"))

    said = findings(files)[0].say("en")

    assert "[f3]" in said
    assert "==" in said


@pytest.mark.parametrize("place", ["script", "duration", "parameter"])
def test_an_empty_expression_is_refused(place: str) -> None:
    assert ("x", "expression-missing") in between(PLACES[place](" "))


def test_a_script_that_gives_no_names_is_refused() -> None:
    assert between(d.script("x", "1 + 1")) == {("x", "script-gives-no-context")}
