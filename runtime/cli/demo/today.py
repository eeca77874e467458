"""The demo's last three hours: what is left open for whoever looks at the shop."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from runtime.bootstrap import Runtime
from runtime.cli.demo import jam, shop
from runtime.cli.demo.shop import Arrival
from runtime.engine.run import queries, user_tasks
from runtime.identity import people, views
from runtime.kernel import parameters
from runtime.kernel.actors import Actor
from runtime.kernel.parameters import Change

PATTERNS = "address_building_patterns"
_SLIP = ["[0-9]+ *(号|栋|幢"]  # a bracket is missing: the check of addresses breaks
_BREAKS, _MENDED = timedelta(minutes=100), timedelta(minutes=85)
_HOLDERS = (shop.SERVICE, shop.PACKER, "赵磊")
_LARGE: shop.Goods = ("SOF-02", "三人布艺沙发", "5699.00", {})
_MADE: shop.Goods = ("TBL-09", "定制餐桌", "4380.00", {"custom": True})
_PLAIN: shop.Goods = ("BLK-05", "羊毛毯", "459.00", {})
_SMALL: shop.Goods = ("MUG-01", "手绘马克杯", "59.00", {"fragile": True})
_UNDERPAID: dict[str, Any] = {"paid": "380.00"}
_BAD: dict[str, Any] = {"customer": {"name": "曹阳", "credit": "bad", "tags": []}}
_VIP: dict[str, Any] = {
    "customer": {"name": "欧阳雪", "credit": "good", "tags": ["VIP"]}
}
# whose view, of which list, under which name, with which filters
_VIEWS = (
    (shop.SERVICE, "orders", "挂起的订单", "state=held"),
    (shop.SERVICE, "orders", "天猫加急", "grade=P1&channel=tmall"),
    (shop.SUPERVISOR, "inbox", "超时的任务", "tab=overdue"),
)
# minutes before the end, what is ordered, what is unusual about it
_ORDERS: tuple[tuple[int, shop.Goods, dict[str, Any]], ...] = (
    (170, _MADE, {}),
    (160, _PLAIN, _BAD),
    (150, _SMALL, _VIP),
    (95, _PLAIN, {"remark": "放门卫处就好"}),  # meets the slip
    (90, _SMALL, {}),  # meets it too
    (75, _LARGE, {"remark": "麻烦今天必须发哦"}),
    (70, _PLAIN, _UNDERPAID),
    (55, _MADE, _VIP),
    (50, _SMALL, {"tags": ["当日达"]}),
    (45, _PLAIN, _BAD),
    (40, _PLAIN, {"tags": ["投诉升级"]}),
    (22, _PLAIN, _UNDERPAID),
    (18, _LARGE, {}),
    (9, _PLAIN, {"paid": "0", "paid_at": None}),
    (6, _SMALL, {"kind": "rush"}),
)
# a live show sold sofas: each needs the supervisor, who has one or two on other days
_SHOW = timedelta(minutes=65)
SOLD = 8


def arrivals(until: datetime) -> Iterator[Arrival]:
    """Yield the orders of the last hours before ``until``."""
    for number, (minutes, goods, unusual) in enumerate(_ORDERS, 1):
        at = until - timedelta(minutes=minutes)
        yield Arrival(
            at, "own", shop.plain_order(f"T{at:%m%d}{number:03d}", at, goods) | unusual
        )
    for number in range(1, SOLD + 1):
        at = until - _SHOW + timedelta(minutes=2 * number)
        order = shop.plain_order(f"L{at:%m%d}{number:03d}", at, _LARGE)
        yield Arrival(at, "tmall", order | {"remark": "直播间下单"})
    yield from jam.arrivals(until)


def slip(runtime: Runtime, until: datetime) -> None:
    """Let the supervisor mistype a parameter; a quarter of an hour later it is mended.

    Orders of that quarter stand still as incidents, which a retry brings on their way.
    """
    with runtime.database.reading() as read:
        supervisor = people.actor(read, shop.SUPERVISOR)
    wrong = Change(_SLIP, until - _BREAKS, until - _MENDED, "新的地址写法")
    with runtime.work(supervisor) as work:
        parameters.change(work, runtime.engine.trail, PATTERNS, wrong)


def claim(runtime: Runtime) -> None:
    """Let a few people hold a task each."""
    for name in _HOLDERS:
        with runtime.database.reading() as read:
            actor = people.actor(read, name)
            first = queries.list_queue(read, actor.roles, 1)
        for row in first:
            with runtime.work(actor) as work:
                user_tasks.claim(work, runtime.engine, row.id)


def keep_views(runtime: Runtime) -> None:
    """Let a few people keep views of their lists."""
    for name, room, title, query in _VIEWS:
        with runtime.database.reading() as read:
            actor = people.actor(read, name)
        with runtime.work(actor) as work:
            views.save(work, room, title, query, is_default=False)


def actor_of(runtime: Runtime, name: str) -> Actor:
    """Return somebody who works in the demo."""
    with runtime.database.reading() as read:
        return people.actor(read, name)
