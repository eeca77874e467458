"""An error or escalation that is thrown, and that nothing around it catches."""

from __future__ import annotations

from collections.abc import Iterator

from runtime.designer.checks.events import THROWS, Event, event_of, is_caught
from runtime.designer.checks.registry import WARNING, Check
from runtime.designer.checks.view import Fault, View, at
from runtime.engine.spiff.diagram import Shape
from runtime.engine.spiff.naming import called
from runtime.kernel.texts import Text, plain, text

_SHOWN = 60


def look(view: View) -> Iterator[Fault]:
    """Yield errors that stop their instance, and escalations that nobody hears."""
    for shape in view.shapes(*THROWS):
        event = event_of(view.house, shape)
        if event is None or event.kind not in ("error", "escalation"):
            continue
        if event.name and not is_caught(view.house, shape, event):
            yield at(shape, _sentence(shape, event))


def _sentence(shape: Shape, event: Event) -> Text:
    facts = {"place": called(shape), "thrown": plain(event.name, _SHOWN)}
    if event.kind == "error":
        return text("error-never-caught", **facts)
    return text("escalation-never-caught", **facts)


check = Check({"error-never-caught": WARNING, "escalation-never-caught": WARNING}, look)
