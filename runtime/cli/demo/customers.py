"""What customers of the demo do after they ordered: some pay, a few cancel."""

from __future__ import annotations

from random import Random

from runtime.bootstrap import Runtime
from runtime.kernel.actors import SYSTEM
from runtime.orders.order import operations, queries


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
