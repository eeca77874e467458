"""My views: the filters of lists that one keeps under names."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl

from flask import Response
from marshmallow import Schema, fields, validate

from runtime.identity import views
from runtime.identity.permissions import Verb
from runtime.kernel.work import Work
from web import context
from web.api.noun import Noun, answered
from web.ui.views import ROOMS, written

bp = Noun("views", __name__, url_prefix="/me/views", description="Views one keeps")
ROOM = validate.OneOf(sorted(ROOMS))


class View(Schema):
    """Filters of a list under a name; `is_default`: the list opens with them."""

    room = fields.String(required=True, validate=ROOM)
    name = fields.String(required=True, validate=validate.Length(1, views.LONGEST_NAME))
    filters = fields.Dict(keys=fields.String(), values=fields.String(), required=True)
    is_default = fields.Boolean(load_default=False)


class Views(Schema):
    """What one keeps, list by list, the first saved first."""

    items = fields.List(fields.Nested(View), required=True)
    next = fields.String(required=True, allow_none=True)


class ViewName(Schema):
    """Which view."""

    room = fields.String(required=True, validate=ROOM)
    name = fields.String(required=True, validate=validate.Length(1, 200))


class Dropped(ViewName):
    """A view that is no longer kept."""


@bp.get("")
@context.needs(Verb.OWN)
@bp.response(200, Views)
def list_() -> dict[str, Any]:
    """List the views that one keeps."""
    return {
        "items": [one for room in sorted(ROOMS) for one in _kept(room)],
        "next": None,
    }


@bp.post("")
@context.needs(Verb.OWN)
@bp.arguments(View)
@bp.response(200, View)
def save(payload: dict[str, Any]) -> Response:
    """Keep filters; the same name again replaces them. Unknown filters are left out."""
    room, name = payload["room"], payload["name"]
    query = written(room, payload["filters"])

    def run(work: Work) -> tuple[int, Any]:
        views.save(work, room, name, query, is_default=payload["is_default"])
        kept = " ".join(name.split())
        return 200, {**payload, "name": kept, "filters": dict(parse_qsl(query))}

    return answered(View, run)


@bp.post("/drop")
@context.needs(Verb.OWN)
@bp.arguments(ViewName)
@bp.response(200, Dropped)
def drop(payload: dict[str, str]) -> Response:
    """Keep a view no longer."""

    def run(work: Work) -> tuple[int, Any]:
        views.remove(work, payload["room"], payload["name"])
        return 200, payload

    return answered(Dropped, run)


def _kept(room: str) -> list[dict[str, Any]]:
    rows = views.list_views(context.reading(), context.actor().id, room)
    return [
        {
            "room": room,
            "name": row.name,
            "filters": dict(parse_qsl(row.query)),
            "is_default": bool(row.is_default),
        }
        for row in rows
    ]
