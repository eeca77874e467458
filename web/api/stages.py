"""Stages: how much waits where, since when, and whether that is usual."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields, validate

from runtime.engine.run import heat, stages
from runtime.engine.run.heat import Heat
from runtime.engine.run.stages import Stage as Found
from runtime.identity.permissions import Verb
from web import context
from web.api.noun import Noun, PageQuery, opened, page_of, paged
from web.api.tasks import Named

bp = Noun("stages", __name__, url_prefix="/stages", description="Backlog by element")
KINDS = ("task", "message", "delivery", "incident")


class Stage(Schema):
    """One element where something waits; `role` is empty where no person is meant."""

    process = fields.String(required=True)
    version = fields.Integer(required=True)
    element = fields.String(required=True)
    name = fields.Nested(Named, required=True)
    kind = fields.String(required=True, validate=validate.OneOf(KINDS))
    role = fields.String(required=True)
    waiting = fields.Integer(required=True)
    overdue = fields.Integer(required=True)
    oldest_at = fields.DateTime(required=True)
    oldest_seconds = fields.Integer(required=True)


class HeatedStage(Schema):
    """One element today and as usual; null where nothing tells what is usual."""

    process = fields.String(required=True)
    element = fields.String(required=True)
    name = fields.Nested(Named, required=True)
    waiting = fields.Integer(required=True)
    stuck = fields.Integer(required=True)
    overdue = fields.Integer(required=True)
    usual_waiting = fields.Float(required=True, allow_none=True)
    dwell_seconds = fields.Integer(required=True, allow_none=True)
    usual_dwell_seconds = fields.Integer(required=True, allow_none=True)
    times_usual = fields.Float(required=True, allow_none=True)


class HeatMap(Schema):
    """Every element where something waits or has been today, the hottest first."""

    items = fields.List(fields.Nested(HeatedStage), required=True)
    next = fields.String(required=True, allow_none=True)


@bp.get("")
@context.needs(Verb.READ_STAGES)
@bp.arguments(PageQuery, location="query")
@bp.response(200, page_of(Stage))
def list_(query: dict[str, Any]) -> dict[str, Any]:
    """Tell how much waits at each element, and how long the oldest has."""
    runtime, read = context.runtime(), context.reading()
    limit, after = query["limit"], opened(query["cursor"], str, str, str, str)
    found = stages.list_stages(read, runtime.engine, runtime.clock.now())
    rows = sorted(found, key=_place)
    rows = [row for row in rows if after is None or _place(row) > after][:limit]
    return {"items": [_item(row) for row in rows], "next": paged(rows, limit, _place)}


def _place(one: Found) -> tuple[str, str, str, str]:
    return one.process_id, one.element, one.kind, one.role


@bp.get("/heatmap")
@context.needs(Verb.READ_STAGES)
@bp.response(200, HeatMap)
def heatmap() -> dict[str, Any]:
    """Tell backlog and dwell of each element, today against usual.

    Usual backlog: the median over the last 7 days at this time of the day. Usual
    dwell: the median stay of what left the element before today.
    """
    runtime = context.runtime()
    found = heat.list_heat(
        context.reading(), runtime.engine, runtime.clock.now(), runtime.settings.zone
    )
    return {"items": [_heated(one) for one in found], "next": None}


def _item(one: Found) -> dict[str, Any]:
    runtime = context.runtime()
    deployed = runtime.engine.definitions.get(context.reading(), one.definition_id)
    age = runtime.clock.now() - one.oldest
    return {
        "process": one.process_id,
        "version": deployed.version,
        "element": one.element,
        "name": {"zh": one.title.zh, "en": one.title.en},
        "kind": one.kind,
        "role": one.role,
        "waiting": one.count,
        "overdue": one.overdue,
        "oldest_at": one.oldest,
        "oldest_seconds": max(0, int(age.total_seconds())),
    }


def _heated(one: Heat) -> dict[str, Any]:
    return {
        "process": one.process_id,
        "element": one.element,
        "name": {"zh": one.title.zh, "en": one.title.en},
        "waiting": one.waiting,
        "stuck": one.stuck,
        "overdue": one.overdue,
        "usual_waiting": one.usual_waiting,
        "dwell_seconds": _whole(one.dwell),
        "usual_dwell_seconds": _whole(one.usual_dwell),
        "times_usual": None if one.times is None else round(one.times, 2),
    }


def _whole(seconds: float | None) -> int | None:
    return None if seconds is None else int(seconds)
