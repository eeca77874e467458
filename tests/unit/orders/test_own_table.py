"""Canonical orders in a table: an export reads back as the orders it was made of."""

import json

import pytest

from runtime.orders.intake.readers import open_rows
from runtime.orders.intake.readers.source import Row
from runtime.orders.intake.rules import check_header, read_row
from runtime.orders.order.writers import COLUMNS, cells_of, write_rows

CELLS = {"external_no": "T-1", "placed_at": "2026-11-11 00:00:03", "total": "5"}


def _read(own, **cells):
    return read_row(own, Row(1, {**CELLS, **cells}), is_table=True)


def test_a_column_is_the_path_of_a_field(own):
    order = _read(own, **{"ship_to.city": "杭州"}).order
    assert order.ship_to.city == "杭州"


def test_an_empty_cell_is_not_given(own):
    assert _read(own, kind="", paid="", tags="").order == _read(own).order


def test_lines_are_json(own):
    lines = json.dumps([{"sku": "A", "quantity": 2}])
    assert _read(own, lines=lines).order.lines[0].quantity == 2


@pytest.mark.parametrize(
    "cell",
    ["VIP,限时达", "VIP，限时达", "VIP、限时达", "VIP; 限时达", '["VIP","限时达"]'],
)
def test_tags_are_json_or_parted_by_commas(own, cell):
    assert _read(own, tags=cell).order.tags == ("VIP", "限时达")


def test_a_flag_is_a_word(own):
    assert _read(own, **{"coupon.limited": "TRUE"}).order.coupon.limited is True


def test_a_column_that_is_no_field_is_kept(own):
    assert _read(own, 货架="B7").order.extra == {"货架": "B7"}


def test_broken_json_in_a_cell_is_rejected_by_its_field(own):
    assert [each.field for each in _read(own, lines="[{")] == ["lines"]


def test_a_table_of_canonical_orders_needs_the_required_columns(own):
    assert check_header(own, tuple(CELLS), "orders.csv") is None


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_an_export_reads_back_as_the_same_order(own, order, tmp_path, form):
    sold = order(
        remark="麻烦今天必须发哦\n𠮷😀",
        tags=["VIP"],
        paid_at="2026-11-11T00:01:03.5+08:00",
        customer={"name": "张三", "phone": "13800000000", "tags": ["老客"]},
        coupon={"code": "C1", "limited": True},
        lines=[{"sku": "A", "quantity": 2, "unit_price": "99.5", "fresh": True}],
        extra={"refund": 0.5, "nested": {"a": [1, None]}},
    )
    path = tmp_path / f"orders.{form}"
    write_rows(path, form, COLUMNS, [cells_of(sold)])
    with open_rows(path) as source:
        assert [read_row(own, row, is_table=True).order for row in source.rows] == [
            sold
        ]
