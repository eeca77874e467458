"""The default way of a gateway carries a condition, which nobody ever asks."""

from __future__ import annotations

from collections.abc import Iterator

from runtime.designer.checks.registry import WARNING, Check
from runtime.designer.checks.view import Fault, View, at
from runtime.engine.spiff.naming import called
from runtime.kernel.texts import text


def look(view: View) -> Iterator[Fault]:
    """Yield default ways with a condition."""
    for shape in view.shapes("exclusiveGateway", "inclusiveGateway"):
        default = shape.node.get("default")
        for flow in shape.outgoing:
            if default and flow.id == default and flow.condition:
                facts = {"way": called(flow), "gateway": called(shape)}
                yield at(flow, text("default-has-condition", **facts))


check = Check({"default-has-condition": WARNING}, look)
