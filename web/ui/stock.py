"""Stock (库存): what is on hand, held and available; counting and receiving."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.exceptions import NotFound as PageMissing
from werkzeug.wrappers import Response as Answer

from runtime.identity.permissions import Verb
from runtime.kernel.errors import Conflict, Invalid, NotFound
from runtime.kernel.texts import Text, text
from runtime.orders.inventory import balances, operations, queries, rules
from web import context
from web.ui import quantities

bp = Blueprint("stock", __name__, url_prefix="/stock")
PAGE, ENTRIES, HELD = 100, 50, 50
Faults = Mapping[str, Sequence[Text]]
WAYS: Mapping[str, Callable[..., Any]] = {
    "count": operations.count,
    "receive": operations.receive,
}


@bp.get("")
@context.needs(Verb.READ_STOCK)
def shown() -> Answer:
    """Show every SKU under stock control, or those that a part is given of."""
    return _list({}, 200)


@bp.post("")
@context.needs(Verb.CHANGE_STOCK)
def add() -> Answer:
    """Count a SKU from the list; a new one is under stock control from then on."""
    sku = request.form.get("sku", "")
    try:
        _change("count", sku)
    except Invalid as wrong:
        return _list(wrong.fields, 422)
    except Conflict as refused:
        return _list({"quantity": [refused.text]}, 409)
    return redirect(url_for("stock.one", sku=sku.strip(), done="count"), 303)


@bp.get("/<path:sku>")
@context.needs(Verb.READ_STOCK)
def one(sku: str) -> Answer:
    """Show one SKU: its balance, for whom it is held, its entries."""
    return _page(sku, "", {}, 200)


@bp.post("/<path:sku>/<way>")
@context.needs(Verb.CHANGE_STOCK)
def change(sku: str, way: str) -> Answer:
    """Count a SKU, or receive more of it."""
    if way not in WAYS:
        raise PageMissing
    balances.get(context.reading(), sku)  # a new one is counted from the list
    try:
        _change(way, sku)
    except Invalid as wrong:
        return _page(sku, way, wrong.fields, 422)
    except Conflict as refused:
        return _page(sku, way, {"quantity": [refused.text]}, 409)
    return redirect(url_for("stock.one", sku=sku, done=way), 303)


def _change(way: str, sku: str) -> None:
    """Do what was typed; raises Invalid with every fault by field, or Conflict."""
    engine, note = context.runtime().engine, request.form.get("note", "").strip()
    typed = request.form.get("quantity", "").strip()
    quantity = quantities.whole(typed, len(str(rules.MOST)))
    if quantity is None:
        raise Invalid("stock-invalid", {"quantity": [text("stock-typed-wrong")]})
    context.writing(lambda work: WAYS[way](work, engine, sku, quantity, note))


def _list(faults: Faults, status: int) -> Answer:
    wanted, after = request.args.get("q", "").strip(), request.args.get("after", "")
    rows = queries.list_items(context.reading(), wanted, PAGE + 1, after)
    page = render_template(
        "stock.html",
        rows=rows[:PAGE],
        more=rows[PAGE - 1].sku if len(rows) > PAGE else "",
        wanted=wanted,
        is_first=not after,
        faults=faults,
    )
    return make_response(page, status)


def _page(sku: str, way: str, faults: Faults, status: int) -> Answer:
    read = context.reading()
    before = context.numbers(request.args.getlist("before"))
    try:
        item = balances.get(read, sku)
    except NotFound as unknown:
        page = render_template("stock_missing.html", reason=unknown.text, sku=sku)
        return make_response(page, 404)
    rows = queries.list_entries(read, sku, ENTRIES, *before[:1])
    page = render_template(
        "stock_item.html",
        item=item,
        entries=rows,
        more=rows[-1].seq if len(rows) == ENTRIES and rows[-1].seq > 1 else 0,
        held=queries.list_held(read, sku, HELD),
        done=request.args.get("done") if request.args.get("done") in WAYS else "",
        way=way,
        faults=faults,
        kinds={one.kind: text(f"stock-kind-{one.kind}") for one in rows},
    )
    return make_response(page, status)
