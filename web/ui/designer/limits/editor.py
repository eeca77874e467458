"""Limits and other parameters that change when a draft is published (参数改动)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as Answer

from runtime.designer import values_text
from runtime.designer.drafts.naming import VALUES, Name
from runtime.designer.values_text import Window
from runtime.identity.permissions import Verb
from runtime.kernel.errors import Invalid
from runtime.kernel.parameters import ParameterType
from runtime.kernel.texts import Text, text
from web import context
from web.ui import moments, quantities
from web.ui.designer import editing, holding
from web.ui.designer.limits import page
from web.ui.designer.limits.page import Filled

bp = Blueprint("draft_values", __name__, url_prefix="/designer/drafts")
PATH = f"/<{context.ROW}:draft_id>/values/<key>"
ENDS = ("from", "to")
Typed = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Read:
    """What was typed, as values; and where it is none."""

    values: dict[str, Any]
    times: dict[str, Window]
    faults: dict[str, list[Text]]


@bp.get(PATH)
@context.needs(Verb.READ_DESIGNS)
def shown(draft_id: int, key: str) -> Answer:
    """Show every parameter: what holds now, and what the draft makes of it."""
    held = holding.get(draft_id, Name(VALUES, key))
    try:
        said = values_text.read(held.body)
    except Invalid as wrong:
        return page.unreadable(held, wrong)
    typed = page.typed_of(said, values_text.windows(held.body))
    filled = Filled(typed, held.revision, is_saved="saved" in request.args)
    return page.show(held, filled, 200)


def filled_in(kept: MultiDict[str, str], draft_id: int, key: str) -> str:
    """Show the page with what was typed before a log-in ended."""
    held = holding.get(draft_id, Name(VALUES, key))
    filled = Filled(page.typed_in(kept), holding.seen(kept))
    return page.show(held, filled, 200).get_data(as_text=True)


@bp.post(PATH)
@context.needs(Verb.DESIGN)
@context.shows_again(filled_in)
def edit(draft_id: int, key: str) -> Answer:
    """Save the values into the draft; an empty field changes nothing."""
    held = holding.get(draft_id, Name(VALUES, key))
    typed = page.typed_in(request.form)
    filled = Filled(typed, holding.seen(request.form))
    read = read_values(typed)
    if read.faults:
        return page.show(held, replace(filled, faults=read.faults), 422)
    try:
        body = values_text.written(held.body, read.values, page.kinds(), read.times)
    except Invalid as wrong:
        return page.unreadable(held, wrong)
    kept = editing.keep(held, body, filled.revision)
    again = holding.get(draft_id, held.name)
    later = replace(filled, revision=kept.revision, kept=kept, is_saved=kept.is_done)
    place = url_for(
        "draft_values.shown", draft_id=draft_id, key=key, saved=kept.revision
    )
    return editing.ended(kept, lambda status: page.show(again, later, status), place)


def read_values(typed: Typed) -> Read:
    """Return the values that were typed, by the kind of each parameter."""
    found = Read({}, {}, {})
    zone = ZoneInfo(context.runtime().settings.zone)
    for name, kind in page.kinds().items():
        given = typed.get(name, {})
        wrong = _window_fault(name, given, zone)
        value = quantities.read(ParameterType(kind), given)
        if not given.get("value", "").strip():
            wrong = wrong or (text("values-time-alone") if _is_timed(given) else None)
        elif value is None or _is_wrong(name, kind, value):
            wrong = text(f"parameters-wrong-{kind.value}")
        else:
            found.values[name] = value
        if wrong is not None:
            found.faults[name] = [wrong]
        elif _is_timed(given):
            found.times[name] = _window(given, zone)
    return found


def _is_timed(given: Mapping[str, str]) -> bool:
    return any(given.get(end, "").strip() for end in ENDS)


def _window(given: Mapping[str, str], zone: ZoneInfo) -> Window:
    begins, ends = (moments.read(given.get(end, "").strip(), zone) for end in ENDS)
    return begins, ends


def _window_fault(name: str, given: Mapping[str, str], zone: ZoneInfo) -> Text | None:
    """Return what is wrong with the time for which a value is to hold."""
    begins, ends = window = _window(given, zone)
    typed = [given.get(end, "").strip() for end in ENDS]
    if any(said and at is None for said, at in zip(typed, window, strict=True)):
        return text("parameters-time-wrong")
    if begins and ends and ends <= begins:
        return text("parameter-window-wrong", name=name)
    return None


def _is_wrong(name: str, kind: ParameterType, value: Any) -> bool:
    try:
        page.check(name, kind, value)
    except Invalid:
        return True
    return False
