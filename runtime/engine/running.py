"""Run an instance in memory, before any transaction: what it does and where it waits.

An error half-steps a run, so a failed one is thrown away and done again up to
the failing automatic step; that state is kept together with the failure, which
becomes an incident.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from runtime import feel
from runtime.engine.definitions import Deployed
from runtime.engine.handlers import Handlers
from runtime.engine.spiff import Element, Run, Wait
from runtime.feel import Frame
from runtime.kernel.durations import parse_duration
from runtime.kernel.errors import ExpressionFailed, FlowError

LAST_PRIORITY = 9
Act = Callable[[Run], None]


@dataclass(frozen=True, slots=True)
class Failure:
    """Why an automatic step could not be done."""

    element: str
    code: str
    facts: Mapping[str, Any]
    detail: str


@dataclass(frozen=True, slots=True)
class Offer:
    """A user task as it is offered: to whom, how urgent, until when."""

    node: int
    element: str
    role: str
    priority: int  # 0 first
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """Where a run stands after a step; ``body`` is None once it has ended."""

    body: bytes | None
    stage: str | None
    waits: tuple[Wait, ...]
    offers: tuple[Offer, ...]
    steps: tuple[str, ...]
    decisions: tuple[Any, ...]
    data: Mapping[str, Any]
    made: Mapping[str, Any]
    failure: Failure | None = None
    before: Mapping[int, str] = field(default_factory=dict)  # node → kind, earlier

    @property
    def is_over(self) -> bool:
        """Tell whether the instance has ended."""
        return self.body is None


def begin(
    deployed: Deployed, variables: Mapping[str, Any], frame: Frame, handlers: Handlers
) -> Outcome:
    """Start an instance and run it to where it first waits."""

    def start() -> Run:
        return Run.start(deployed.model, dict(variables), frame, handlers)

    return _go(start, _nothing, frame)


def proceed(
    deployed: Deployed, body: bytes, act: Act, frame: Frame, handlers: Handlers
) -> Outcome:
    """Load an instance, do ``act`` on it and run it to where it waits next.

    What ``act`` itself raises is the caller's fault and goes up to the caller.
    """

    def thaw() -> Run:
        return Run.thaw(deployed.model, body, frame, handlers)

    return _go(thaw, act, frame)


def _nothing(run: Run) -> None:
    return None


def _go(make: Callable[[], Run], act: Act, frame: Frame) -> Outcome:
    run = make()
    before = {wait.node: wait.kind for wait in run.waits()}
    act(run)
    try:
        run.advance()
        offers = _offers(run, frame)
    except FlowError as cause:
        return _stopped(make, act, _failure(run, cause), before)
    return _outcome(run, offers, None, before)


def _stopped(
    make: Callable[[], Run], act: Act, failure: Failure, before: Mapping[int, str]
) -> Outcome:
    run = make()
    act(run)
    return _outcome(run, (), failure, before)


def _outcome(
    run: Run,
    offers: tuple[Offer, ...],
    failure: Failure | None,
    before: Mapping[int, str],
) -> Outcome:
    is_over = run.completed and failure is None
    waits = () if is_over else tuple(run.waits())
    run.prune()
    return Outcome(
        body=None if is_over else run.freeze(),
        stage=run.stage,
        waits=waits,
        offers=offers,
        steps=tuple(step.element for step in run.steps),
        decisions=tuple(run.decisions),
        data=run.data,
        made=run.made,
        failure=failure,
        before=before,
    )


def _failure(run: Run, cause: FlowError) -> Failure:
    detail = "".join(traceback.format_exception(cause))
    facts = {name: _plain(value) for name, value in cause.facts.items()}
    return Failure(run.failed_element or "", cause.code, facts, detail)


def _plain(value: Any) -> Any:
    return value if isinstance(value, int | str | bool) else str(value)


def _offers(run: Run, frame: Frame) -> tuple[Offer, ...]:
    return tuple(_offer(wait, frame) for wait in run.waits() if wait.kind == "user")


def _offer(wait: Wait, frame: Frame) -> Offer:
    element = wait.element
    return Offer(
        node=wait.node,
        element=element.id,
        role=element.properties.get("role", ""),
        priority=_priority(element, wait.data, frame),
        due_at=_due(element, wait.data, frame),
    )


def _priority(element: Element, data: Mapping[str, Any], frame: Frame) -> int:
    asked = element.properties.get("priority")
    if not asked:
        return LAST_PRIORITY
    value = _evaluate(element, asked, data, frame)
    if isinstance(value, str) and value[:1] == "P" and value[1:].isdigit():
        value = Decimal(value[1:])
    if isinstance(value, Decimal):
        return min(max(int(value), 0), LAST_PRIORITY)
    return LAST_PRIORITY


def _due(element: Element, data: Mapping[str, Any], frame: Frame) -> datetime | None:
    """Return when the task is due: a duration, a level's name, or FEEL giving one."""
    asked: Any = element.properties.get("sla")
    if not asked or asked == "none":
        return None
    if asked.startswith("="):
        asked = _evaluate(element, asked, data, frame)
    if isinstance(asked, str):
        asked = _named(element, asked, frame)
    if isinstance(asked, timedelta) and frame.now is not None:
        return frame.now + asked
    raise ExpressionFailed("sla-unknown", element=element.id, found=str(asked))


def _named(element: Element, name: str, frame: Frame) -> timedelta | None:
    if name.startswith("P"):
        return parse_duration(name)
    value = frame.ambient["param"].get(f"sla_{name}")
    return value if isinstance(value, timedelta) else None


def _evaluate(
    element: Element, asked: str, data: Mapping[str, Any], frame: Frame
) -> Any:
    ambient = frozenset(frame.ambient_names)
    expression = feel.compile_expression(asked, ambient=ambient)
    value = expression.evaluate(data, frame)
    if value is None and frame.warnings:
        why = "; ".join(one.say("en") for one in frame.warnings)
        raise ExpressionFailed(
            "expression-null", element=element.id, expression=asked, why=why
        )
    frame.clear()
    return value
