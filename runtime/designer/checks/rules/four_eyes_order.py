"""Four eyes that name a step which does not come before: they keep nobody apart."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from runtime.designer.checks.registry import ERROR, WARNING, Check
from runtime.designer.checks.view import Fault, View, at
from runtime.designer.checks.whereabouts import Order, order_of, steps_of
from runtime.engine.spiff.diagram import Region, Shape, properties
from runtime.engine.spiff.naming import called
from runtime.kernel.texts import text

PROPERTY = "fourEyes"
MOST = 200  # of a process: each is followed through the whole diagram


def look(view: View) -> Iterator[Fault]:
    """Yield tasks whose four eyes look at no earlier step.

    Two steps side by side may name each other: whoever comes second is refused.
    """
    for process in view.processes:
        steps = steps_of(view.house, process)
        for shape, named in islice(_naming(process), MOST):
            if named in steps and named != shape.id:
                yield from _of(view, shape, named, steps[named])


def _naming(process: Region) -> Iterator[tuple[Shape, str]]:
    """Walk the tasks with four eyes, and the step that each names."""
    for region in process.walk():
        for shape in region.shapes.values():
            named = properties(shape.node).get(PROPERTY, "").strip()
            if named and shape.tag == "userTask":
                yield shape, named


def _of(view: View, shape: Shape, named: str, places: list[Shape]) -> Iterator[Fault]:
    orders = {order_of(view.house, one, shape) for one in places}
    if orders & {Order.BEFORE, Order.UNKNOWN}:
        return
    target = next((one for one in places if one.id == named), places[0])
    facts = {"task": called(shape), "other": called(target)}
    if Order.BESIDE not in orders:
        yield at(shape, text("four-eyes-not-earlier", **facts))
    elif properties(target.node).get(PROPERTY, "").strip() != shape.id:
        yield at(shape, text("four-eyes-beside", **facts))


check = Check({"four-eyes-not-earlier": ERROR, "four-eyes-beside": WARNING}, look)
