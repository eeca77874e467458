"""Who types how a number begins is answered from an index, on both databases."""

from __future__ import annotations

from contextlib import closing
from typing import Any

import pytest
from sqlalchemy import Connection, event, insert

from runtime.kernel.actors import SYSTEM
from runtime.orders.order import lookup, queries
from runtime.orders.order.queries import EVERY_STATE, ORDERS, Cursor, Wanted
from tests.story import Shop, an_order

MANY = 5_000  # enough for a planner to think of a few orders as little


def fill(shop: Shop) -> None:
    """Let the one order of a shop stand there many times, under other numbers."""
    with closing(shop.runtime()) as runtime, runtime.work(SYSTEM) as work:
        known = dict(work.read.execute(ORDERS.select().limit(1)).one()._mapping)
        rows = [
            known | {"id": 10**9 + n, "order_no": f"X{n:06}", "external_no": f"E{n:06}"}
            for n in range(MANY)
        ]
        work.session.execute(insert(ORDERS), rows)
        work.before_commit(lambda: work.session.exec_driver_sql("ANALYZE"))


def plan(read: Connection, ask: Any) -> str:
    """Return how a database would answer what ``ask`` asks."""
    said: list[tuple[Any, ...]] = []
    event.listen(read, "before_cursor_execute", lambda *args: said.append(args))
    ask(read)
    explain = {"sqlite": "EXPLAIN QUERY PLAN", "postgresql": "EXPLAIN"}
    statement, values = said[0][2:4]
    asked = f"{explain[read.dialect.name]} {statement}"
    return "\n".join(str(row[-1]) for row in read.exec_driver_sql(asked, values))


def searched(read: Connection) -> Any:
    return queries.list_orders(read, Wanted(EVERY_STATE, search="E00012"), 50)


def found(read: Connection) -> Any:
    return lookup.find(read, "E000123")


@pytest.mark.parametrize("ask", [searched, found])
def test_a_number_is_sought_and_not_every_order_read(any_shop: Shop, ask: Any):
    any_shop.takes()
    fill(any_shop)
    with closing(any_shop.runtime()) as runtime, runtime.database.reading() as read:
        steps = plan(read, ask)

    assert "ix_orders_external_no" in steps
    assert not any(word in steps for word in ("Seq Scan", "SCAN orders"))


def test_a_search_is_answered_in_pages(any_shop: Shop):
    any_shop.tells(*(an_order(external_no=f"K-{n}") for n in range(5)))
    wanted = Wanted(EVERY_STATE, search="K-")
    with closing(any_shop.runtime()) as runtime, runtime.database.reading() as read:
        first = queries.list_orders(read, wanted, 2)
        last = Cursor(first[-1].rank, first[-1].placed_at, first[-1].id)
        rest = queries.list_orders(read, wanted, 9, last)

    assert {row.external_no for row in (*first, *rest)} == {f"K-{n}" for n in range(5)}
    assert len(first) + len(rest) == 5


@pytest.mark.parametrize("typed", ["K-", "k-", "K-\U00020bb7"])
def test_every_sign_may_follow(any_shop: Shop, typed: str):
    any_shop.tells(an_order(external_no="K-\U00020bb7\U0001f600"))
    with closing(any_shop.runtime()) as runtime, runtime.database.reading() as read:
        rows = queries.list_orders(read, Wanted(EVERY_STATE, search=typed), 9)

    assert len(rows) == 1


def test_what_begins_otherwise_is_not_found(any_shop: Shop):
    any_shop.tells(an_order(external_no="K-1"), an_order(external_no="K.1"))
    wanted = Wanted(EVERY_STATE, search="K-")
    with closing(any_shop.runtime()) as runtime, runtime.database.reading() as read:
        rows = queries.list_orders(read, wanted, 9)

    assert [row.external_no for row in rows] == ["K-1"]


def test_orders_that_wait_at_a_step_are_found(any_shop: Shop):
    any_shop.tells(an_order(), an_order(total="12000.00"))
    wanted = Wanted(EVERY_STATE, waits_at="ship")
    with closing(any_shop.runtime()) as runtime, runtime.database.reading() as read:
        rows = queries.list_orders(read, wanted, 9)

    assert [str(row.total) for row in rows] == ["199.00"]
