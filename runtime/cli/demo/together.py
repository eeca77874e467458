"""What people of the demo leave for each other: remarks, photos, who is away."""

from __future__ import annotations

import io
from datetime import datetime, timedelta
from typing import Any

from runtime.bootstrap import Runtime
from runtime.cli.demo import drawing, shop
from runtime.cli.demo.today import actor_of
from runtime.engine.run import queries, reminders, user_tasks
from runtime.identity import absences
from runtime.identity.absences import Away
from runtime.kernel.actors import Actor
from runtime.orders.attachments import checking
from runtime.orders.attachments import operations as attachments
from runtime.orders.order import comments

AWAY_FOR = timedelta(days=3)
REMARK_EACH, PHOTO_EACH = 24, 40  # completed tasks, shipped orders
# by step: what somebody who completes it tells the others
_WORDS = {
    "resolve_hold": "客户来电确认过,地址补充在订单备注里。",
    "sales_confirm": "老客户,价格按上次的谈。",
    "finance_price_check": "收款已核对,差额是平台优惠券。",
    "warehouse_reserve": "A 区 3 排留了货,先到先发。",
    "supervisor_approve": "金额较大,发货前请再核一遍地址。",
    "custom_review": "尺寸已和客户核对,按图纸做。",
    "ship": "易碎件加了气泡膜,箱外贴了标。",
}


def remark(runtime: Runtime, actor: Actor, row: Any) -> None:
    """Let who is about to complete a task tell something about its order."""
    words = _WORDS.get(row.element, "请留意交期。")
    with runtime.work(actor) as work:
        comments.add(work, runtime.engine, row.business_key, words)


def photograph(runtime: Runtime, actor: Actor, row: Any) -> str:
    """Let who ships an order take a photo of the parcel; return its id."""
    taken = io.BytesIO(drawing.parcel(row.id))
    prepared = checking.prepare(taken, f"包裹-{row.business_key}.jpg", photos_only=True)
    with runtime.work(actor) as work:
        kept = attachments.add_to_task(work, runtime.engine, row.id, prepared)
    return str(kept.id)


def leave(runtime: Runtime, until: datetime) -> None:
    """Let somebody go away with a task in hand; the deputy has it from now on."""
    actor = actor_of(runtime, shop.AWAY)
    with runtime.database.reading() as read:
        rows = queries.list_queue(read, actor.roles, 1)
    for row in rows:
        with runtime.work(actor) as work:
            user_tasks.claim(work, runtime.engine, row.id)
    away = Away(until, until + AWAY_FOR, shop.DEPUTY)
    with runtime.work(actor) as work:
        absences.enter(work, runtime.engine, shop.AWAY, away)


def remind(runtime: Runtime) -> None:
    """Let the customers' service ask for a parcel that the warehouse has in hand."""
    holder = actor_of(runtime, shop.PACKER)
    with runtime.database.reading() as read:
        rows = queries.list_mine(read, holder.id, 1)
    actor = actor_of(runtime, shop.SERVICE)
    for row in rows:
        with runtime.work(actor) as work:
            reminders.remind(work, runtime.engine, row.id)
