"""Orders: all of them in one list, and one of them with all that is known (订单)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from runtime.engine.design import roles
from runtime.engine.run import standing, story
from runtime.engine.run.standing import Standing
from runtime.identity.permissions import Verb
from runtime.kernel.clock import micros, moment
from runtime.kernel.texts import Text, Title, catalogue, text
from runtime.orders.intake import channels
from runtime.orders.order import lookup, queries, telling
from runtime.orders.order.bodies import from_body
from runtime.orders.order.canonical import KINDS
from runtime.orders.order.queries import EVERY_STATE, OPEN_STATES, Cursor, Wanted
from web import context
from web.ui import pictures

bp = Blueprint("orders", __name__, url_prefix="/orders")
PAGE = 50
GRADES = ("P0", "P1", "P2", "P3")
COLORS = frozenset({"red", "orange", "blue", "grey", "green"})
OPEN, ALL = "open", "all"
_BY_CHANNEL = "channel:"


@bp.get("")
@context.needs(Verb.READ_ORDERS)
def listed() -> Answer | str:
    """Show the orders that are wanted, P0 first, then by age."""
    asked = _asked()
    read = context.reading()
    after = _cursor(request.args.get("after", ""))
    rows = queries.list_orders(read, _wanted(asked), PAGE + 1, after)
    if asked["q"] and [row.order_no for row in rows] == [asked["q"].upper()]:
        return redirect(url_for("orders.card", order_no=rows[0].order_no), 303)
    chosen: dict[str, Any] = {**_chosen(asked)}
    more = {**chosen, "after": _written(rows[PAGE - 1])} if len(rows) > PAGE else None
    return render_template(
        "orders.html",
        rows=rows[:PAGE],
        asked=asked,
        is_narrowed=bool(chosen),
        is_later=after is not None,
        more=url_for("orders.listed", **more) if more else None,
        first=url_for("orders.listed", **chosen),
        channels=channels.titles(read),
        choices={"grade": GRADES, "state": EVERY_STATE, "kind": KINDS},
        now=context.runtime().clock.now(),
    )


@bp.get("/<order_no>")
@context.needs(Verb.READ_ORDERS)
def card(order_no: str) -> Answer | str:
    """Show one order; a platform's number leads to it, too."""
    read, engine = context.reading(), context.runtime().engine
    found = lookup.find(read, order_no.strip())
    row = next((one for one in found if one.order_no == order_no), None)
    if row is None:
        return _elsewhere(order_no, found)
    stands = standing.standing(read, engine, order_no)
    named = channels.titles(read)
    lines = story.tell(read, engine, order_no) + telling.tell(read, order_no)
    lines.sort(key=lambda line: line.at)
    return render_template(
        "order.html",
        row=row,
        order=from_body(bytes(row.body)),
        payments=queries.list_payments(read, row.id),
        stands=stands,
        pictures=_pictures(stands),
        reasons=[line for line in lines if line.kind == "decision"],
        story=[line for line in lines if line.kind != "decision"],
        who=_namer(named),
        channels=named,
        roles=roles.titles(read),
        now=context.runtime().clock.now(),
    )


@bp.app_template_filter("state_name")
def state_name(state: str) -> Text | str:
    """Return what people call a state."""
    return _named(f"state-{state.replace('_', '-')}", state)


@bp.app_template_filter("kind_name")
def kind_name(kind: str) -> Text | str:
    """Return what people call a kind of order."""
    return _named(f"kind-{kind.replace('_', '-')}", kind)


@bp.app_template_filter("level_name")
def level_name(level: str | None) -> Text | str:
    """Return what people call a level; a table may give others than ours."""
    return _named(f"level-{level}", level or "")


@bp.app_template_filter("color_class")
def color_class(color: str | None) -> str:
    """Return the class of a colour that pages know, else of none."""
    return color if color in COLORS else "grey"


def _named(code: str, plain: str) -> Text | str:
    return text(code) if code in catalogue() else plain


def _asked() -> dict[str, str]:
    names = ("q", "state", "grade", "channel", "kind")
    return {name: request.args.get(name, "").strip()[:200] for name in names}


def _chosen(asked: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in asked.items() if value}


def _wanted(asked: Mapping[str, str]) -> Wanted:
    """Return which orders are meant; who searches means those that are over, too."""
    state = asked["state"] or (ALL if asked["q"] else OPEN)
    states: Sequence[str] = (state,)
    if state in (OPEN, ALL):
        states = OPEN_STATES if state == OPEN else EVERY_STATE
    return Wanted(states, asked["grade"], asked["channel"], asked["kind"], asked["q"])


def _cursor(written: str) -> Cursor | None:
    """Return where the page before ended; the first page if that cannot be read."""
    try:
        rank, at, number = written.split(".")
        return Cursor(rank, moment(int(at)), int(number))
    except (ValueError, OverflowError):
        return None


def _written(row: Any) -> str:
    return f"{row.rank}.{micros(row.placed_at)}.{row.id}"


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


def _namer(titles: Mapping[str, Title]) -> Any:
    """Return what tells who acted: a person, a channel, or the system itself."""

    def who(actor: str) -> Text | Title | str:
        if actor.startswith(_BY_CHANNEL):
            channel = actor.removeprefix(_BY_CHANNEL)
            return titles.get(channel, channel)
        return text("orders-by-system") if actor == "system" else actor

    return who
