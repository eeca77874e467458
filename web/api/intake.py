"""Orders that programs hand in: one, or many at once; each is taken once."""

from __future__ import annotations

from typing import Any

from flask import Response

from runtime.identity.permissions import Verb
from runtime.kernel.errors import Invalid, Rejected
from runtime.kernel.work import Work
from runtime.orders.intake import receiving, repeats
from runtime.orders.intake.receiving import Received, Told
from runtime.orders.order import lookup
from runtime.orders.order.decoding import Decoded
from web import context
from web.api import shapes
from web.api.noun import AsSent, Noun, answered
from web.errors import fields_of, status_of
from web.language import language


class Orders(Noun):
    """Orders as programs tell them: what their texts lose is kept beside them."""

    ARGUMENTS_PARSER = AsSent()


bp = Orders("intake", __name__, url_prefix="/orders", description="Orders handed in")


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
        if found.is_changed:
            repeats.take_again(work, engine, told.decoded)
        card = shapes.card(lookup.get(work.read, found.order_no))
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
