"""Run an instance in memory, before any transaction: what it does and where it waits.

An error half-steps a run, so a failed one is thrown away and done again up to
the failing automatic step, with the answers that services gave the first time;
the failing step is set aside there, the others go on, and the failure becomes an
incident. Nobody tries it again until a person says so.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from runtime import feel
from runtime.dmn import Verdict
from runtime.engine.design.definitions import Deployed
from runtime.engine.handlers import Handlers
from runtime.engine.spiff import Element, Run, ServiceCall, Wait, stage_of
from runtime.feel import Frame
from runtime.kernel.durations import parse_duration
from runtime.kernel.errors import BpmnError, ExpressionFailed, FlowError, Stuck
from runtime.kernel.texts import LANGUAGES, Text, Title

LAST_PRIORITY = 9
LONGEST_KEPT = 10_000  # nodes; what fails after more of them runs in a circle
Before = frozenset[tuple[int, str]]
Act = Callable[[Run], None]
Answer = Mapping[str, Any] | BpmnError


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

    ``before`` tells what waited before the step, as node and kind: one node may
    wait for several things, and goes on with whichever comes first.
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
    before: Before = frozenset()
    aside: frozenset[str] = frozenset()  # elements that wait for a person's word
    choices: tuple[Any, ...] = ()

    @property
    def is_over(self) -> bool:
        """Tell whether the instance has ended."""
        return self.body is None

    @property
    def is_stuck(self) -> bool:
        """Tell whether an element cannot go on, now or since an earlier step."""
        return self.failure is not None or bool(self.aside)


class Services:
    """What a run asks of its surroundings, and what it was given."""

    def __init__(self, handlers: Handlers, frame: Frame) -> None:
        self.subject = frame
        self.made: dict[str, Any] = {}
        self.answers: list[Answer] = []
        self._handlers = handlers

    def service(self, call: ServiceCall) -> Mapping[str, Any]:
        """Answer a service task inside the run; keep the answer for history."""
        try:
            output = self._handlers.service(call)
        except BpmnError as outcome:
            self.answers.append(outcome)
            raise
        self.answers.append(output)
        self.made[call.element.id] = output
        return output


class Remembered(Services):
    """Gives the answers that were given before, one after the other, then asks."""

    def __init__(self, step: _Step, answers: Iterable[Answer]) -> None:
        super().__init__(step.handlers, step.frame)
        self._left = iter(answers)

    def forget(self) -> None:
        """Ask from now on."""
        self._left = iter(())

    def service(self, call: ServiceCall) -> Mapping[str, Any]:
        """Answer as the first time, as long as there was an answer."""
        answer = next(self._left, None)
        if answer is None:
            return super().service(call)
        if isinstance(answer, BpmnError):
            raise answer
        self.made[call.element.id] = answer
        return answer


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
    budget = step.frame.budget
    services = Services(step.handlers, step.frame)
    run = step.make(services)
    before = _acted(step, run)
    try:
        run.advance(_now(step.frame))
    except FlowError as cause:
        step.frame.budget = budget
        return _stopped(step, run, services.answers, cause)
    outcome = _outcome(step, run, services.made, before)
    run.drop()
    return outcome


def _acted(step: _Step, run: Run) -> Before:
    """Do what the step is about; return what waited before."""
    if step.act is None:
        return frozenset()
    before = frozenset((wait.node, wait.kind) for wait in run.waits())
    step.act(run)
    return before


def _stopped(
    step: _Step, failed: Run, answers: Sequence[Answer], cause: FlowError
) -> Outcome:
    """Do the step again without what failed, and keep the failure beside it."""
    element, around = failed.failed_element, failed.failed_path
    failure = _failure(element, cause)
    most = failed.advanced - 1
    outcome = _kept(step, _Kept(failure, answers, most if most < LONGEST_KEPT else -1))
    stage = outcome.stage or _stage_at(element, around)
    return outcome._replace(failure=failure, stage=stage)


@dataclass(frozen=True, slots=True)
class _Kept:
    """What is kept of a step that failed: so many nodes, and what services said.

    ``goes_on`` tells whether the other tokens are run as well; they wait for the
    next step if one of them fails, too.
    """

    failure: Failure
    answers: Sequence[Answer]
    nodes: int
    goes_on: bool = True


def _kept(step: _Step, kept: _Kept) -> Outcome:
    """Do the step again as far as it went well."""
    services = Remembered(step, kept.answers)
    run = step.make(services)
    before = _acted(step, run)
    try:
        if kept.nodes >= 0:
            run.advance(_now(step.frame), kept.nodes)
            run.set_aside(kept.failure.element)
            services.forget()
        if kept.nodes >= 0 and kept.goes_on:
            run.advance(_now(step.frame))
    except FlowError:
        nodes = kept.nodes if kept.goes_on else -1
        return _kept(step, replace(kept, nodes=nodes, goes_on=False))
    return _outcome(step, run, services.made, before)


def _stage_at(element: Element | None, around: Iterable[Element]) -> str | None:
    """Return the stage of an element that waits for nothing, going outwards."""
    here = () if element is None else (element,)
    found = [one.stage for one in (*around, *here) if one.stage]
    return found[-1] if found else None


def _outcome(step: _Step, run: Run, made: Mapping[str, Any], before: Before) -> Outcome:
    waits = run.waits()
    offers, failure = _offers(step, waits)
    run.prune()
    waiting = _innermost_first(waits)
    return Outcome(
        body=None if run.completed else run.freeze(),
        stage=run.stage if run.completed else stage_of(waits),
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
        failure=failure,
        before=before,
        aside=run.aside,
        choices=tuple([(one[0].id, one[1], one[2]) for one in run.choices]),
    )


def _innermost_first(waits: list[Wait]) -> list[Wait]:
    """Return what the tokens wait for; a boundary waits beside its token."""
    waiting = [wait for wait in waits if not (wait.boundary or wait.beside)]
    if len(waiting) > 1:
        waiting.sort(key=lambda wait: -len(wait.path))
    return waiting


def _decision(verdict: Verdict) -> tuple[Any, ...]:
    return verdict.decision, verdict.rows, verdict.inputs, verdict.outputs


def _now(frame: Frame) -> datetime:
    if frame.now is None:
        raise Stuck("run-without-clock")
    return frame.now


def _failure(element: Element | None, cause: FlowError) -> Failure:
    detail = "".join(traceback.format_exception(cause))
    facts = {name: _plain(value) for name, value in cause.facts.items()}
    return Failure(element.id if element else "", cause.code, facts, detail)


def _plain(value: Any) -> Any:
    """Return a fact as JSON can keep it, a sentence in both languages."""
    if isinstance(value, Text | Title):
        return {language: value.say(language) for language in LANGUAGES}
    return value if isinstance(value, int | str | bool) else str(value)


def _offers(step: _Step, waits: list[Wait]) -> tuple[tuple[Offer, ...], Failure | None]:
    """Return the tasks to offer, and why one of them cannot be."""
    offers: list[Offer] = []
    failure: Failure | None = None
    for wait in waits:
        if wait.kind == "user":
            try:
                offers.append(_offer(step, wait))
            except FlowError as cause:
                failure = failure or _failure(wait.element, cause)
    return tuple(offers), failure


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
