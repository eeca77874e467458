"""Two steps of one diagram that people cannot tell apart by name."""

from __future__ import annotations

from collections.abc import Iterator

from runtime.designer.checks.registry import WARNING, Check
from runtime.designer.checks.view import Fault, View, at
from runtime.engine.spiff.diagram import ACTIVITIES, Region, Shape
from runtime.engine.spiff.naming import called
from runtime.kernel.texts import plain, text


def look(view: View) -> Iterator[Fault]:
    """Yield each step that has the name of an earlier one of its process."""
    for process in view.processes:
        yield from _in(process)


def _in(process: Region) -> Iterator[Fault]:
    known: dict[str, Shape] = {}
    for region in process.walk():
        for shape in region.shapes.values():
            name = " ".join(shape.node.get("name", "").split())
            if shape.tag not in ACTIVITIES or not name:
                continue
            first = known.setdefault(name, shape)
            if first is not shape:
                facts = {"step": called(shape), "other": plain(first.id, 60)}
                yield at(shape, text("step-name-twice", **facts))


check = Check({"step-name-twice": WARNING}, look)
