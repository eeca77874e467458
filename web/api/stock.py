"""Stock: what is on hand, held and available, and the entries that made it so."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Response
from marshmallow import Schema, fields, validate

from runtime.engine.machine import Engine
from runtime.identity.permissions import Verb
from runtime.kernel.work import Work
from runtime.orders.inventory import balances, operations, queries
from runtime.orders.inventory.moving import Moved
from runtime.orders.inventory.rules import Kind
from web import context
from web.api.noun import Noun, PageQuery, Who, answered, opened, page_of, paged

bp = Noun("stock", __name__, url_prefix="/stock", description="Stock")
Change = Callable[[Work, Engine, str, int, str], Moved]
SHORT = validate.Length(max=operations.LONGEST_NOTE)


class StockQuery(PageQuery):
    """Which SKUs a list shows; `q` is a part of the SKU."""

    q = fields.String(load_default="")


class StockItem(Schema):
    """One SKU: available is what is on hand and held for nobody."""

    sku = fields.String(required=True)
    on_hand = fields.Integer(required=True)
    held = fields.Integer(required=True)
    available = fields.Integer(required=True)
    controlled = fields.Boolean(required=True, attribute="is_controlled")
    changed_at = fields.DateTime(required=True)


class StockEntry(Schema):
    """One entry of the ledger, and the balance behind it; never changed."""

    number = fields.Integer(required=True, attribute="seq")
    at = fields.DateTime(required=True)
    by = Who(required=True, attribute="actor")
    kind = fields.String(required=True, validate=validate.OneOf(list(Kind)))
    quantity = fields.Integer(required=True)
    on_hand = fields.Integer(required=True)
    held = fields.Integer(required=True)
    order_no = fields.String(required=True, allow_none=True, attribute="business_key")
    note = fields.String(required=True)


class StockCard(StockItem):
    """One SKU with a page of its entries, the newest first."""

    entries = fields.List(fields.Nested(StockEntry), required=True)
    next = fields.String(required=True, allow_none=True)


class CountIn(Schema):
    """What a stocktake found; it becomes what is on hand."""

    counted = fields.Integer(required=True, strict=True)
    note = fields.String(load_default="", validate=SHORT)


class ReceiveIn(Schema):
    """Goods that came in."""

    quantity = fields.Integer(required=True, strict=True)
    note = fields.String(load_default="", validate=SHORT)


class AdjustIn(Schema):
    """What was found (more), broke or got lost (less), and why."""

    change = fields.Integer(required=True, strict=True)
    note = fields.String(
        required=True, validate=validate.Length(1, operations.LONGEST_NOTE)
    )


class ControlIn(Schema):
    """Whether orders reserve this SKU, or any quantity of it passes."""

    controlled = fields.Boolean(required=True)


class StockChanged(Schema):
    """The balance behind the entry that was appended."""

    sku = fields.String(required=True)
    on_hand = fields.Integer(required=True)
    held = fields.Integer(required=True)
    available = fields.Integer(required=True)
    entry = fields.Integer(required=True)


@bp.get("")
@context.needs(Verb.READ_STOCK)
@bp.arguments(StockQuery, location="query")
@bp.response(200, page_of(StockItem))
def list_(query: dict[str, Any]) -> dict[str, Any]:
    """List SKUs with what is on hand, held and available, by SKU."""
    limit = query["limit"]
    (after,) = opened(query["cursor"], str) or ("",)
    rows = queries.list_items(context.reading(), query["q"], limit, after)
    return {"items": rows, "next": paged(rows, limit, lambda row: (row.sku,))}


@bp.get("/<path:sku>")
@context.needs(Verb.READ_STOCK)
@bp.arguments(PageQuery, location="query")
@bp.response(200, StockCard)
def get(query: dict[str, Any], sku: str) -> dict[str, Any]:
    """Return one SKU with its entries, the newest first."""
    read, limit = context.reading(), query["limit"]
    (before,) = opened(query["cursor"], int) or (0,)
    item = balances.get(read, sku)
    rows = queries.list_entries(read, sku, limit, before)
    onward = paged(rows, limit, lambda row: (row.seq,))
    return {**item._mapping, "entries": rows, "next": onward}


@bp.post("/<path:sku>/count")
@context.needs(Verb.CHANGE_STOCK)
@bp.arguments(CountIn)
@bp.response(200, StockChanged)
def count(payload: dict[str, Any], sku: str) -> Response:
    """Set what is on hand to what was counted; begins stock control of a new SKU."""
    return _changed(sku, operations.count, payload["counted"], payload["note"])


@bp.post("/<path:sku>/receive")
@context.needs(Verb.CHANGE_STOCK)
@bp.arguments(ReceiveIn)
@bp.response(200, StockChanged)
def receive(payload: dict[str, Any], sku: str) -> Response:
    """Add goods that came in; begins stock control of a new SKU."""
    return _changed(sku, operations.receive, payload["quantity"], payload["note"])


@bp.post("/<path:sku>/adjust")
@context.needs(Verb.CHANGE_STOCK)
@bp.arguments(AdjustIn)
@bp.response(200, StockChanged)
def adjust(payload: dict[str, Any], sku: str) -> Response:
    """Correct what is on hand by more or less."""
    return _changed(sku, operations.adjust, payload["change"], payload["note"])


@bp.post("/<path:sku>/control")
@context.needs(Verb.CHANGE_STOCK)
@bp.arguments(ControlIn)
@bp.response(200, StockItem)
def control(payload: dict[str, Any], sku: str) -> Response:
    """Put a known SKU under stock control, or let any quantity of it pass."""
    engine, is_controlled = context.runtime().engine, payload["controlled"]

    def run(work: Work) -> tuple[int, Any]:
        operations.control(work, engine, sku, is_controlled=is_controlled)
        return 200, balances.get(work.session, sku)

    return answered(StockItem, run)


def _changed(sku: str, change: Change, quantity: int, note: str) -> Response:
    engine = context.runtime().engine

    def run(work: Work) -> tuple[int, Any]:
        moved = change(work, engine, sku, quantity, note)
        return 200, {
            "sku": sku.strip(),
            "on_hand": moved.on_hand,
            "held": moved.held,
            "available": moved.available,
            "entry": moved.entries,
        }

    return answered(StockChanged, run)
