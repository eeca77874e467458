"""What customers of the demo do: they order, some pay later, a few cancel."""

from __future__ import annotations

from datetime import timedelta
from random import Random

from runtime.bootstrap import Runtime
from runtime.cli.demo import goods
from runtime.cli.demo.shop import Arrival
from runtime.kernel.actors import SYSTEM, Actor, ActorKind
from runtime.orders.intake import channels
from runtime.orders.intake import operations as intake
from runtime.orders.intake.rules import read_payload
from runtime.orders.order import operations, queries


def send(runtime: Runtime, arrival: Arrival) -> int:
    """Hand an order in through its channel; return how many orders it made."""
    name = arrival.channel
    actor = Actor(f"channel:{name}", name, kind=ActorKind.CHANNEL)
    with runtime.work(actor) as work:
        channel = channels.get(work.read, name)
        decoded = read_payload(channel, arrival.payload)
        return intake.take(work, runtime.engine, channel, [decoded]).created


def pay_or_cancel(runtime: Runtime, random: Random) -> tuple[int, int]:
    """Let some of those who have not paid do something; return how many did what."""
    with runtime.database.reading() as read:
        waiting = queries.list_in_state(read, "waiting_payment", 50)
    paid = cancelled = 0
    for row in waiting:
        chance = random.random()
        if chance < 0.03:
            with runtime.work(SYSTEM) as work:
                operations.pay(work, runtime.engine, row.order_no, {})
            paid += 1
        elif chance < 0.035:
            reason = {"reason": "客户不要了"}
            with runtime.work(SYSTEM) as work:
                operations.cancel(work, runtime.engine, row.order_no, reason)
            cancelled += 1
    return paid, cancelled


def find_goods(runtime: Runtime, played: timedelta) -> None:
    """Let there be goods to buy: counted at the beginning, more of them later."""
    if not played:
        goods.stocktake(runtime)
    goods.come_in(runtime, played)
