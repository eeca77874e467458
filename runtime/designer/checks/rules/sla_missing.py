"""A user task that says neither until when it is to be done, nor that it has time."""

from __future__ import annotations

from collections.abc import Iterator

from runtime.designer.checks.registry import WARNING, Check
from runtime.designer.checks.view import Fault, View, at
from runtime.engine.spiff.diagram import properties
from runtime.engine.spiff.naming import called
from runtime.kernel.texts import text


def look(view: View) -> Iterator[Fault]:
    """Yield user tasks without a time limit and without an explicit ``none``."""
    for shape in view.shapes("userTask"):
        if not properties(shape.node).get("sla", "").strip():
            yield at(shape, text("task-without-sla", task=called(shape)))


check = Check({"task-without-sla": WARNING}, look)
