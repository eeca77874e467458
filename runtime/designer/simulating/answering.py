"""A simulation as plain data, sentences in one language: for REST and for pages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from runtime import feel
from runtime.designer.case_file import Move
from runtime.designer.cases import CaseReport
from runtime.designer.simulating.case_results import Result
from runtime.designer.simulating.simulation import Refusal, Simulation, moment_of
from runtime.designer.simulating.storytelling import Told
from runtime.engine.design.references import form_key
from runtime.engine.run.offering import offer
from runtime.engine.run.outcome import Offer
from runtime.engine.spiff import Wait
from runtime.kernel.errors import FlowError
from runtime.kernel.texts import Text

# how something that is waited for is moved on
MOVES: Mapping[str, Move] = {
    "user": Move.COMPLETE,
    "message": Move.MESSAGE,
    "signal": Move.MESSAGE,
    "timer": Move.FIRE,
    "call": Move.ANSWER,
}


def answer(simulation: Simulation, language: str) -> dict[str, Any]:
    """Return where a simulation stands, what it knows, and why it went there."""
    refusal = simulation.refusal
    is_over = simulation.is_over
    return {
        "process": simulation.deployed.process_id,
        "is_over": is_over,
        "end": simulation.course.end() if is_over else None,
        "stage": simulation.stage,
        "now": moment_of(simulation).isoformat(),
        "done": simulation.done,
        "waits": [told_wait(simulation, one, language) for one in simulation.waits],
        "data": typed(simulation.data),
        "passed": [one.id for one in simulation.course.passed],
        "story": [_told(one, language) for one in simulation.told],
        "refused": None if refusal is None else _refused(refusal, language),
    }


def told_wait(simulation: Simulation, wait: Wait, language: str) -> dict[str, Any]:
    """Return one thing that is waited for, and how it is moved on."""
    offered = offered_as(simulation, wait)
    return {
        "kind": wait.kind,
        "move": MOVES[wait.kind].value,
        "element": wait.element.id,
        "target": target_of(wait),
        "title": simulation.title(wait.element.id).say(language),
        "is_boundary": wait.boundary or wait.beside,
        "role": wait.element.role,
        "form": form_key(wait.element.properties) or None,
        "message": wait.message,
        "due": _moment(wait.due or (offered.due_at if offered else None)),
        "priority": offered.priority if offered else None,
        "operator": wait.operator,
        "parameters": typed(wait.parameters),
    }


def target_of(wait: Wait) -> str:
    """Return what a move names: a message by its name, all else by its step."""
    if wait.kind in ("message", "signal"):
        return wait.message or ""
    return wait.element.id


def offered_as(simulation: Simulation, wait: Wait) -> Offer | None:
    """Return how a task would be offered, None where it could not be, or is none."""
    if wait.kind != "user":
        return None
    try:
        course, ambient = simulation.course, simulation.deployed.ambient
        return offer(wait, course.subject, ambient)
    except FlowError:
        return None


def told_result(result: Result, language: str) -> dict[str, Any]:
    """Return how the cases of a process went."""
    return {
        "process": result.process,
        "passed": result.passed,
        "failed": result.failed,
        "left": result.left,
        "fault": result.fault.say(language) if result.fault else None,
        "cases": [_case(one, language) for one in result.reports],
    }


def typed(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return names and values as typed JSON; of what is huge only that it is."""
    return dict(_typed(values))


def _typed(values: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, value in values.items():
        try:
            yield str(name), feel.to_typed_json(value, feel.Frame())
        except (feel.FeelError, FlowError):
            yield str(name), "…"


def _case(report: CaseReport, language: str) -> dict[str, Any]:
    return {
        "name": dict(report.name),
        "passed": report.passed,
        "differences": said(report.differences, language),
    }


def _told(one: Told, language: str) -> dict[str, Any]:
    return {
        "headline": one.headline.say(language),
        "path": [title.say(language) for title in one.path],
        "lines": [
            {
                "kind": line.kind,
                "sentence": line.sentence.say(language),
                "more": said(line.more, language),
            }
            for line in one.lines
        ],
    }


def _refused(refusal: Refusal, language: str) -> dict[str, Any]:
    return {
        "move": refusal.move,
        "element": refusal.element,
        "messages": said(refusal.sentences, language),
        "fields": {
            path: said(sentences, language)
            for path, sentences in refusal.fields.items()
        },
    }


def said(sentences: Sequence[Text], language: str) -> list[str]:
    """Return sentences in one language."""
    return [one.say(language) for one in sentences]


def _moment(at: Any) -> str | None:
    return None if at is None else at.isoformat()
