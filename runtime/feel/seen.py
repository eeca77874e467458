"""What an expression read when it failed: its names with their values, in one line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from runtime.feel.explaining import explain
from runtime.feel.frame import Frame
from runtime.feel.program import Expression
from runtime.feel.reasons import clipped, values_read, written


def values_seen(expression: Expression, scope: Mapping[str, Any], frame: Frame) -> str:
    """Return the names and paths that an expression reads, each with its value.

    It is evaluated once more, on a budget of its own.
    """
    again = Frame(frame.ambient, frame.now, frame.zone)
    return values_read(explain(expression, scope, again))


def shown(value: Any) -> str:
    """Return a value as FEEL writes it, shortened for a message."""
    return clipped(written(value))
