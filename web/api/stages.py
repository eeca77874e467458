"""Stages: how much waits where, and since when."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields

from runtime.engine.run import queries
from runtime.identity.permissions import Verb
from web import context
from web.api.noun import Noun, PageQuery, opened, page_of, paged
from web.api.tasks import Named

bp = Noun("stages", __name__, url_prefix="/stages", description="Backlog by element")


class Stage(Schema):
    """One element where people's work waits."""

    process = fields.String(required=True)
    version = fields.Integer(required=True)
    element = fields.String(required=True)
    name = fields.Nested(Named, required=True)
    role = fields.String(required=True)
    waiting = fields.Integer(required=True)
    oldest_at = fields.DateTime(required=True)
    oldest_seconds = fields.Integer(required=True)


@bp.get("")
@context.needs(Verb.READ_STAGES)
@bp.arguments(PageQuery, location="query")
@bp.response(200, page_of(Stage))
def list_(query: dict[str, Any]) -> dict[str, Any]:
    """Tell how many tasks wait at each element, and how long the oldest has."""
    limit, after = query["limit"], opened(query["cursor"], int, str, str)
    found = queries.waiting_by_element(context.reading())
    rows = [row for row in found if after is None or _place(row) > after][:limit]
    return {"items": [_item(row) for row in rows], "next": paged(rows, limit, _place)}


def _place(row: Any) -> tuple[int, str, str]:
    return row.definition_id, row.element, row.role


def _item(row: Any) -> dict[str, Any]:
    runtime = context.runtime()
    deployed = runtime.engine.definitions.get(context.reading(), row.definition_id)
    element = deployed.model.elements[row.element]
    age = runtime.clock.now() - row.oldest_at
    return {
        **row._mapping,
        "process": deployed.process_id,
        "version": deployed.version,
        "name": {"zh": element.name, "en": element.name_en},
        "oldest_seconds": max(0, int(age.total_seconds())),
    }
