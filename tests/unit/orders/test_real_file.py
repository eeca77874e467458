"""28,010 real orders of one shop in February 2020, read with the channel tmall."""

from collections import Counter
from pathlib import Path

import pytest

from runtime.orders.intake.channel import read_channel
from runtime.orders.intake.readers import open_rows
from runtime.orders.intake.rules import check_header, read_row
from runtime.orders.order.bodies import as_context, from_body
from runtime.orders.order.rules import deviation, is_unpaid


@pytest.fixture(scope="module")
def backlog(shared: Path):
    """Return row number → order of the whole file, and the rejects."""
    channels = Path(__file__).parents[3] / "processes" / "channels"
    tmall = read_channel(channels / "tmall.toml")
    path = shared / "data" / "tmall-orders-2020-02.csv.gz"
    with open_rows(path) as source:
        check_header(tmall, source.header, path.name)
        read = {row.number: read_row(tmall, row, is_table=True) for row in source.rows}
    return read


def test_every_row_is_an_order(backlog):
    assert [len(backlog), sum(isinstance(each, list) for each in backlog.values())] == [
        28_010,
        0,
    ]


def test_3923_orders_are_unpaid(backlog):
    assert sum(is_unpaid(each.order) for each in backlog.values()) == 3_923


def test_two_paid_orders_are_above_5000(backlog):
    large = [
        number
        for number, each in backlog.items()
        if each.order.total > 5000 and not is_unpaid(each.order)
    ]
    assert large == [3144, 13512]


def test_the_largest_order_is_unpaid(backlog):
    order = backlog[19258].order
    assert (str(order.total), is_unpaid(order)) == ("188320.00", True)


def test_no_paid_order_deviates(backlog):
    assert Counter(deviation(each.order) > 0 for each in backlog.values()) == {
        False: 28_010
    }


def test_every_time_has_its_reading(backlog):
    readings = Counter(len(each.readings) for each in backlog.values())
    assert readings == {1: 3_923, 2: 24_087}


def test_every_body_tells_its_order(backlog):
    assert all(from_body(each.body) == each.order for each in backlog.values())


def test_the_refund_is_kept(backlog):
    refunds = [as_context(each.order)["extra"]["refund"] for each in backlog.values()]
    assert sum(refund > 0 for refund in refunds) == 5_646


def test_no_order_comes_twice(backlog):
    assert len({each.order.external_no for each in backlog.values()}) == 28_010
