"""One order, with all that is known of it (订单详情)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import make_response, redirect, render_template, url_for
from werkzeug.wrappers import Response as Answer

from runtime.engine.run import queries
from runtime.identity.permissions import Verb
from runtime.orders.order import lookup
from web import context, polling
from web.ui import order_page
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
    seen = queries.mark_of(read, order_no), polling.lately(now)
    return polling.answered(seen, lambda: order_page.rendered(read, row, now))


def _elsewhere(name: str, found: Sequence[Any]) -> Answer:
    """Lead to the order of a platform's number, or help to find the right one."""
    if len(found) == 1:
        return redirect(url_for("orders.card", order_no=found[0].order_no), 303)
    if found:
        return redirect(url_for("orders.listed", q=name, state=ALL), 303)
    return make_response(render_template("order_missing.html", name=name), 404)
