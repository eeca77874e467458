"""How a user task is offered: to whom, how urgent, until when (派发)."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, TypeAlias

from runtime import feel
from runtime.engine.run.outcome import Offer
from runtime.engine.spiff import Wait
from runtime.feel import Frame
from runtime.feel.explaining.reasons import written
from runtime.kernel.durations import parse_duration
from runtime.kernel.errors import ExpressionFailed, Stuck
from runtime.kernel.texts import Text

LAST_PRIORITY = 9
Names: TypeAlias = frozenset[str]


def offer(wait: Wait, frame: Frame, ambient: Names) -> Offer:
    """Return how a waiting task is offered; raises ExpressionFailed if it cannot be."""
    element = wait.element
    _check_batch(wait, frame, ambient)
    return Offer(
        node=wait.node,
        element=element.id,
        role=element.role,
        priority=_priority(wait, frame, ambient),
        due_at=_due(wait, frame, ambient),
    )


def _check_batch(wait: Wait, frame: Frame, ambient: Names) -> None:
    """Raise ExpressionFailed where nobody could tell whether a batch may be done."""
    asked = wait.element.properties.get("batch")
    if not asked:
        return
    value = _evaluate(wait, frame, ambient, asked)
    if value is not None and type(value) is not bool:
        expression = feel.compile_expression(asked, ambient=ambient)
        raise ExpressionFailed(
            "condition-not-boolean",
            element=wait.element.id,
            expression=asked,
            found=feel.type_name(value),
            values=feel.values_seen(expression, wait.data, frame),
        )


def _priority(wait: Wait, frame: Frame, ambient: Names) -> int:
    asked = wait.element.properties.get("priority")
    if not asked:
        return LAST_PRIORITY
    value = _evaluate(wait, frame, ambient, asked)
    if isinstance(value, str) and value[:1] == "P" and value[1:].isdigit():
        value = Decimal(value[1:])
    if isinstance(value, Decimal):
        return min(max(int(value), 0), LAST_PRIORITY)
    return LAST_PRIORITY


def _due(wait: Wait, frame: Frame, ambient: Names) -> datetime | None:
    """Return when the task is due: a duration, a level's name, or FEEL giving one."""
    asked = wait.element.properties.get("sla")
    if not asked or asked == "none":
        return None
    is_rule = asked.startswith("=")
    given: Any = _evaluate(wait, frame, ambient, asked) if is_rule else asked
    within = _named(given, frame) if isinstance(given, str) else given
    if isinstance(within, timedelta):
        return now_of(frame) + within
    found = f"{asked} → {written(given)}" if is_rule else asked
    raise ExpressionFailed("sla-unknown", element=wait.element.id, found=found)


def _named(name: str, frame: Frame) -> timedelta | None:
    if name.startswith("P"):
        with suppress(ValueError):
            return parse_duration(name)
    value = frame.ambient["param"].get(f"sla_{name}")
    return value if isinstance(value, timedelta) else None


def _evaluate(wait: Wait, frame: Frame, ambient: Names, asked: str) -> Any:
    """Return the value of an expression where a task waits.

    Raises ExpressionFailed for a null by mistake.
    """
    frame.clear()
    expression = feel.compile_expression(asked, ambient=ambient)
    value = expression.evaluate(wait.data, frame)
    if value is None and frame.warnings:
        cause = frame.warnings[0]
        raise ExpressionFailed(
            "expression-has-no-value",
            element=wait.element.id,
            expression=asked,
            values=feel.values_seen(expression, wait.data, frame),
            reason=Text(cause.code, cause.facts),
        )
    frame.clear()
    return value


def now_of(frame: Frame) -> datetime:
    """Return the moment of a run; raises Stuck for a frame without a clock."""
    if frame.now is None:
        raise Stuck("run-without-clock")
    return frame.now
