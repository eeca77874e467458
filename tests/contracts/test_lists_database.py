"""Lists that people watch are the same on both databases."""

from __future__ import annotations

from contextlib import closing
from datetime import timedelta

from runtime.engine.run import stages
from runtime.orders.order import queries
from runtime.orders.order.queries import EVERY_STATE, Cursor, Wanted
from tests.story import Shop, an_order, unpaid


def test_orders_come_in_pages_by_grade_and_age(any_shop: Shop):
    any_shop.tells(*(an_order() for _ in range(3)), an_order(remark="今天一定发货"))
    with closing(any_shop.runtime()) as runtime, runtime.database.reading() as read:
        whole = queries.list_orders(read, Wanted(EVERY_STATE), 9)
        end = Cursor(whole[1].rank, whole[1].placed_at, whole[1].id)
        rest = queries.list_orders(read, Wanted(EVERY_STATE), 9, end)

    assert [row.grade for row in whole] == ["P0", "P2", "P2", "P2"]
    assert rest == whole[2:]


def test_a_search_takes_the_signs_of_like_as_themselves(any_shop: Shop):
    any_shop.tells(an_order(external_no="50%_off"), an_order(external_no="50x"))
    wanted = Wanted(EVERY_STATE, search="50%_")
    with closing(any_shop.runtime()) as runtime, runtime.database.reading() as read:
        found = queries.list_orders(read, wanted, 9)

    assert [row.external_no for row in found] == ["50%_off"]


def test_steps_are_counted(any_shop: Shop):
    any_shop.tells(an_order(), an_order(), an_order(**unpaid()))
    with closing(any_shop.runtime()) as runtime, runtime.database.reading() as read:
        later = runtime.clock.now() + timedelta(days=9)
        found = stages.list_stages(read, runtime.engine, later)

    assert [(one.element, one.count, one.overdue) for one in found] == [
        ("ship", 2, 2),
        ("wait_for_payment", 1, 0),
    ]
