"""Run an instance in memory, before any transaction: what it does and where it waits.

An error half-steps a run, so a failed one is thrown away and done again up to
the failing automatic step, with the answers that services gave the first time;
the failing step is set aside there, the others go on, and the failure becomes an
incident. Nobody tries it again until a person says so.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from runtime.dmn import Verdict
from runtime.engine.design.definitions import Deployed
from runtime.engine.handlers import Handlers
from runtime.engine.run.allowance import Purse
from runtime.engine.run.offering import now_of, offer
from runtime.engine.run.outcome import Before, Failure, Offer, Outcome
from runtime.engine.spiff import Element, Run, ServiceCall, Wait, stage_of
from runtime.feel import Frame
from runtime.kernel.errors import BpmnError, FlowError
from runtime.kernel.texts import LANGUAGES, Text, Title

__all__ = ["Failure", "Outcome"]  # what a step leaves is known from here, too

LONGEST_KEPT = 10_000  # nodes; what fails after more of them runs in a circle
Act = Callable[[Run], None]
Answer = Mapping[str, Any] | BpmnError


class Services:
    """What a run asks of its surroundings, and what it was given."""

    def __init__(self, handlers: Handlers, frame: Frame) -> None:
        self.subject = frame
        self.made: dict[str, Any] = {}
        self.answers: list[Answer] = []
        self._said: list[tuple[str, Answer]] = []
        self.owed: list[tuple[str, Mapping[str, Any]]] = []
        self._handlers = handlers

    def service(self, call: ServiceCall) -> Mapping[str, Any]:
        """Answer a service task inside the run; keep the answer for history."""
        try:
            output = self._handlers.service(call)
        except BpmnError as outcome:
            self.answers.append(outcome)
            self.note(call, outcome)
            raise
        self.answers.append(output)
        self.keep(call, output)
        return output

    def keep(self, call: ServiceCall, output: Mapping[str, Any]) -> None:
        """Keep an answer for history, and for whoever writes it down."""
        self.made[call.element.id] = output
        self.note(call, output)
        if output and call.operator in self._handlers.writings:
            self.owed.append((call.operator, output))

    def note(self, call: ServiceCall, answer: Answer) -> None:
        """Note an answer, or a modelled error, in its sequence."""
        self._said.append((call.element.id, answer))

    @property
    def said(self) -> tuple[Any, ...]:
        """All answers in sequence; nothing where `made` tells all there is."""
        if len(self._said) == len(self.made):
            return ()
        return tuple(
            (element, one.facts, one.code)
            if isinstance(one, BpmnError)
            else (element, one, None)
            for element, one in self._said
        )


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
            self.note(call, answer)
            raise answer
        self.keep(call, answer)
        return answer


def begin(
    deployed: Deployed,
    variables: Mapping[str, Any],
    frame: Frame,
    handlers: Handlers,
    *,
    keeps: bool = True,
) -> Outcome:
    """Start an instance and run it to where it first waits.

    What nobody ``keeps`` leaves no body to go on from: it is only looked at.
    """

    def start(services: Services) -> Run:
        return Run.start(deployed.model, variables, frame, services)

    step = _Step(deployed, start, None, frame, handlers, Purse(frame))
    return _go(step if keeps else replace(step, keeps=False))


def proceed(
    deployed: Deployed,
    body: bytes,
    act: Act,
    frame: Frame,
    handlers: Handlers,
    *,
    by_person: bool = False,
) -> Outcome:
    """Load an instance, do ``act`` on it and run it to where it waits next.

    What ``act`` itself raises is the caller's fault and goes up to the caller.
    """

    def thaw(services: Services) -> Run:
        return Run.thaw(deployed.model, body, frame, services)

    purse = Purse(frame, by_person=by_person)
    return _go(_Step(deployed, thaw, act, frame, handlers, purse))


def go_back(
    deployed: Deployed, bodies: tuple[bytes, bytes], frame: Frame, handlers: Handlers
) -> Outcome:
    """Let an instance stand where it stood: its body now, and the one from before.

    A person asks for it; nothing is done again but to offer what waited then.
    """
    now, earlier = bodies
    later = Run.thaw(deployed.model, now, frame, Services(handlers, frame))
    before = frozenset((wait.node, wait.kind) for wait in later.waits())

    def thaw(services: Services) -> Run:
        run = Run.thaw(deployed.model, earlier, frame, services)
        run.follow_on(later)
        return run

    purse = Purse(frame, by_person=True)
    outcome = _go(_Step(deployed, thaw, None, frame, handlers, purse, before))
    later.drop()
    return outcome


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
    purse: Purse
    before: Before = frozenset()  # what waited, if that is not what is run
    keeps: bool = True  # whether anybody goes on from it


def _go(step: _Step) -> Outcome:
    services = Services(step.handlers, step.frame)
    run = step.make(services)
    step.purse.open(run)
    before = _acted(step, run)
    try:
        run.advance(now_of(step.frame))
    except FlowError as cause:
        return _stopped(step, run, services.answers, cause)
    outcome = _outcome(step, run, services, before)
    run.drop()
    return outcome


def _acted(step: _Step, run: Run) -> Before:
    """Do what the step is about; return what waited before."""
    if step.act is None:
        return step.before
    before = frozenset((wait.node, wait.kind) for wait in run.waits())
    step.act(run)
    return before


def _stopped(
    step: _Step, failed: Run, answers: Sequence[Answer], cause: FlowError
) -> Outcome:
    """Do the step again without what failed, and keep the failure beside it."""
    element, around = failed.failed_element, failed.failed_path
    failure = _failure(step, element, cause)
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
    step.purse.open(run)
    before = _acted(step, run)
    try:
        if kept.nodes >= 0:
            run.advance(now_of(step.frame), kept.nodes)
            run.set_aside(kept.failure.element)
            services.forget()
        if kept.nodes >= 0 and kept.goes_on:
            run.advance(now_of(step.frame))
    except FlowError:
        nodes = kept.nodes if kept.goes_on else -1
        return _kept(step, replace(kept, nodes=nodes, goes_on=False))
    return _outcome(step, run, services, before)


def _stage_at(element: Element | None, around: Iterable[Element]) -> str | None:
    """Return the stage of an element that waits for nothing, going outwards."""
    here = () if element is None else (element,)
    found = [one.stage for one in (*around, *here) if one.stage]
    return found[-1] if found else None


def _outcome(step: _Step, run: Run, services: Services, before: Before) -> Outcome:
    waits = run.waits()
    offers, failure = _offers(step, waits)
    step.purse.close(run)
    waiting = _innermost_first(waits)
    return Outcome(
        body=None if run.completed else _body(run) if step.keeps else b"",
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
        made=services.made,
        failure=failure,
        before=before,
        aside=run.aside,
        choices=tuple([(one[0].id, one[1], one[2]) for one in run.choices]),
        owed=tuple(services.owed),
        said=services.said,
    )


def _body(run: Run) -> bytes:
    """Return the instance to keep, without what is over."""
    run.prune()
    return run.freeze()


def _innermost_first(waits: list[Wait]) -> list[Wait]:
    """Return what the tokens wait for; a boundary waits beside its token."""
    waiting = [wait for wait in waits if not (wait.boundary or wait.beside)]
    if len(waiting) > 1:
        waiting.sort(key=lambda wait: -len(wait.path))
    return waiting


def _decision(verdict: Verdict) -> tuple[Any, ...]:
    return verdict.decision, verdict.rows, verdict.inputs, verdict.outputs


def _failure(step: _Step, element: Element | None, cause: FlowError) -> Failure:
    detail = "".join(traceback.format_exception(cause))
    where = element.id if element else ""
    minutes = step.purse.minutes_to_wait(cause)
    if minutes is not None:
        facts: dict[str, Any] = {"element": where, "minutes": minutes}
        return Failure(where, "instance-steps-spent", facts, detail)
    facts = {name: _plain(value) for name, value in cause.facts.items()}
    return Failure(where, cause.code, facts, detail)


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
                offers.append(offer(wait, step.frame, step.deployed.ambient))
            except FlowError as cause:
                failure = failure or _failure(step, wait.element, cause)
    return tuple(offers), failure
