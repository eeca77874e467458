"""Nothing in a diagram can run Python: eleven places, two payloads, also reloaded.

The same matrix goes through our door and through SpiffWorkflow's own parser and engine,
whose Python evaluation must be dead in this process.
"""

import contextlib
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.script_engine import PythonScriptEngine, TaskDataEnvironment
from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer
from SpiffWorkflow.spiff.parser.process import SpiffBpmnParser
from SpiffWorkflow.spiff.serializer.config import SPIFF_CONFIG

from runtime.dmn import load as load_decisions
from runtime.engine.spiff import Run, load
from runtime.engine.spiff.tripwire import Tripped
from runtime.kernel.errors import FlowError
from tests.unit.spiff import drawing as d

PAYLOADS = {
    "import": "__import__('os').popen('echo out > {marker}').read() or {ok}",
    "attribute": (
        "[c for c in ().__class__.__base__.__subclasses__() "
        "if c.__name__=='_wrap_close'][0].__init__.__globals__['system']"
        "('echo out > {marker}') or {ok}"
    ),
}
STARTS = (d.start(), d.end())


def between(node: str) -> str:
    return d.process(*STARTS, node, flows="s > t, t > e")


def gateway(x: str) -> str:
    return d.process(
        *STARTS,
        d.gateway("exclusive", "t", default="f2"),
        d.end("e2"),
        flows=f"s > t, t > e, t > e2 [{x}]",
    )


def prescript(x: str) -> str:
    inner = f"<spiffworkflow:preScript>{d.escaped(x)}</spiffworkflow:preScript>"
    return between(
        f'<bpmn:manualTask id="t"><bpmn:extensionElements>{inner}'
        "</bpmn:extensionElements></bpmn:manualTask>"
    )


def cardinality(x: str) -> str:
    return between(
        '<bpmn:manualTask id="t"><bpmn:multiInstanceLoopCharacteristics '
        f'isSequential="true"><bpmn:loopCardinality>{d.escaped(x)}'
        "</bpmn:loopCardinality></bpmn:multiInstanceLoopCharacteristics>"
        "</bpmn:manualTask>"
    )


def loop(x: str) -> str:
    return between(
        '<bpmn:manualTask id="t"><bpmn:standardLoopCharacteristics loopMaximum="1" '
        f'testBefore="true"><bpmn:loopCondition>{d.escaped(x)}</bpmn:loopCondition>'
        "</bpmn:standardLoopCharacteristics></bpmn:manualTask>"
    )


def conditional(x: str) -> str:
    return between(
        '<bpmn:intermediateCatchEvent id="t"><bpmn:conditionalEventDefinition>'
        f"<bpmn:condition>{d.escaped(x)}</bpmn:condition>"
        "</bpmn:conditionalEventDefinition></bpmn:intermediateCatchEvent>"
    )


def correlation(x: str) -> str:
    return (
        '<bpmn:correlationProperty id="cp" name="c">'
        '<bpmn:correlationPropertyRetrievalExpression messageRef="m_paid">'
        f"<bpmn:formalExpression>{d.escaped(x)}</bpmn:formalExpression>"
        "</bpmn:correlationPropertyRetrievalExpression></bpmn:correlationProperty>"
        + between(
            '<bpmn:intermediateThrowEvent id="t"><bpmn:messageEventDefinition '
            'messageRef="m_paid"><bpmn:extensionElements>'
            "<spiffworkflow:messagePayload>{}</spiffworkflow:messagePayload>"
            "</bpmn:extensionElements></bpmn:messageEventDefinition>"
            "</bpmn:intermediateThrowEvent>"
        )
    )


def decision(cell: str, output: str) -> str:
    return (
        '<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="x" '
        'name="n" namespace="n"><decision id="D" name="D"><decisionTable id="T" '
        'hitPolicy="UNIQUE"><input id="in"><inputExpression id="ie" typeRef="number">'
        '<text>1</text></inputExpression></input><output id="out" name="r" '
        f'typeRef="number"/><rule id="r1"><inputEntry id="i"><text>{cell}</text>'
        f'</inputEntry><outputEntry id="o"><text>{output}</text></outputEntry></rule>'
        "</decisionTable></decision></definitions>"
    )


PLACES: dict[str, tuple[Any, str]] = {
    "gateway condition": (gateway, "True"),
    "script": (lambda x: between(d.script("t", x)), "True"),
    "pre-script": (prescript, "True"),
    "timer": (lambda x: between(d.catch("t", "duration", x)), "'PT0S'"),
    "cardinality": (cardinality, "1"),
    "loop condition": (loop, "False"),
    "conditional event": (conditional, "True"),
    "parameter": (lambda x: between(d.service("t", "a.b", "r", p=x)), "1"),
    "correlation": (correlation, "1"),
    "decision input": (lambda x: between(d.rule("t", "D")), "1"),
    "decision output": (lambda x: between(d.rule("t", "D")), "1"),
}
CASES = [(place, payload) for place in PLACES for payload in PAYLOADS]


@pytest.fixture
def marker(tmp_path: Path) -> Path:
    return tmp_path / "escaped"


def diagram(place: str, payload: str, marker: Path) -> tuple[dict[str, bytes], bytes]:
    build, ok = PLACES[place]
    text = PAYLOADS[payload].format(marker=marker, ok=ok)
    cell = d.escaped(text) if place == "decision input" else "-"
    output = d.escaped(text) if place == "decision output" else "1"
    return d.file(build(text)), decision(cell, output).encode()


def drive(run: Run) -> None:
    run.advance(d.NOW)
    for wait in run.waits():
        if wait.kind == "timer":
            run.fire(wait.node, d.later(days=999))
        elif wait.kind == "user":
            run.complete(wait.node, {})
    run.advance(d.NOW)


@pytest.mark.parametrize("reloaded", [False, True], ids=["straight", "reloaded"])
@pytest.mark.parametrize(("place", "payload"), CASES)
def test_nothing_escapes_through_our_door(
    place: str, payload: str, reloaded: bool, marker: Path
) -> None:
    files, table = diagram(place, payload, marker)
    desk = d.Desk(**{"a.b": {}})

    with contextlib.suppress(FlowError):
        decisions = load_decisions(table).decision
        run = Run.start(load("p", files, decisions), {}, d.frame(), desk)
        drive(d.again(run, desk) if reloaded else run)

    assert not marker.exists()


def stock(files: dict[str, bytes], table: bytes) -> BpmnWorkflow:
    parser = SpiffBpmnParser()
    parser.add_dmn_xml(etree.fromstring(table))
    parser.add_bpmn_xml(etree.fromstring(files["p.bpmn"]))
    return BpmnWorkflow(parser.get_spec("p"), parser.get_subprocess_specs("p"))


def reload(workflow: BpmnWorkflow) -> BpmnWorkflow:
    serializer = BpmnWorkflowSerializer(BpmnWorkflowSerializer.configure(SPIFF_CONFIG))
    return serializer.deserialize_json(serializer.serialize_json(workflow))


@pytest.mark.parametrize("reloaded", [False, True], ids=["straight", "reloaded"])
@pytest.mark.parametrize(("place", "payload"), CASES)
def test_nothing_escapes_through_the_librarys_own_engine(
    place: str, payload: str, reloaded: bool, marker: Path
) -> None:
    files, table = diagram(place, payload, marker)

    with contextlib.suppress(Exception):
        workflow = stock(files, table)
        workflow = reload(workflow) if reloaded else workflow
        workflow.do_engine_steps()
        workflow.refresh_timers()

    assert not marker.exists()


def test_the_engine_after_a_reload_is_the_librarys_and_it_is_dead() -> None:
    files, table = d.file(between(d.script("t", "x = 1"))), decision("-", "1").encode()

    workflow = reload(stock(files, table))

    assert type(workflow.script_engine) is PythonScriptEngine
    with pytest.raises(Exception, match="Python environment was reached"):
        workflow.do_engine_steps()


@pytest.mark.parametrize("method", ["evaluate", "execute"])
def test_the_tripwire_is_armed_by_importing_the_package(method: str) -> None:
    environment = TaskDataEnvironment()
    call = {"evaluate": environment.evaluate, "execute": environment.execute}[method]

    with pytest.raises(Tripped):
        call("1", {})


ALIVE = """
import sys
from lxml import etree
from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.spiff.parser.process import SpiffBpmnParser
parser = SpiffBpmnParser()
parser.add_bpmn_xml(etree.fromstring(sys.stdin.buffer.read()))
BpmnWorkflow(parser.get_spec("p")).do_engine_steps()
"""


@pytest.mark.parametrize("payload", PAYLOADS)
def test_without_the_tripwire_the_payloads_would_escape(
    payload: str, marker: Path
) -> None:
    files, _ = diagram("gateway condition", payload, marker)

    subprocess.run(
        [sys.executable, "-c", ALIVE], input=files["p.bpmn"], check=True, timeout=60
    )

    assert marker.exists()
