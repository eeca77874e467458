"""Parameters: the numbers that rules use, since when, who set them and why (参数)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import orjson
from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from runtime.identity.permissions import Verb
from runtime.kernel import parameters
from runtime.kernel.errors import Conflict, Invalid
from runtime.kernel.parameters import Change, ParameterType
from runtime.kernel.texts import Text, text
from web import context
from web.ui import moments, parameter_readers, quantities
from web.ui.designer.words import VALUES_FILE

bp = Blueprint("parameters", __name__, url_prefix="/parameters")
_DIGITS = 9
FIRST = "seed"  # why the first version is there
_FIELDS = {"parameter-wrong-type": "value", "parameter-window-wrong": "valid_to"}
Faults = Mapping[str, Sequence[Text]]


@bp.get("")
@context.needs(Verb.READ_PARAMETERS)
def shown() -> str:
    """Show every parameter: what holds now, since when, and what is to come."""
    now = context.runtime().clock.now()
    return render_template(
        "parameters.html",
        courses=parameters.courses(context.reading(), now),
        titled=titled,
        said=said,
        first=FIRST,
    )


@bp.get("/<name>")
@context.needs(Verb.READ_PARAMETERS)
def one(name: str) -> Answer:
    """Show one parameter with all its versions, and a form to change it."""
    return _page(name, {}, 200)


@bp.post("/<name>")
@context.needs(Verb.CHANGE_PARAMETERS)
def change(name: str) -> Answer:
    """Give a parameter a new value, from and to when it says."""
    trail = context.runtime().engine.trail
    newest = parameters.list_versions(context.reading(), name)[0]
    try:
        wanted = _wanted(ParameterType(newest.type))
        context.writing(lambda work: parameters.change(work, trail, name, wanted))
    except Conflict:
        return _page(name, {}, 409)
    except Invalid as wrong:
        beside = _FIELDS.get(wrong.code)
        told = {beside: [wrong.text]} if beside else wrong.fields
        return _page(name, told, 422)
    return redirect(url_for("parameters.one", name=name, done=1), 303)


def titled(row: Any) -> dict[str, str]:
    """Return what people call a parameter."""
    found: dict[str, str] = orjson.loads(row.title)
    return found


def said(row: Any) -> Text | str:
    """Return a version's value as people read it."""
    return quantities.said(row.type, orjson.loads(row.value))


def _wanted(kind: ParameterType) -> Change:
    """Return what was typed; raises Invalid with every fault by field."""
    form, faults = request.form, {}
    zone = ZoneInfo(context.runtime().settings.zone)
    window: list[datetime | None] = []
    for end in ("valid_from", "valid_to"):
        typed = form.get(end, "").strip()
        at = moments.read(typed, zone)
        window.append(at)
        if typed and at is None:
            faults[end] = [text("parameters-time-wrong")]
    value = quantities.read(kind, form)
    if value is None:
        faults["value"] = [text(f"parameters-wrong-{kind.value}")]
    note = form.get("note", "").strip()
    if not note:
        faults["note"] = [text("parameters-note-missing")]
    if faults:
        raise Invalid("http-content", faults)
    since = quantities.whole(form.get("version", ""), _DIGITS)
    return Change(value, window[0], window[1], note[:2000], since)


def _newer(versions: Sequence[Any]) -> Sequence[Any]:
    """Return the versions that came while somebody was typing, the newest first."""
    since = quantities.whole(request.form.get("version", ""), _DIGITS) or 0
    return [row for row in versions if row.version > since]


def _page(name: str, faults: Faults, status: int) -> Answer:
    runtime = context.runtime()
    versions = parameters.list_versions(context.reading(), name)
    course = parameters.course(versions[::-1], runtime.clock.now())
    base = course.valid or course.newest
    typed = quantities.typed(base.type, orjson.loads(base.value))
    page = render_template(
        "parameter.html",
        name=name,
        versions=versions,
        course=course,
        titled=titled,
        said=said,
        first=FIRST,
        typed={**typed, **request.form},
        kind_name=text(f"parameters-kind-{base.type}"),
        units=quantities.units(),
        faults=faults,
        newer=_newer(versions) if status == 409 else [],
        reading=parameter_readers.readers_of(name),
        drafted_as=VALUES_FILE,
    )
    return make_response(page, status)
