"""My views of a list: keep the present filters, call them otherwise, drop them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode

from flask import Blueprint, flash, g, redirect, request, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as Answer

from runtime.engine.run import stages
from runtime.identity import views
from runtime.identity.permissions import Verb
from runtime.kernel.errors import FlowError
from runtime.kernel.texts import Title, text
from runtime.kernel.work import Work
from runtime.orders.order.buckets import MAIN_PROCESS
from web import context
from web.language import spoken

bp = Blueprint("views", __name__, url_prefix="/views")
# the lists of which views are kept, and the filters that each has
ROOMS: Mapping[str, tuple[str, Sequence[str]]] = {
    "orders": (
        "orders.listed",
        ("q", "state", "grade", "channel", "kind", "since", "until", "waits"),
    ),
    "inbox": ("inbox.shown", ("tab", "at", "grade")),
}
NONE = {"view": "none"}  # an address that asks for no view, so not for the default


@dataclass(frozen=True, slots=True)
class Chip:
    """One view as a list shows it."""

    name: str
    url: str
    is_default: bool
    is_here: bool


@dataclass(frozen=True, slots=True)
class Shelf:
    """Everything a list shows of one's views; ``query`` is what would be kept now."""

    room: str
    chips: Sequence[Chip]
    query: str
    plain: str


def shelf(room: str, asked: Mapping[str, str]) -> Shelf:
    """Return one's views of a list that shows ``asked``."""
    query = written(room, asked)
    chips = [
        Chip(
            row.name,
            address(room, row.query),
            bool(row.is_default),
            row.query == query,
        )
        for row in _mine(room)
    ]
    return Shelf(room, chips, query, address(room, ""))


def onward(room: str) -> Answer | None:
    """Lead who asks for nothing to the view that the list opens with, if any."""
    if request.args:
        return None
    chosen = [row.query for row in _mine(room) if row.is_default]
    return redirect(address(room, chosen[0]), 303) if chosen else None


def places(roles: frozenset[str] | None = None) -> Mapping[str, Title]:
    """Return the steps that a list can be narrowed to; those of some roles, or all."""
    read, engine = context.reading(), context.runtime().engine
    return stages.list_places(read, engine, MAIN_PROCESS, roles)


def messages_at(place: str) -> Sequence[str]:
    """Return the messages that a step waits for."""
    if not place:
        return ()
    read, engine = context.reading(), context.runtime().engine
    found = stages.message_at(read, engine, MAIN_PROCESS, place)
    return (found,) if found else ()


def written(room: str, asked: Mapping[str, str]) -> str:
    """Return filters as an address holds them: known ones, in one sequence."""
    names = ROOMS[room][1]
    return urlencode([(name, asked[name]) for name in names if asked.get(name)])


def address(room: str, query: str) -> str:
    """Return where a view leads."""
    endpoint, names = ROOMS[room]
    found = {name: value for name, value in parse_qsl(query) if name in names}
    given: dict[str, Any] = {**(found or NONE)}
    return url_for(endpoint, **given)


@bp.post("/<room>")
@context.needs(Verb.OWN)
def save(room: str) -> Answer:
    """Keep the filters that the list was sent with."""
    _known(room)
    query = written(room, dict(parse_qsl(request.form.get("query", ""))))
    name, is_default = request.form.get("name", ""), "default" in request.form

    def keep(work: Work) -> None:
        views.save(work, room, name, query, is_default=is_default)

    return _did(room, query, keep, "views-saved")


@bp.post("/<room>/change")
@context.needs(Verb.OWN)
def change(room: str) -> Answer:
    """Rename a view, drop it, or let the list open with it or without any."""
    _known(room)
    form = request.form
    name, query = form.get("name", ""), form.get("query", "")
    acts = {
        "rename": lambda work: views.rename(work, room, name, form.get("to", "")),
        "remove": lambda work: views.remove(work, room, name),
        "choose": lambda work: views.choose(work, room, name),
        "free": lambda work: views.choose(work, room, None),
    }
    act = acts.get(form.get("act", ""))
    if act is None:
        raise NotFound
    return _did(room, query, act, "views-changed")


def _mine(room: str) -> Sequence[Any]:
    """Return one's views of a list, read once a request."""
    if "views" not in g:
        g.views = views.list_views(context.reading(), context.actor().id, room)
    found: Sequence[Any] = g.views
    return found


def _did(room: str, query: str, act: Any, done: str) -> Answer:
    try:
        context.writing(act)
    except FlowError as refused:
        flash(spoken(refused.text), "alert")
    else:
        flash(spoken(text(done)), "note")
    return redirect(address(room, query), 303)


def _known(room: str) -> None:
    if room not in ROOMS:
        raise NotFound
