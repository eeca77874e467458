"""A boundary event that can never fire at what it is attached to."""

from __future__ import annotations

from collections.abc import Iterator

from runtime.designer.checks.events import Event, Thrown, comes_out, event_of
from runtime.designer.checks.registry import WARNING, Check
from runtime.designer.checks.view import Fault, View, at
from runtime.engine.spiff.diagram import Shape, extensions
from runtime.engine.spiff.naming import called
from runtime.kernel.texts import Text, plain, text

_AT_ONCE = frozenset({"scriptTask", "businessRuleTask", "sendTask"})
_THROWN = ("error", "escalation")
_SHOWN = 60


def look(view: View) -> Iterator[Fault]:
    """Yield boundary events in vain."""
    for shape in view.shapes("boundaryEvent"):
        activity = shape.region.shapes.get(shape.attached_to)
        event = event_of(view.house, shape)
        if activity is None or event is None:
            continue
        said = _said(view, shape, activity, event)
        if said is not None:
            yield at(shape, said)


def _said(view: View, shape: Shape, activity: Shape, event: Event) -> Text | None:
    facts = {"event": called(shape), "activity": called(activity)}
    if event.kind in _THROWN:
        if _may_throw(comes_out(view.house, activity), event):
            return None
        thrown = plain(event.name, _SHOWN) or text("check-any-error")
        return text("border-nothing-thrown", **facts, thrown=thrown)
    if _is_over_at_once(view, activity):
        return text("border-no-time", **facts)
    return None


def _may_throw(thrown: Thrown, event: Event) -> bool:
    if thrown.unknown and event.kind == "error":
        return True
    return any(
        one.kind == event.kind and event.name in ("", one.name) for one in thrown.events
    )


def _is_over_at_once(view: View, activity: Shape) -> bool:
    if activity.tag != "serviceTask":
        return activity.tag in _AT_ONCE
    engine = view.house.engine
    names = [one.get("id") for one in extensions(activity.node, "serviceTaskOperator")]
    return any(name in engine.handlers.services for name in names)


check = Check({"border-nothing-thrown": WARNING, "border-no-time": WARNING}, look)
