"""加锁顺序: rows are taken in the sequence that runtime/README.md names.

Incidents, deliveries and timers are held to it beside their own stories.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from typing import Any

import pytest

from runtime.bootstrap import Runtime
from runtime.engine.machine import Engine
from runtime.engine.run import user_tasks
from runtime.identity import people
from runtime.kernel.actors import Actor
from runtime.kernel.work import Work
from runtime.orders.order import operations
from tests.statements import counting, is_in_order, taken
from tests.story import PARCEL, WAREHOUSE, Shop, unpaid

Operation = Callable[[Work, Engine], Any]
Prepared = Callable[[Shop], Operation]


def task_of(shop: Shop) -> int:
    return shop.task(WAREHOUSE, shop.takes())


def completing(shop: Shop) -> Operation:
    task = task_of(shop)
    return lambda work, engine: user_tasks.complete(work, engine, task, PARCEL)


def claiming(shop: Shop) -> Operation:
    task = task_of(shop)
    return lambda work, engine: user_tasks.claim(work, engine, task)


def releasing(shop: Shop) -> Operation:
    task = task_of(shop)
    shop.does("task", "claim", task, "--as", WAREHOUSE)
    return lambda work, engine: user_tasks.release(work, engine, task)


def paying(shop: Shop) -> Operation:
    number = shop.takes(**unpaid(total="9.00"))
    paid = {"amount": "9.00"}
    return lambda work, engine: operations.pay(work, engine, number, paid)


def cancelling(shop: Shop) -> Operation:
    number = shop.takes()
    return lambda work, engine: operations.cancel(work, engine, number, {})


OPERATIONS = [completing, claiming, releasing, paying, cancelling]


def run(shop: Shop, prepare: Prepared) -> list[str]:
    """Run an operation; return the tables it took rows of, in that sequence."""
    operation = prepare(shop)
    with closing(shop.runtime()) as runtime:
        with runtime.database.reading() as read:
            actor = people.actor(read, WAREHOUSE)
        return taken_by(runtime, actor, operation)


def taken_by(runtime: Runtime, actor: Actor, operation: Operation) -> list[str]:
    with counting(runtime.database) as counted:
        runtime.attempt(actor, lambda work: operation(work, runtime.engine))
    return taken(counted.statements)


@pytest.mark.parametrize("prepare", OPERATIONS, ids=lambda one: one.__name__)
def test_rows_are_taken_in_the_sequence_of_the_lock_order(
    any_shop: Shop, prepare: Prepared
):
    tables = run(any_shop, prepare)

    assert tables
    assert is_in_order(tables), tables


@pytest.mark.parametrize(
    "tables",
    [["user_task", "instance"], ["orders", "user_task"], ["incident", "instance"]],
)
def test_another_sequence_would_be_noticed(tables: list[str]):
    assert not is_in_order(tables)


def test_completing_a_task_takes_its_instance_first(shop: Shop):
    assert run(shop, completing) == ["instance", "user_task", "subscription", "orders"]
