"""The page of a draft's parameters: what holds now beside what is to hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

import orjson
from flask import make_response, render_template
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as Answer

from runtime.designer import readers
from runtime.designer.drafts import checking
from runtime.designer.readers import Reader
from runtime.designer.values_text import Window
from runtime.engine.design.shelf import shelf_of
from runtime.kernel import parameters
from runtime.kernel.errors import Invalid
from runtime.kernel.parameters import Course, ParameterType
from runtime.kernel.texts import Text, Title
from web import context
from web.ui import quantities
from web.ui.designer import editing
from web.ui.designer.editing import Kept
from web.ui.designer.holding import Held

check = parameters.check
_PARTS = ("value", "unit", "from", "to")
_MINUTES = "%Y-%m-%dT%H:%M"  # as a field of date and time holds it


@dataclass(frozen=True, slots=True)
class Filled:
    """The page as it is shown: what was typed, by parameter."""

    typed: Mapping[str, Mapping[str, str]]
    revision: int
    faults: Mapping[str, Sequence[Text]] = field(default_factory=dict)
    is_saved: bool = False
    kept: Kept | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One parameter: how it goes, what was typed, who reads it."""

    name: str
    kind: str
    title: Mapping[str, str]
    now: Text | str | None
    now_typed: Mapping[str, str]
    course: Course
    typed: Mapping[str, str]
    faults: Sequence[Text]
    readers: Sequence[Reader]

    @property
    def read_by(self) -> Sequence[Title]:
        """The names of what reads it, each once."""
        return tuple(dict.fromkeys(one.title for one in self.readers))

    @property
    def is_timed(self) -> bool:
        """Tell whether the draft's value is to hold for a time only."""
        return bool(self.typed.get("from") or self.typed.get("to"))

    @property
    def is_changed(self) -> bool:
        """Tell whether the draft gives it a value."""
        return bool(self.typed.get("value", "").strip())


def show(held: Held, filled: Filled, status: int) -> Answer:
    """Return the page; what the draft changes stands first."""
    rows = sorted(_rows(held, filled), key=lambda one: not one.is_changed)
    known = {one.name for one in rows}
    page = render_template(
        "designer/values.html",
        held=held,
        off=not editing.may_change(held.draft),
        filled=filled,
        rows=rows,
        unknown=[name for name in filled.typed if name not in known],
        units=quantities.units(),
        said=lambda row: quantities.said(row.type, orjson.loads(row.value)),
    )
    return make_response(page, status)


def unreadable(held: Held, wrong: Invalid) -> Answer:
    """Return the page that says why the values cannot be edited so."""
    page = render_template("designer/unreadable.html", at=held, why=wrong.text)
    return make_response(page, 200)


def kinds() -> dict[str, ParameterType]:
    """Return name → kind of every parameter."""
    rows = parameters.list_all(context.reading())
    return {row.name: ParameterType(row.type) for row in rows}


def typed_of(
    said: Mapping[str, Any], times: Mapping[str, Window]
) -> dict[str, Mapping[str, str]]:
    """Return what the fields hold for the values of a draft and their times."""
    known, zone = kinds(), ZoneInfo(context.runtime().settings.zone)
    found: dict[str, Mapping[str, str]] = {}
    for name, one in said.items():
        ends = zip(("from", "to"), times.get(name, ()), strict=False)
        local = {end: at.astimezone(zone).strftime(_MINUTES) for end, at in ends if at}
        found[name] = {**_typed(known.get(name), one), **local}
    return found


def typed_in(sent: MultiDict[str, str]) -> dict[str, Mapping[str, str]]:
    """Return what the fields hold as they were sent."""
    return {
        name: {part: sent.get(f"{name}.{part}", "") for part in _PARTS}
        for name in kinds()
    }


def _typed(kind: ParameterType | None, value: Any) -> Mapping[str, str]:
    if kind is None:
        return {"value": str(value)}
    try:
        return quantities.typed(kind, check("", kind, value))
    except Invalid:
        return {"value": str(value)}  # the gates say what is wrong with it


def _rows(held: Held, filled: Filled) -> list[Row]:
    read, now = context.reading(), context.runtime().clock.now()
    shelf = shelf_of(read, checking.files_of(held.draft))
    reading = readers.readers_of_parameters(shelf.files.values())
    return [
        _row(course, filled, reading.get(course.newest.name, ()))
        for course in parameters.courses(read, now)
    ]


def _row(course: Course, filled: Filled, reading: Sequence[Reader]) -> Row:
    newest, valid = course.newest, course.valid
    value = orjson.loads((valid or newest).value)
    return Row(
        newest.name,
        newest.type,
        orjson.loads(newest.title),
        quantities.said(newest.type, value) if valid else None,
        quantities.typed(newest.type, value),
        course,
        filled.typed.get(newest.name, {}),
        filled.faults.get(newest.name, ()),
        reading,
    )
