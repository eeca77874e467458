"""A step without a name: people would read its id."""

from __future__ import annotations

from collections.abc import Iterator

from runtime.designer.checks.registry import WARNING, Check
from runtime.designer.checks.view import Fault, View, at
from runtime.engine.spiff.diagram import ACTIVITIES
from runtime.engine.spiff.naming import called, title_of
from runtime.kernel.texts import text


def look(view: View) -> Iterator[Fault]:
    """Yield activities without a name in either language."""
    for shape in view.shapes(*ACTIVITIES):
        if title_of(shape) is None:
            yield at(shape, text("step-without-name", step=called(shape)))


check = Check({"step-without-name": WARNING}, look)
