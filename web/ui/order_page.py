"""What the page of an order shows: where it stands, its story, what was said of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from flask import render_template
from sqlalchemy import Connection

from runtime.engine.run import standing
from runtime.engine.run.standing import Standing
from runtime.engine.run.veiling import Veil
from runtime.identity import roles
from runtime.orders.intake import channels
from runtime.orders.order import queries, telling
from web import context, sights
from web.ui import order_acts, pictures, wording

_REASONS = ("decision", "gateway")


def rendered(
    read: Connection, row: Any, now: datetime, faults: Sequence[str] = ()
) -> str:
    """Return the page of an order; ``faults``: why something was not attached."""
    order_no, engine = row.order_no, context.runtime().engine
    stands = standing.standing(read, engine, order_no)
    named = channels.titles(read)
    seen = sights.seen(row)
    lines = telling.tell_all(read, engine, order_no, whole=True, seen=seen)
    return render_template(
        "order.html",
        row=row,
        order=seen.card(row),
        sums=seen.sums(row),
        hides=seen.hides,
        payments=queries.list_payments(read, row.id),
        stands=_veiled(stands, seen.veil),
        pictures=_pictures(stands),
        reasons=[line for line in lines if line.kind in _REASONS],
        story=[line for line in lines if line.kind not in _REASONS],
        namer=wording.namer(named),
        channels=named,
        roles=roles.titles(read),
        faults=faults,
        now=now,
        **order_acts.offered(read, order_no, stands),
    )


def _veiled(stands: Standing, veil: Veil) -> Standing:
    """Return where an order stands, without hidden values in what it is stuck by."""
    waits = [replace(one, why=veil.text(one.why)) for one in stands.waits]
    return replace(stands, waits=waits)


def _pictures(stands: Standing) -> list[pictures.Picture]:
    waits = ", ".join(
        pictures.spoken_title(one.step) for one in stands.waits if one.step.zh
    )
    return [pictures.standing(one, waits) for one in stands.canvases]
