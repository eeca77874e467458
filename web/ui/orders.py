"""Orders: all of them in one list, whichever channel they came by (订单)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from runtime.identity.permissions import Verb
from runtime.kernel.clock import micros, moment
from runtime.orders.intake import channels
from runtime.orders.order import queries
from runtime.orders.order.canonical import KINDS
from runtime.orders.order.queries import EVERY_STATE, OPEN_STATES, Cursor, Wanted
from web import context, sights
from web.ui import views
from web.ui.rows import GRADES

bp = Blueprint("orders", __name__, url_prefix="/orders")
PAGE = 50
OPEN, ALL = "open", "all"


@bp.get("")
@context.needs(Verb.READ_ORDERS)
def listed() -> Answer | str:
    """Show the orders that are wanted, P0 first, then by age."""
    asked, read = _asked(), context.reading()
    chosen_view = views.onward("orders")
    if chosen_view is not None:
        return chosen_view
    after = _cursor(request.args.get("after", ""))
    rows = queries.list_orders(read, _wanted(asked), PAGE + 1, after)
    if asked["q"] and [row.order_no for row in rows] == [asked["q"].upper()]:
        return redirect(url_for("orders.card", order_no=rows[0].order_no), 303)
    chosen: dict[str, Any] = {**_chosen(asked)}
    more = {**chosen, "after": _written(rows[PAGE - 1])} if len(rows) > PAGE else None
    return render_template(
        "orders.html",
        rows=sights.listed(rows[:PAGE]),
        asked=asked,
        is_narrowed=bool(chosen),
        is_later=after is not None,
        more=url_for("orders.listed", **more) if more else None,
        first=url_for("orders.listed", **chosen),
        channels=channels.titles(read),
        choices={"grade": GRADES, "state": EVERY_STATE, "kind": KINDS},
        places=views.places(),
        shelf=views.shelf("orders", asked),
        now=context.runtime().clock.now(),
    )


def _asked() -> dict[str, str]:
    _, names = views.ROOMS["orders"]
    return {name: request.args.get(name, "").strip()[:200] for name in names}


def _chosen(asked: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in asked.items() if value}


def _wanted(asked: Mapping[str, str]) -> Wanted:
    """Return which orders are meant; who searches means those that are over, too."""
    state = asked["state"] or (ALL if asked["q"] else OPEN)
    states: Sequence[str] = (state,)
    if state in (OPEN, ALL):
        states = OPEN_STATES if state == OPEN else EVERY_STATE
    until, place = _day(asked["until"]), asked["waits"]
    return Wanted(
        states,
        asked["grade"],
        asked["channel"],
        asked["kind"],
        asked["q"],
        _day(asked["since"]),
        until + timedelta(days=1) if until is not None else None,
        place,
        views.messages_at(place),
    )


def _day(typed: str) -> datetime | None:
    """Return when a day begins by the clock of the house; None for no such day."""
    try:
        day = date.fromisoformat(typed)
    except ValueError:
        return None
    return datetime.combine(day, time(), ZoneInfo(context.runtime().settings.zone))


def _cursor(written: str) -> Cursor | None:
    """Return where the page before ended; the first page if that cannot be read."""
    try:
        rank, at, number = written.split(".")
        (row,) = context.numbers([number])
        return Cursor(rank, moment(int(at)), row)
    except (ValueError, OverflowError):
        return None


def _written(row: Any) -> str:
    return f"{row.rank}.{micros(row.placed_at)}.{row.id}"
