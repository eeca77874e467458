"""Calling a function value: one that the expression defined, or a built-in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, time

from runtime.feel.calendar import DATES, moment_of
from runtime.feel.frame import (
    CALL_DEPTH,
    Exhausted,
    current,
    tick,
    warn,
)
from runtime.feel.types import Type, conforms, spell
from runtime.feel.values import (
    FeelValue,
    Function,
    Invocable,
    type_name,
)

CALL_STEPS = 2


def call(
    callee: FeelValue, values: Sequence[FeelValue], names: tuple[str, ...] = ()
) -> FeelValue:
    """Call ``callee`` with values in order, or named by ``names`` one for one.

    What cannot be called so is null with a warning; calls nested too deeply raise
    Exhausted.
    """
    tick(CALL_STEPS)
    if type(callee) is Function:
        arguments = _named(callee, values, names) if names else values
        if arguments is None or len(arguments) != len(callee.parameters):
            warn("feel-function-arguments", expected=len(callee.parameters))
            return None
        return _run(callee, arguments)
    if isinstance(callee, Invocable):
        return callee.call(values, names)
    warn("feel-not-a-function", found=type_name(callee))
    return None


def _named(
    callee: Function, values: Sequence[FeelValue], names: tuple[str, ...]
) -> list[FeelValue] | None:
    given = dict(zip(names, values, strict=True))
    wanted = [name for name, _ in callee.parameters]
    if given.keys() != set(wanted):
        return None
    return [given[name] for name in wanted]


def _run(callee: Function, values: Sequence[FeelValue]) -> FeelValue:
    scope = dict(callee.scope)
    for (name, declared), value in zip(callee.parameters, values, strict=True):
        fitted = value if declared is None else coerced(value, declared)
        if fitted is None and value is not None:
            warn(
                "feel-argument-value",
                parameter=name,
                expected=spell(declared),
                found=type_name(value),
            )
            return None
        scope[name] = fitted
    frame = current()
    if frame.depth >= CALL_DEPTH:
        raise Exhausted("feel-calls-too-deep", limit=CALL_DEPTH)
    frame.depth += 1
    try:
        return callee.body(scope)
    finally:
        frame.depth -= 1


def coerced(value: FeelValue, kind: Type) -> FeelValue:
    """Return the value as ``kind`` takes it, or None when it does not fit."""
    if value is None or conforms(value, kind):
        return value
    return fitted(value, lambda each: conforms(each, kind))


def fitted(value: FeelValue, fits: Callable[[FeelValue], bool]) -> FeelValue:
    """Return the value in the form that ``fits``, None when there is none.

    A list of one becomes its item, an item a list of one, a date its midnight by
    UTC (DMN 10.3.2.9.4).
    """
    if value is None or fits(value):
        return value
    if type(value) is list and len(value) == 1 and fits(value[0]):
        return value[0]
    if fits([value]):
        return [value]
    if type(value) not in DATES:
        return None
    midnight = moment_of(value, time(tzinfo=UTC))
    return midnight if fits(midnight) else None
