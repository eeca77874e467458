"""Steps from which no end can be reached any more."""

from __future__ import annotations

from collections.abc import Iterator

from runtime.designer.checks.registry import ERROR, WARNING, Check
from runtime.designer.checks.view import Fault, View, at
from runtime.engine.spiff.diagram import Region, Shape
from runtime.engine.spiff.naming import called
from runtime.kernel.texts import text

_AT_ONCE = frozenset(
    {
        *("scriptTask", "businessRuleTask", "sendTask", "exclusiveGateway"),
        *("inclusiveGateway", "parallelGateway", "intermediateThrowEvent"),
    }
)


def look(view: View) -> Iterator[Fault]:
    """Yield a round without a way out once, at its first step."""
    for region in view.regions():
        yield from _in(view, region)


def _in(view: View, region: Region) -> Iterator[Fault]:
    paths = view.house.paths(region)
    stops = [
        paths.number(one)
        for one in region.shapes.values()
        if paths.reaches(one) and not one.outgoing
    ]
    leading = paths.leading(stops)
    for ring in paths.rounds():
        if not leading.isdisjoint(ring):
            continue
        shapes = [
            one
            for number in sorted(ring)
            if isinstance(one := paths.places[number], Shape)
        ]
        if all(one.tag in _AT_ONCE for one in shapes):
            yield at(shapes[0], text("loop-never-waits", step=called(shapes[0])))
        else:
            yield at(shapes[0], text("path-never-ends", step=called(shapes[0])))


check = Check({"loop-never-waits": ERROR, "path-never-ends": WARNING}, look)
