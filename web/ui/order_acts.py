"""What who looks at an order may do with it there (订单页上的操作)."""

from __future__ import annotations

from functools import partial
from typing import Any

from sqlalchemy import Connection

from runtime.engine.run.standing import Standing
from web.ui import going_back, remarks, rows, task_bypass


def offered(read: Connection, order_no: str, stands: Standing) -> dict[str, Any]:
    """Return what the page offers: to take a step back, to go around one, to remark."""
    return {
        "withdrawable": going_back.mine(read, order_no),
        "step_of": partial(rows.step_of, read),
        "remarks_box": remarks.box(read, order_no),
        "bypasses": task_bypass.offered_at(read, stands),
    }
