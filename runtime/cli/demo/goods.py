"""The goods of the demo: counted on the first day, and more of them come in later."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from runtime.bootstrap import Runtime
from runtime.cli.demo import shop
from runtime.identity import people
from runtime.orders.inventory import operations

COMES_AFTER = timedelta(days=11, hours=9)


def stocktake(runtime: Runtime) -> None:
    """Let the packer count the goods that are under stock control."""
    for sku, counted in shop.COUNTED.items():
        _change(runtime, operations.count, sku, counted, "首次盘点")


def come_in(runtime: Runtime, played: timedelta) -> None:
    """Let goods come in when their hour has come."""
    if played == COMES_AFTER:
        _change(runtime, operations.receive, *shop.COMES_LATE, "补货到仓")


def _change(runtime: Runtime, change: Callable[..., Any], *what: object) -> None:
    with runtime.database.reading() as read:
        actor = people.actor(read, shop.PACKER)
    with runtime.work(actor) as work:
        change(work, runtime.engine, *what)
