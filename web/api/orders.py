"""Orders: listed, shown, explained, told events."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import Response
from marshmallow import fields

from runtime.identity.permissions import Verb
from runtime.kernel.work import Work
from runtime.orders.order import lookup, operations, queries
from runtime.orders.order.queries import Cursor, Wanted
from web import context, sights
from web.api import shapes, stories
from web.api.noun import Noun, PageQuery, answered, opened, page_of, paged

bp = Noun("orders", __name__, url_prefix="/orders", description="Orders")


class OrderQuery(PageQuery):
    """Which orders a list shows; `q` is how one of their numbers begins.

    `since` and `until` are when it was placed; `waits_at` is an element with a task,
    an incident or a call to an outside system.
    """

    state = fields.String(load_default="")
    grade = fields.String(load_default="")
    channel = fields.String(load_default="")
    kind = fields.String(load_default="")
    q = fields.String(load_default="")
    since = fields.AwareDateTime(load_default=None)
    until = fields.AwareDateTime(load_default=None)
    waits_at = fields.String(load_default="")


@bp.get("")
@context.needs(Verb.READ_ORDERS)
@bp.arguments(OrderQuery, location="query")
@bp.response(200, page_of(shapes.ListedOrder))
def list_(query: dict[str, Any]) -> dict[str, Any]:
    """List orders, P0 first, then by age."""
    limit, key = query["limit"], opened(query["cursor"], str, datetime, int)
    state = query["state"]
    wanted = Wanted(
        (state,) if state else queries.EVERY_STATE,
        query["grade"],
        query["channel"],
        query["kind"],
        query["q"],
        query["since"],
        query["until"],
        query["waits_at"],
    )
    after = None if key is None else Cursor(*key)
    rows = queries.list_orders(context.reading(), wanted, limit, after)
    onward = paged(rows, limit, lambda row: (row.rank, row.placed_at, row.id))
    return {"items": sights.listed(rows), "next": onward}


@bp.get("/<order_no>")
@context.needs(Verb.READ_ORDERS)
@bp.response(200, shapes.OrderCard)
def get(order_no: str) -> dict[str, Any]:
    """Return one order, without what is hidden from the caller's roles."""
    row = lookup.get(context.reading(), order_no)
    return shapes.card(row, sights.sight())


@bp.get("/<order_no>/timeline")
@context.needs(Verb.READ_ORDERS)
@bp.response(200, shapes.Timeline)
def timeline(order_no: str) -> dict[str, Any]:
    """Tell everything that happened to an order, oldest first."""
    return {"items": stories.timeline(order_no)}


@bp.get("/<order_no>/explain")
@context.needs(Verb.READ_ORDERS)
@bp.response(200, shapes.Explained)
def explain(order_no: str) -> dict[str, Any]:
    """Tell why things happened to an order, and what it waits for now."""
    items, waiting = stories.explained(order_no)
    return {"items": items, "waiting": waiting}


@bp.post("/<order_no>/events")
@context.needs(Verb.TELL_EVENTS)
@bp.arguments(shapes.EventIn)
@bp.response(200, shapes.EventDone)
def tell_event(payload: dict[str, Any], order_no: str) -> Response:
    """Tell an order that something happened outside."""
    engine = context.runtime().engine
    name, data = payload["event"], payload["data"]

    def run(work: Work) -> tuple[int, Any]:
        moved = operations.note_event(work, engine, order_no, name, data)
        state = lookup.state_of(work.read, order_no)
        return 200, {"order_no": order_no, "moved": moved, "state": state}

    return answered(shapes.EventDone, run)
