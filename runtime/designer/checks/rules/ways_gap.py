"""A gateway without a default, and values for which none of its ways is open."""

from __future__ import annotations

from collections.abc import Iterator

from runtime.designer.checks.choices import Choice
from runtime.designer.checks.registry import ERROR, Check
from runtime.designer.checks.view import Fault, View, at
from runtime.engine.spiff.naming import called
from runtime.kernel.texts import plain, text

_SHOWN = 200


def look(view: View) -> Iterator[Fault]:
    """Yield gateways that some values cannot leave, with such values."""
    for shape in view.shapes("exclusiveGateway", "inclusiveGateway"):
        if shape.node.get("default") or not any(
            one.condition for one in shape.outgoing
        ):
            continue
        example = Choice(view.house, shape).gap()
        if example:
            facts = {"gateway": called(shape), "example": plain(example, _SHOWN)}
            yield at(shape, text("ways-leave-gap", **facts))


check = Check({"ways-leave-gap": ERROR}, look)
