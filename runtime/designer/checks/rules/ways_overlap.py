"""Ways out of an exclusive gateway that some values take both: the first one wins."""

from __future__ import annotations

from collections.abc import Iterator

from runtime.designer.checks.choices import Choice, Clash
from runtime.designer.checks.registry import WARNING, Check
from runtime.designer.checks.view import Fault, View, at
from runtime.engine.spiff.diagram import Shape
from runtime.engine.spiff.naming import called
from runtime.kernel.texts import Text, plain, text

_SHOWN = 200


def look(view: View) -> Iterator[Fault]:
    """Yield each way that takes what an earlier one takes before it."""
    for shape in view.shapes("exclusiveGateway"):
        if len(shape.outgoing) > 1:
            for clash in Choice(view.house, shape).clashes():
                yield at(clash.second, _sentence(shape, clash))


def _sentence(gateway: Shape, clash: Clash) -> Text:
    facts = {
        "gateway": called(gateway),
        "first": called(clash.first),
        "second": called(clash.second),
        "example": plain(clash.example, _SHOWN),
    }
    if clash.never:
        return text("way-never-taken", **facts)
    return text("ways-overlap", **facts)


check = Check({"ways-overlap": WARNING, "way-never-taken": WARNING}, look)
