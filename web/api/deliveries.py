"""Deliveries: calls to outside systems, and sending a dead one again."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import Response
from marshmallow import Schema, fields, validate

from runtime.engine.run import deliveries
from runtime.engine.tables import DeliveryState
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

bp = Noun("deliveries", __name__, url_prefix="/deliveries", description="Outside calls")


class Delivery(Schema):
    """One call to an outside system; what it carries stays in the order's story."""

    id = fields.Integer(required=True)
    key = fields.String(required=True)
    order_no = fields.String(required=True)
    element = fields.String(required=True)
    target = fields.String(required=True)
    state = fields.String(required=True)
    attempt = fields.Integer(required=True)
    next_at = fields.DateTime(required=True, allow_none=True)
    created_at = fields.DateTime(required=True)
    last_error = fields.String(required=True, allow_none=True)


class DeliveryQuery(PageQuery):
    """Calls in which state."""

    state = fields.String(
        load_default=DeliveryState.DEAD.value,
        validate=validate.OneOf([one.value for one in DeliveryState]),
    )


class Redriven(Schema):
    """A call that is due again."""

    delivery = fields.Integer(required=True)
    state = fields.String(required=True)


@bp.get("")
@context.needs(Verb.READ_INCIDENTS)
@bp.arguments(DeliveryQuery, location="query")
@bp.response(200, page_of(Delivery))
def list_(query: dict[str, Any]) -> dict[str, Any]:
    """List outside calls in one state, the oldest first."""
    after = opened(query["cursor"], datetime, int)
    state, limit = DeliveryState(query["state"]), query["limit"]
    rows = deliveries.list_by_state(context.reading(), state, limit, after)
    veils = sights.veils(row.business_key for row in rows)
    items = [
        {
            **row._mapping,
            "last_error": veils[row.business_key].text(row.last_error),
            "order_no": row.business_key,
            "target": f"{row.connector}.{row.verb}",
        }
        for row in rows
    ]
    onward = paged(rows, limit, lambda row: (row.created_at, row.id))
    return {"items": items, "next": onward}


@bp.post(f"/<{ID}:delivery_id>/redrive")
@context.needs(Verb.SOLVE_INCIDENTS)
@bp.arguments(Reason)
@bp.response(200, Redriven)
def redrive(payload: dict[str, str], delivery_id: int) -> Response:
    """Make a dead call due again, with all its tries."""
    engine = context.runtime().engine

    def run(work: Work) -> tuple[int, Any]:
        deliveries.redrive(work, engine, delivery_id, payload["reason"])
        return 200, {"delivery": delivery_id, "state": DeliveryState.PENDING.value}

    return answered(Redriven, run)
