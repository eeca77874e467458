"""Incidents: elements that cannot go on, and the three ways out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import Response
from marshmallow import Schema, fields

from runtime.engine.machine import Engine
from runtime.engine.run import incidents
from runtime.identity.permissions import Verb
from runtime.kernel.work import Work
from web import context, sights
from web.api.noun import (
    ID,
    Noun,
    PageQuery,
    Reason,
    answered,
    opened,
    page_of,
    paged,
)
from web.language import language

bp = Noun("incidents", __name__, url_prefix="/incidents", description="Incidents")
Act = Callable[[Work, Engine, int, str], object]


class Incident(Schema):
    """One element that cannot go on."""

    id = fields.Integer(required=True)
    order_no = fields.String(required=True)
    element = fields.String(required=True)
    code = fields.String(required=True)
    message = fields.String(required=True)
    created_at = fields.DateTime(required=True)


class Resolved(Schema):
    """Whether the instance got past it; else there is a new incident."""

    incident = fields.Integer(required=True)
    done = fields.Boolean(required=True)


@bp.get("")
@context.needs(Verb.READ_INCIDENTS)
@bp.arguments(PageQuery, location="query")
@bp.response(200, page_of(Incident))
def list_(query: dict[str, Any]) -> dict[str, Any]:
    """List open incidents, the oldest first."""
    after = opened(query["cursor"], datetime, int)
    rows = incidents.list_open(context.reading(), query["limit"], after)
    veils = sights.veils(row.business_key for row in rows)
    items = [
        {
            **row._mapping,
            "order_no": row.business_key,
            "message": veils[row.business_key]
            .text(incidents.cause_of(row))
            .say(language()),
        }
        for row in rows
    ]
    onward = paged(rows, query["limit"], lambda row: (row.created_at, row.id))
    return {"items": items, "next": onward}


@bp.post(f"/<{ID}:incident_id>/retry")
@context.needs(Verb.SOLVE_INCIDENTS)
@bp.arguments(Reason)
@bp.response(200, Resolved)
def retry(payload: dict[str, str], incident_id: int) -> Response:
    """Try the step again."""
    return _resolve(incidents.retry, incident_id, payload["reason"])


@bp.post(f"/<{ID}:incident_id>/skip")
@context.needs(Verb.SOLVE_INCIDENTS)
@bp.arguments(Reason)
@bp.response(200, Resolved)
def skip(payload: dict[str, str], incident_id: int) -> Response:
    """Pass over the step without doing it."""
    return _resolve(incidents.skip, incident_id, payload["reason"])


@bp.post(f"/<{ID}:incident_id>/cancel")
@context.needs(Verb.SOLVE_INCIDENTS)
@bp.arguments(Reason)
@bp.response(200, Resolved)
def cancel(payload: dict[str, str], incident_id: int) -> Response:
    """End the instance that is stuck."""
    return _resolve(incidents.cancel, incident_id, payload["reason"])


def _resolve(act: Act, incident_id: int, reason: str) -> Response:
    engine = context.runtime().engine

    def run(work: Work) -> tuple[int, Any]:
        went_on = act(work, engine, incident_id, reason)
        return 200, {"incident": incident_id, "done": went_on is not False}

    return answered(Resolved, run)
