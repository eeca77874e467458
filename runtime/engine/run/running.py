"""Run an instance in memory, before any transaction: what it does and where it waits.

An error half-steps a run, so a failed one is thrown away and done again up to
the failing automatic step; that state is kept together with the failure, which
becomes an incident.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from types import MappingProxyType
from typing import Any, NamedTuple

from runtime import feel
from runtime.dmn import Verdict
from runtime.engine.design.definitions import Deployed
from runtime.engine.handlers import Handlers
from runtime.engine.spiff import Run, ServiceCall, Wait
from runtime.feel import Frame
from runtime.kernel.durations import parse_duration
from runtime.kernel.errors import ExpressionFailed, FlowError, Stuck
from runtime.kernel.texts import Text

LAST_PRIORITY = 9
_NOTHING: Mapping[int, str] = MappingProxyType({})
Act = Callable[[Run], None]


@dataclass(frozen=True, slots=True)
class Failure:
    """Why an automatic step could not be done."""

    element: str
    code: str
    facts: Mapping[str, Any]
    detail: str


class Offer(NamedTuple):
    """A user task as it is offered: to whom, how urgent, until when."""

    node: int
    element: str
    role: str
    priority: int  # 0 first
    due_at: datetime | None


class Outcome(NamedTuple):
    """Where a run stands after a step; ``body`` is None once it has ended.

    ``before`` tells what waited before the step: node → kind.
    """

    body: bytes | None
    stage: str | None
    waits: tuple[Wait, ...]
    offers: tuple[Offer, ...]
    steps: tuple[str, ...]
    decisions: tuple[Any, ...]
    data: Mapping[str, Any]
    made: Mapping[str, Any]
    failure: Failure | None = None
    before: Mapping[int, str] = _NOTHING

    @property
    def is_over(self) -> bool:
        """Tell whether the instance has ended."""
        return self.body is None


class Services:
    """What a run asks of its surroundings, and what it was given."""

    def __init__(self, handlers: Handlers, frame: Frame) -> None:
        self.subject = frame
        self.made: dict[str, Any] = {}
        self._handlers = handlers

    def service(self, call: ServiceCall) -> Mapping[str, Any]:
        """Answer a service task inside the run; keep the answer for history."""
        output = self._handlers.service(call)
        self.made[call.element.id] = output
        return output


def begin(
    deployed: Deployed, variables: Mapping[str, Any], frame: Frame, handlers: Handlers
) -> Outcome:
    """Start an instance and run it to where it first waits."""

    def start(services: Services) -> Run:
        return Run.start(deployed.model, variables, frame, services)

    return _go(_Step(deployed, start, None, frame, handlers))


def proceed(
    deployed: Deployed, body: bytes, act: Act, frame: Frame, handlers: Handlers
) -> Outcome:
    """Load an instance, do ``act`` on it and run it to where it waits next.

    What ``act`` itself raises is the caller's fault and goes up to the caller.
    """

    def thaw(services: Services) -> Run:
        return Run.thaw(deployed.model, body, frame, services)

    return _go(_Step(deployed, thaw, act, frame, handlers))


@dataclass(frozen=True, slots=True)
class _Step:
    """One step to take: how the run is had, what is done to it, and with what.

    A run that is new has nothing to be done to it and waits for nothing.
    """

    deployed: Deployed
    make: Callable[[Services], Run]
    act: Act | None
    frame: Frame
    handlers: Handlers


def _go(step: _Step) -> Outcome:
    services = Services(step.handlers, step.frame)
    run = step.make(services)
    before = _acted(step, run)
    try:
        run.advance(_now(step.frame))
        waits = run.waits()
        offers = _offers(step, waits)
    except FlowError as cause:
        return _stopped(step, _failure(run, cause), before)
    outcome = _outcome(run, waits, offers, services.made, before)
    run.drop()
    return outcome


def _acted(step: _Step, run: Run) -> Mapping[int, str]:
    """Do what the step is about; return what waited before, node → kind."""
    if step.act is None:
        return _NOTHING
    before = {wait.node: wait.kind for wait in run.waits()}
    step.act(run)
    return before


def _stopped(step: _Step, failure: Failure, before: Mapping[int, str]) -> Outcome:
    """Do the step again without what failed, and keep the failure beside it."""
    run = step.make(Services(step.handlers, step.frame))
    _acted(step, run)
    waits = run.waits()
    offers: tuple[Offer, ...] = ()
    with suppress(FlowError):  # it may be the offer itself that failed
        offers = _offers(step, waits)
    outcome = _outcome(run, waits, offers, {}, before)
    return outcome._replace(failure=failure, body=run.freeze())


def _outcome(
    run: Run,
    waits: list[Wait],
    offers: tuple[Offer, ...],
    made: Mapping[str, Any],
    before: Mapping[int, str],
) -> Outcome:
    run.prune()
    waiting = _innermost_first(waits)
    return Outcome(
        body=None if run.completed else run.freeze(),
        stage=run.stage if run.completed else _stage_of(waiting),
        waits=tuple(waits),
        offers=offers,
        steps=run.step_ids,
        decisions=tuple(
            _decision(verdict)
            for trace in run.decisions
            for verdict in (*trace.verdict.parts, trace.verdict)
        ),
        data=waiting[0].data if waiting else run.data,
        made=made,
        before=before,
    )


def _innermost_first(waits: list[Wait]) -> list[Wait]:
    """Return what the tokens wait for; a boundary waits beside its token."""
    waiting = [wait for wait in waits if not (wait.boundary or wait.beside)]
    if len(waiting) > 1:
        waiting.sort(key=lambda wait: -len(wait.path))
    return waiting


def _stage_of(waiting: list[Wait]) -> str | None:
    """Return the stage of what is waited for innermost, going outwards."""
    for wait in waiting:
        for element in (wait.element, *reversed(wait.path)):
            if element.stage:
                return element.stage
    return None


def _decision(verdict: Verdict) -> tuple[Any, ...]:
    return verdict.decision, verdict.rows, verdict.inputs, verdict.outputs


def _now(frame: Frame) -> datetime:
    if frame.now is None:
        raise Stuck("run-without-clock")
    return frame.now


def _failure(run: Run, cause: FlowError) -> Failure:
    detail = "".join(traceback.format_exception(cause))
    facts = {name: _plain(value) for name, value in cause.facts.items()}
    element = run.failed_element
    return Failure(element.id if element else "", cause.code, facts, detail)


def _plain(value: Any) -> Any:
    """Return a fact as JSON can keep it."""
    if isinstance(value, Text):
        return value.say("zh") + " / " + value.say("en")
    return value if isinstance(value, int | str | bool) else str(value)


def _offers(step: _Step, waits: list[Wait]) -> tuple[Offer, ...]:
    return tuple(_offer(step, wait) for wait in waits if wait.kind == "user")


def _offer(step: _Step, wait: Wait) -> Offer:
    element = wait.element
    return Offer(
        node=wait.node,
        element=element.id,
        role=element.role,
        priority=_priority(step, wait),
        due_at=_due(step, wait),
    )


def _priority(step: _Step, wait: Wait) -> int:
    asked = wait.element.properties.get("priority")
    if not asked:
        return LAST_PRIORITY
    value = _evaluate(step, wait, asked)
    if isinstance(value, str) and value[:1] == "P" and value[1:].isdigit():
        value = Decimal(value[1:])
    if isinstance(value, Decimal):
        return min(max(int(value), 0), LAST_PRIORITY)
    return LAST_PRIORITY


def _due(step: _Step, wait: Wait) -> datetime | None:
    """Return when the task is due: a duration, a level's name, or FEEL giving one."""
    asked: Any = wait.element.properties.get("sla")
    if not asked or asked == "none":
        return None
    if asked.startswith("="):
        asked = _evaluate(step, wait, asked)
    if isinstance(asked, str):
        asked = _named(asked, step.frame)
    if isinstance(asked, timedelta):
        return _now(step.frame) + asked
    raise ExpressionFailed(
        "sla-unknown", element=wait.element.id, found=wait.element.properties["sla"]
    )


def _named(name: str, frame: Frame) -> timedelta | None:
    if name.startswith("P"):
        with suppress(ValueError):
            return parse_duration(name)
    value = frame.ambient["param"].get(f"sla_{name}")
    return value if isinstance(value, timedelta) else None


def _evaluate(step: _Step, wait: Wait, asked: str) -> Any:
    frame = step.frame
    expression = feel.compile_expression(asked, ambient=step.deployed.ambient)
    value = expression.evaluate(wait.data, frame)
    if value is None and frame.warnings:
        why = frame.warnings[0].say("en")
        raise ExpressionFailed(
            "expression-null", element=wait.element.id, expression=asked, why=why
        )
    frame.clear()
    return value
