"""Orders: handed in, listed, told events, explained."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import orjson
from flask import Response
from marshmallow import fields

from runtime.engine.run import story
from runtime.identity.permissions import Verb
from runtime.kernel.errors import Invalid, Rejected
from runtime.kernel.work import Work
from runtime.orders.intake import receiving, repeats
from runtime.orders.intake.receiving import Received, Told
from runtime.orders.order import lookup, operations, queries, telling
from runtime.orders.order.decoding import Decoded
from web import context
from web.api import shapes
from web.api.noun import Noun, PageQuery, answered, opened, page_of, paged
from web.errors import fields_of, status_of
from web.language import language

bp = Noun("orders", __name__, url_prefix="/orders", description="Orders")
# what of a story tells a reason
_REASONS = frozenset({"decision", "incident", "time", "notice", "told-again"})


class OrderQuery(PageQuery):
    """Which orders a list shows; `q` is how one of their numbers begins."""

    state = fields.String(load_default=None)
    grade = fields.String(load_default=None)
    channel = fields.String(load_default=None)
    kind = fields.String(load_default=None)
    q = fields.String(load_default=None)


@bp.get("")
@context.needs(Verb.READ_ORDERS)
@bp.arguments(OrderQuery, location="query")
@bp.response(200, page_of(shapes.ListedOrder))
def list_(query: dict[str, Any]) -> dict[str, Any]:
    """List orders, P0 first, then by age."""
    limit, cursor = query.pop("limit"), query.pop("cursor")
    after = opened(cursor, str, datetime, int)
    wanted = queries.Wanted(**query)
    rows = queries.list_page(context.reading(), wanted, limit, after)
    key = paged(rows, limit, lambda row: (row.rank, row.placed_at, row.id))
    return {"items": rows, "next": key}


@bp.post("")
@context.needs(Verb.SEND_ORDERS)
@bp.arguments(shapes.OrderIn)
@bp.response(201, shapes.OrderCard)
@bp.alt_response(200, schema=shapes.OrderCard, success=True)
def receive(payload: Any) -> Response:
    """Take one order; one that is known is answered with the first (200)."""
    engine = context.runtime().engine

    def run(work: Work) -> tuple[int, Any]:
        told = receiving.read_told(work.read, payload)
        (found,) = receiving.receive(work, engine, [told])
        for again in receiving.list_changed(work.read, [told]):
            repeats.take_again(work, engine, again)
        card = _card(lookup.get(work.read, found.order_no))
        return (201 if found.is_new else 200), card

    return answered(shapes.OrderCard, run)


@bp.post("/batch")
@context.needs(Verb.SEND_ORDERS)
@bp.arguments(shapes.OrdersIn)
@bp.response(207, shapes.BatchResults)
def receive_batch(payload: dict[str, Any]) -> Response:
    """Take up to 1,000 orders; each has a result of its own."""
    engine, items = context.runtime().engine, payload["items"]
    if not 0 < len(items) <= shapes.MOST_AT_ONCE:
        most = shapes.MOST_AT_ONCE
        raise Invalid("batch-too-large", found=len(items), most=most)
    read = [_read(one) for one in items]
    told = [one for one in read if isinstance(one, Told)]
    _tell_again(told)

    def run(work: Work) -> tuple[int, Any]:
        received = iter(receiving.receive(work, engine, told))
        results = [
            _taken(one, next(received)) if isinstance(one, Told) else one
            for one in read
        ]
        return 207, {"items": results}

    answer = answered(shapes.BatchResults, run)
    _tell_again(told)  # what one batch told twice, and differently
    return answer


@bp.get("/<order_no>")
@context.needs(Verb.READ_ORDERS)
@bp.response(200, shapes.OrderCard)
def get(order_no: str) -> dict[str, Any]:
    """Return one order, whole."""
    return _card(lookup.get(context.reading(), order_no))


@bp.get("/<order_no>/timeline")
@context.needs(Verb.READ_ORDERS)
@bp.response(200, shapes.Timeline)
def timeline(order_no: str) -> dict[str, Any]:
    """Tell everything that happened to an order, oldest first."""
    return {"items": _story(order_no)}


@bp.get("/<order_no>/explain")
@context.needs(Verb.READ_ORDERS)
@bp.response(200, shapes.Explained)
def explain(order_no: str) -> dict[str, Any]:
    """Tell why things happened to an order, and what it waits for now."""
    lines = [one for one in _story(order_no) if one["kind"] in _REASONS]
    engine = context.runtime().engine
    waiting = story.tell_waiting(context.reading(), engine, order_no)
    return {"items": lines, "waiting": [one.say(language()) for one in waiting]}


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


def _card(row: Any) -> dict[str, Any]:
    marks = ("order_no", "state", "grade", "level", "color", "registered_at")
    body: dict[str, Any] = orjson.loads(bytes(row.body))
    return {**body, **{name: getattr(row, name) for name in marks}}


def _story(order_no: str) -> list[dict[str, Any]]:
    read, engine = context.reading(), context.runtime().engine
    lookup.get(read, order_no)  # so that an unknown number is told as such
    lines = [*story.tell(read, engine, order_no), *telling.tell(read, order_no)]
    return [
        {
            "at": line.at,
            "actor": line.actor,
            "kind": line.kind,
            "text": line.text.say(language()),
        }
        for line in sorted(lines, key=lambda line: line.at)
    ]


def _read(payload: object) -> Told | dict[str, Any]:
    """Return an order of a batch, or the result that says why there is none."""
    try:
        return receiving.read_told(context.reading(), payload)
    except Rejected as refused:
        number = payload.get("external_no") if isinstance(payload, dict) else None
        return {
            "status": status_of(refused),
            "external_no": None if number is None else str(number)[:200],
            "order_no": None,
            "code": refused.code,
            "detail": refused.say(language()).splitlines()[0],
            "errors": fields_of(refused),
        }


def _taken(told: Told, found: Received) -> dict[str, Any]:
    return {
        "status": 201 if found.is_new else 200,
        "external_no": told.decoded.order.external_no,
        "order_no": found.order_no,
    }


def _tell_again(told: list[Told]) -> None:
    """Note what is told differently now, each in a unit of work of its own."""
    for again in receiving.list_changed(context.reading(), told):
        _take_again(again)


def _take_again(again: Decoded) -> None:
    engine = context.runtime().engine
    context.writing(lambda work: repeats.take_again(work, engine, again))
