"""What waits for a signal that nothing throws: from outside no signal comes in."""

from __future__ import annotations

from collections.abc import Iterator

from runtime.designer.checks.events import Event, event_of, thrown_in
from runtime.designer.checks.registry import ERROR, WARNING, Check
from runtime.designer.checks.view import Fault, View, at
from runtime.engine.spiff.naming import called
from runtime.kernel.texts import plain, text

_CATCHES = ("intermediateCatchEvent", "boundaryEvent", "startEvent")
_SHOWN = 60


def look(view: View) -> Iterator[Fault]:
    """Yield what waits for a signal for ever; where it may go on, as advice."""
    for shape in view.shapes(*_CATCHES):
        event = event_of(view.house, shape)
        if event is None or event.kind != "signal" or not event.name:
            continue
        if Event("signal", event.name) in thrown_in(view.house, shape.region.process):
            continue
        sources = (shape.region.shapes.get(one.source) for one in shape.incoming)
        is_choice = any(one and one.tag == "eventBasedGateway" for one in sources)
        sure = shape.tag == "intermediateCatchEvent" and not is_choice
        facts = {"place": called(shape), "name": plain(event.name, _SHOWN)}
        yield at(shape, text("signal-never-thrown", **facts), "" if sure else WARNING)


check = Check({"signal-never-thrown": ERROR}, look)
