"""A message or signal that is thrown, and that nothing in the instance waits for."""

from __future__ import annotations

from collections.abc import Iterator

from runtime.designer.checks.events import THROWS, Event, caught_in, event_of
from runtime.designer.checks.registry import WARNING, Check
from runtime.designer.checks.view import Fault, View, at
from runtime.engine.spiff.diagram import Shape
from runtime.engine.spiff.naming import called
from runtime.kernel.texts import Text, plain, text

_SHOWN = 60


def look(view: View) -> Iterator[Fault]:
    """Yield what throws a message or signal in vain."""
    for shape in view.shapes(*THROWS):
        event = event_of(view.house, shape)
        if event is None or event.kind not in ("message", "signal"):
            continue
        if event.name and event not in caught_in(view.house, shape.region.process):
            yield at(shape, _sentence(shape, event))


def _sentence(shape: Shape, event: Event) -> Text:
    facts = {"place": called(shape), "name": plain(event.name, _SHOWN)}
    if event.kind == "message":
        return text("message-not-caught", **facts)
    return text("signal-not-caught", **facts)


check = Check({"message-not-caught": WARNING, "signal-not-caught": WARNING}, look)
