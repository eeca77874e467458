"""What an expression read when it failed: its names with their values, in one line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from runtime.feel.explaining.explain import explain
from runtime.feel.explaining.reasons import values_read
from runtime.feel.frame import Frame
from runtime.feel.program import Expression


def values_seen(expression: Expression, scope: Mapping[str, Any], frame: Frame) -> str:
    """Return the names and paths that an expression reads, each with its value.

    It is evaluated once more for that, in a frame of its own.
    """
    again = Frame(frame.ambient, frame.now, frame.zone)
    return values_read(explain(expression, scope, again))
