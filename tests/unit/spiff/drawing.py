"""Diagrams in a few lines: what a test needs to see is in the test."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from xml.sax.saxutils import quoteattr

from runtime import feel
from runtime.engine.spiff import Mode, Model, Run, ServiceCall, Wait, load

NOW = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)
HEAD = (
    '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
    'xmlns:spiffworkflow="http://spiffworkflow.org/bpmn/schema/1.0/core" '
    'id="d" targetNamespace="t">'
)
DECLARED = (
    '<bpmn:message id="m_paid" name="paid"/><bpmn:message id="m_stop" name="stop"/>'
    '<bpmn:signal id="s_bell" name="bell"/>'
    '<bpmn:error id="e_short" name="short" errorCode="short"/>'
    '<bpmn:error id="e_other" name="other" errorCode="other"/>'
    '<bpmn:escalation id="x_late" name="late" escalationCode="late"/>'
)
EVENTS = {
    "message": '<bpmn:messageEventDefinition messageRef="m_{}"/>',
    "signal": '<bpmn:signalEventDefinition signalRef="s_{}"/>',
    "error": '<bpmn:errorEventDefinition errorRef="e_{}"/>',
    "escalation": '<bpmn:escalationEventDefinition escalationRef="x_{}"/>',
    "duration": "<bpmn:timerEventDefinition><bpmn:timeDuration>{}</bpmn:timeDuration>"
    "</bpmn:timerEventDefinition>",
    "date": "<bpmn:timerEventDefinition><bpmn:timeDate>{}</bpmn:timeDate>"
    "</bpmn:timerEventDefinition>",
    "cycle": "<bpmn:timerEventDefinition><bpmn:timeCycle>{}</bpmn:timeCycle>"
    "</bpmn:timerEventDefinition>",
    "terminate": "<bpmn:terminateEventDefinition/>",
    "any-error": "<bpmn:errorEventDefinition/>",
    "none": "",
}


def escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")


def event(tag: str, id: str, kind: str = "none", what: str = "", **more: str) -> str:
    """Return an event: ``event("boundaryEvent", "b", "error", "short", at="t")``."""
    attributes = {
        "attachedToRef": more.get("at"),
        "cancelActivity": more.get("cancels"),
    }
    attributes["isInterrupting"] = more.get("interrupts")
    given = "".join(f" {k}={quoteattr(v)}" for k, v in attributes.items() if v)
    inner = EVENTS[kind].format(escaped(what))
    kept = {"stage": more["stage"]} if "stage" in more else {}
    return f'<bpmn:{tag} id="{id}"{given}>{_properties(kept)}{inner}</bpmn:{tag}>'


def _properties(given: Mapping[str, str]) -> str:
    inner = "".join(
        f"<spiffworkflow:property name={quoteattr(k)} value={quoteattr(v)}/>"
        for k, v in given.items()
    )
    return (
        "<bpmn:extensionElements><spiffworkflow:properties>"
        f"{inner}</spiffworkflow:properties></bpmn:extensionElements>"
        if given
        else ""
    )


def start(id: str = "s", kind: str = "none", what: str = "", **more: str) -> str:
    return event("startEvent", id, kind, what, **more)


def end(id: str = "e", kind: str = "none", what: str = "", **more: str) -> str:
    return event("endEvent", id, kind, what, **more)


def boundary(id: str, at: str, kind: str, what: str = "", **more: str) -> str:
    return event("boundaryEvent", id, kind, what, at=at, **more)


def catch(id: str, kind: str, what: str) -> str:
    return event("intermediateCatchEvent", id, kind, what)


def throw(id: str, kind: str, what: str) -> str:
    return event("intermediateThrowEvent", id, kind, what)


def user(id: str, inner: str = "", **properties: str) -> str:
    return f'<bpmn:userTask id="{id}">{_properties(properties)}{inner}</bpmn:userTask>'


def script(id: str, text: str, inner: str = "") -> str:
    body = f"{inner}<bpmn:script>{escaped(text)}</bpmn:script>"
    return f'<bpmn:scriptTask id="{id}">{body}</bpmn:scriptTask>'


def service(id: str, operator: str, result: str = "", **parameters: str) -> str:
    given = "".join(
        f'<spiffworkflow:parameter id="{k}" type="any" value={quoteattr(v)}/>'
        for k, v in parameters.items()
    )
    variable = f' resultVariable="{result}"' if result else ""
    return (
        f'<bpmn:serviceTask id="{id}"><bpmn:extensionElements>'
        f'<spiffworkflow:serviceTaskOperator id="{operator}"{variable}>'
        f"<spiffworkflow:parameters>{given}</spiffworkflow:parameters>"
        "</spiffworkflow:serviceTaskOperator></bpmn:extensionElements></bpmn:serviceTask>"
    )


def rule(id: str, decision: str) -> str:
    return (
        f'<bpmn:businessRuleTask id="{id}"><bpmn:extensionElements>'
        f"<spiffworkflow:calledDecisionId>{decision}</spiffworkflow:calledDecisionId>"
        "</bpmn:extensionElements></bpmn:businessRuleTask>"
    )


def gateway(kind: str, id: str, default: str = "") -> str:
    given = f' default="{default}"' if default else ""
    return f'<bpmn:{kind}Gateway id="{id}"{given}/>'


def sub(id: str, *nodes: str, flows: str, inner: str = "", **attributes: str) -> str:
    given = "".join(f" {k}={quoteattr(v)}" for k, v in attributes.items())
    body = inner + "".join(nodes) + connect(flows, f"{id}_f")
    return f'<bpmn:subProcess id="{id}"{given}>{body}</bpmn:subProcess>'


def call(id: str, process: str, inner: str = "") -> str:
    return (
        f'<bpmn:callActivity id="{id}" calledElement="{process}">'
        f"{inner}</bpmn:callActivity>"
    )


def many(collection: str = "items", sequential: bool = False, **more: str) -> str:
    """Return multi-instance characteristics with item → out into results."""
    order = "true" if sequential else "false"
    done = more.get("until", "")
    until = f"<bpmn:completionCondition>{escaped(done)}</bpmn:completionCondition>"
    output = (
        "<bpmn:loopDataOutputRef>results</bpmn:loopDataOutputRef>"
        '<bpmn:inputDataItem id="item"/><bpmn:outputDataItem id="out"/>'
    )
    if more.get("output") == "no":
        output = '<bpmn:inputDataItem id="item"/>'
    return (
        f'<bpmn:multiInstanceLoopCharacteristics isSequential="{order}">'
        f"<bpmn:loopDataInputRef>{collection}</bpmn:loopDataInputRef>{output}"
        f"{until if done else ''}</bpmn:multiInstanceLoopCharacteristics>"
    )


def connect(flows: str, prefix: str = "f") -> str:
    """Return flows of ``a > b, g > c [x = 1]``; ids are counted from 1."""
    found = []
    parts = re.split(r",\s*(?![^\[]*\])", flows)
    for number, part in enumerate(parts, start=1):
        path, _, condition = part.partition("[")
        source, target = (each.strip() for each in path.split(">"))
        text = escaped(condition.rstrip().removesuffix("]"))
        inner = f"<bpmn:conditionExpression>{text}</bpmn:conditionExpression>"
        found.append(
            f'<bpmn:sequenceFlow id="{prefix}{number}" sourceRef="{source}" '
            f'targetRef="{target}">{inner if condition else ""}</bpmn:sequenceFlow>'
        )
    return "".join(found)


def process(*nodes: str, flows: str, id: str = "p", inner: str = "") -> str:
    prefix = "f" if id == "p" else f"{id}_f"
    body = inner + "".join(nodes) + connect(flows, prefix)
    return f'<bpmn:process id="{id}" isExecutable="true">{body}</bpmn:process>'


def file(*processes: str, declared: str = DECLARED) -> dict[str, bytes]:
    text = HEAD + declared + "".join(processes) + "</bpmn:definitions>"
    return {"p.bpmn": text.encode()}


def model(*nodes: str, flows: str, also: str = "", **options: Any) -> Model:
    """Load the process ``p`` of these nodes; ``also`` is another process."""
    inner = options.pop("inner", "")
    files = file(process(*nodes, flows=flows, inner=inner), also)
    decisions = options.pop("decisions", lambda _: None)
    return load("p", files, decisions, **options)


class Desk:
    """Hooks for tests: answers operators from functions, notes what was asked."""

    def __init__(self, **answers: Any) -> None:
        self.subject = "B-1"
        self.answers = answers
        self.calls: list[ServiceCall] = []

    def service(self, call: ServiceCall) -> Any:
        self.calls.append(call)
        answer = self.answers[call.operator]
        return answer(call) if callable(answer) else answer


def frame(**ambient: Any) -> feel.Frame:
    return feel.Frame(ambient=ambient, now=NOW, zone="Asia/Shanghai")


def begin(
    loaded: Model,
    variables: Mapping[str, Any] | None = None,
    desk: Desk | None = None,
    **ambient: Any,
) -> Run:
    """Return a run that has gone as far as it can."""
    run = Run.start(loaded, variables or {}, frame(**ambient), desk or Desk())
    run.advance(NOW)
    return run


def again(run: Run, desk: Desk | None = None) -> Run:
    """Return the run pruned, stored and loaded."""
    run.prune()
    return Run.thaw(run.model, run.freeze(), frame(), desk or Desk())


def waiting(run: Run) -> list[str]:
    """List what is waited for as ``kind element``."""
    return sorted(f"{wait.kind} {wait.element.id}" for wait in run.waits())


def wait_at(run: Run, element: str) -> Wait:
    """Return the first wait at an element."""
    return next(wait for wait in run.waits() if wait.element.id == element)


def done(run: Run, element: str, **answer: Any) -> Run:
    """Complete a user task and go on."""
    run.complete(wait_at(run, element).node, answer)
    run.advance(NOW)
    return run


def later(**by: float) -> datetime:
    return NOW + timedelta(**by)


def fired(run: Run, element: str, at: datetime) -> Run:
    """Fire a timer and go on."""
    run.fire(wait_at(run, element).node, at)
    run.advance(at)
    return run


def steps(run: Run, outcome: str = "completed") -> list[str]:
    return [step.element_id for step in run.steps if step.outcome == outcome]


PLAIN = Mode(fused=False, lazy=False)
