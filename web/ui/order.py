"""One order, with all that is known of it (订单详情)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask import make_response, redirect, render_template, url_for
from sqlalchemy import Connection
from werkzeug.wrappers import Response as Answer

from runtime.engine.run import queries as queries_of
from runtime.engine.run import standing
from runtime.engine.run.standing import Standing
from runtime.identity import roles
from runtime.identity.permissions import Verb
from runtime.orders.intake import channels
from runtime.orders.order import lookup, queries, telling
from runtime.orders.order.bodies import from_body
from web import context, polling
from web.ui import pictures, remarks, wording
from web.ui.orders import ALL, bp


@bp.get("/<order_no>")
@context.needs(Verb.READ_ORDERS)
def card(order_no: str) -> Answer:
    """Show one order; a platform's number leads to it, too."""
    read, now = context.reading(), context.runtime().clock.now()
    found = lookup.find(read, order_no.strip())
    row = next((one for one in found if one.order_no == order_no), None)
    if row is None:
        return _elsewhere(order_no, found)
    seen = queries_of.mark_of(read, order_no), polling.lately(now)
    return polling.answered(seen, lambda: _page(read, row, now))


def _page(read: Connection, row: Any, now: datetime) -> str:
    order_no, engine = row.order_no, context.runtime().engine
    stands = standing.standing(read, engine, order_no)
    named = channels.titles(read)
    lines = telling.tell_all(read, engine, order_no)
    return render_template(
        "order.html",
        row=row,
        order=from_body(bytes(row.body)),
        payments=queries.list_payments(read, row.id),
        stands=stands,
        pictures=_pictures(stands),
        reasons=[line for line in lines if line.kind == "decision"],
        story=[line for line in lines if line.kind != "decision"],
        namer=wording.namer(named),
        channels=named,
        roles=roles.titles(read),
        remarks_box=remarks.box(read, order_no),
        now=now,
    )


def _elsewhere(name: str, found: Sequence[Any]) -> Answer:
    """Lead to the order of a platform's number, or help to find the right one."""
    if len(found) == 1:
        return redirect(url_for("orders.card", order_no=found[0].order_no), 303)
    if found:
        return redirect(url_for("orders.listed", q=name, state=ALL), 303)
    return make_response(render_template("order_missing.html", name=name), 404)


def _pictures(stands: Standing) -> list[pictures.Picture]:
    waits = ", ".join(
        pictures.spoken_title(one.step) for one in stands.waits if one.step.zh
    )
    return [pictures.standing(one, waits) for one in stands.canvases]
