"""What the page of an order shows: where it stands, its story, what was said of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Any

from flask import render_template
from sqlalchemy import Connection

from runtime.engine.run import standing
from runtime.engine.run.standing import Standing
from runtime.identity import roles
from runtime.orders.intake import channels
from runtime.orders.order import queries, telling
from runtime.orders.order.bodies import from_body
from web import context
from web.ui import going_back, pictures, remarks, rows, task_bypass, wording

_REASONS = ("decision", "gateway")


def rendered(
    read: Connection, row: Any, now: datetime, faults: Sequence[str] = ()
) -> str:
    """Return the page of an order; ``faults``: why something was not attached."""
    order_no, engine = row.order_no, context.runtime().engine
    stands = standing.standing(read, engine, order_no)
    named = channels.titles(read)
    lines = telling.tell_all(read, engine, order_no, whole=True)
    return render_template(
        "order.html",
        row=row,
        order=from_body(bytes(row.body)),
        payments=queries.list_payments(read, row.id),
        stands=stands,
        pictures=_pictures(stands),
        reasons=[line for line in lines if line.kind in _REASONS],
        story=[line for line in lines if line.kind not in _REASONS],
        namer=wording.namer(named),
        channels=named,
        roles=roles.titles(read),
        withdrawable=going_back.mine(read, order_no),
        step_of=partial(rows.step_of, read),
        remarks_box=remarks.box(read, order_no),
        bypasses=task_bypass.offered_at(read, stands),
        faults=faults,
        now=now,
    )


def _pictures(stands: Standing) -> list[pictures.Picture]:
    waits = ", ".join(
        pictures.spoken_title(one.step) for one in stands.waits if one.step.zh
    )
    return [pictures.standing(one, waits) for one in stands.canvases]
