"""Calling built-ins and operators inside a frame, the way an evaluation does."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from runtime.feel.builtins import BUILTINS
from runtime.feel.frame import Frame, enter, leave
from runtime.feel.temporal import parse_literal

at = parse_literal


@dataclass(frozen=True)
class Outcome:
    """A value and the codes of the warnings it cost."""

    value: Any
    warnings: tuple[str, ...]


def call(name: str, *values: Any, **named: Any) -> Any:
    """Return what the built-in gives for values in order, or for named ones."""
    return outcome(name, *values, **named).value


def outcome(name: str, *values: Any, **named: Any) -> Outcome:
    """Return value and warnings; an underscore in a name stands for a space."""
    names = tuple(each.replace("_", " ").strip() for each in named)
    frame = Frame()
    arguments = [*values, *named.values()]
    found = inside(frame, BUILTINS[name].call, arguments, names)
    return Outcome(found, tuple(map(_code, frame.warnings)))


def inside(frame: Frame, function: Callable[..., Any], *arguments: Any) -> Any:
    """Return what the function gives while ``frame`` is the current one."""
    before = enter(frame)
    try:
        return function(*arguments)
    finally:
        leave(before)


def reckon(operation: Callable[..., Any], *operands: Any) -> Any:
    """Return what an operator gives in a fresh frame."""
    return inside(Frame(), operation, *operands)


def clock(moment: str, zone: str = "Asia/Shanghai") -> Frame:
    """Return a frame whose time stands still."""
    return Frame(now=datetime.fromisoformat(moment), zone=zone)


def _code(warning: Any) -> str:
    reason = warning.facts.get("reason")
    return warning.code if reason is None else reason.code
