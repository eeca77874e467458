"""Which connections are the way past a task? (绕行通道)."""

from __future__ import annotations

from collections.abc import Mapping

from runtime.engine.diagram.layout import Drawing, Edge


def lanes(drawing: Drawing) -> Mapping[str, str]:
    """Return connection → the boundary event whose way past a task it belongs to.

    The way ends where it meets another one: at the first element that is also
    reached from outside it.
    """
    leaving: dict[str, list[Edge]] = {}
    entered: dict[str, int] = {}
    for edge in drawing.edges:
        if edge.kind == "sequenceFlow":
            leaving.setdefault(edge.source, []).append(edge)
            entered[edge.target] = entered.get(edge.target, 0) + 1
    found: dict[str, str] = {}
    for event in drawing.shapes:
        if event.policy:
            _follow(event.element_id, leaving, entered, found)
    return found


def _follow(
    event: str,
    leaving: Mapping[str, list[Edge]],
    entered: Mapping[str, int],
    found: dict[str, str],
) -> None:
    ahead = [event]
    while ahead:
        for edge in leaving.get(ahead.pop(), ()):
            if edge.element_id in found:
                continue
            found[edge.element_id] = event
            if entered[edge.target] == 1:
                ahead.append(edge.target)
