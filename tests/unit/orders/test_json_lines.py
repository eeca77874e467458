"""JSON Lines: one order a line, a bad line costs itself alone."""

from decimal import Decimal

import pytest

from runtime.kernel.errors import Rejected
from runtime.orders.intake.readers import open_rows
from runtime.orders.intake.rules import read_row

GOOD = (
    '{"external_no":"1","placed_at":"2026-11-11 00:00:03","total":0.1,'
    '"customer":{"name":"𠮷田"}}\n'
)


@pytest.mark.parametrize("name", ["orders.csv", "orders.jsonl", "orders.jsonl.gz"])
def test_json_lines_are_known_by_content(file, name):
    with open_rows(file(GOOD, name)) as source:
        assert (source.format, source.header) == ("jsonl", ())


def test_a_line_is_a_canonical_order(file, own):
    with open_rows(file(GOOD)) as source:
        order = read_row(own, next(source.rows), is_table=False).order
    assert (order.total, order.customer.name) == (Decimal("0.10"), "𠮷田")


@pytest.mark.parametrize("bad", ['{"a":', "5", "[1]", "null", '{"a":"\\ud800"}'])
def test_a_bad_line_costs_itself_alone(file, own, bad):
    with open_rows(file(GOOD + bad + "\n\n" + GOOD)) as source:
        read = [read_row(own, row, is_table=False) for row in source.rows]
    assert [isinstance(each, list) for each in read] == [False, True, False]


def test_a_bad_line_is_kept(file):
    with open_rows(file("{\n")) as source:
        assert next(source.rows).values == {"line": "{"}


def test_a_json_list_is_refused_with_advice(file):
    with pytest.raises(Rejected, match="Write each order on a line of its own"):
        open_rows(file('[{"external_no": "1"}]'))


def test_a_mapping_reads_json_lines_too(file, channel):
    shop = channel("external_no = 'no'\nplaced_at = 'at'\ntotal = 'price * 2'")
    line = '{"no":"1","at":"2026-11-11 00:00:03","price":0.15}\n'
    with open_rows(file(line)) as source:
        order = read_row(shop, next(source.rows), is_table=False).order
    assert order.total == Decimal("0.30")
