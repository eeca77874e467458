"""One order, with all that is known of it (订单详情)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import make_response, redirect, render_template, url_for
from werkzeug.wrappers import Response as Answer

from runtime.engine.run import standing
from runtime.engine.run.standing import Standing
from runtime.identity import roles
from runtime.identity.permissions import Verb
from runtime.orders.intake import channels
from runtime.orders.order import lookup, queries, telling
from runtime.orders.order.bodies import from_body
from web import context
from web.ui import pictures, wording
from web.ui.orders import ALL, bp


@bp.get("/<order_no>")
@context.needs(Verb.READ_ORDERS)
def card(order_no: str) -> Answer | str:
    """Show one order; a platform's number leads to it, too."""
    read = context.reading()
    found = lookup.find(read, order_no.strip())
    row = next((one for one in found if one.order_no == order_no), None)
    if row is None:
        return _elsewhere(order_no, found)
    return rendered(row)


def rendered(row: Any, faults: Sequence[str] = ()) -> str:
    """Return the page of an order; ``faults``: why something was not attached."""
    read, engine = context.reading(), context.runtime().engine
    order_no = row.order_no
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
        faults=faults,
        namer=wording.namer(named),
        channels=named,
        roles=roles.titles(read),
        now=context.runtime().clock.now(),
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
