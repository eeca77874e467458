"""An event-based gateway with one way out waits for one event: that is no choice."""

from __future__ import annotations

from collections.abc import Iterator

from runtime.designer.checks.registry import WARNING, Check
from runtime.designer.checks.view import Fault, View, at
from runtime.engine.spiff.naming import called
from runtime.kernel.texts import text


def look(view: View) -> Iterator[Fault]:
    """Yield event-based gateways with a single way out."""
    for shape in view.shapes("eventBasedGateway"):
        if len(shape.outgoing) == 1:
            yield at(shape, text("event-gateway-one-way", gateway=called(shape)))


check = Check({"event-gateway-one-way": WARNING}, look)
