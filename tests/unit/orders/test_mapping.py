"""字段映射: a row of a channel becomes an order, or says which cell is wrong."""

from decimal import Decimal

import pytest

from runtime.kernel.errors import Invalid, Rejected
from runtime.orders.intake.readers.source import Row
from runtime.orders.intake.rules import (
    check_header,
    dedupe_key,
    judge_repeat,
    read_payload,
    read_row,
)

FIELDS = "external_no = '单号'\nplaced_at = '时间'\ntotal = 'number(金额)'\n"
CELLS = {"单号": "1", "时间": "2026-11-11 00:00:03", "金额": "5.00"}


def _read(channel, **cells):
    return read_row(channel, Row(7, {**CELLS, **cells}), is_table=True)


def test_a_row_becomes_an_order_of_its_channel(channel):
    assert dedupe_key(_read(channel(FIELDS)).order) == ("shop", "1")


def test_a_column_named_alone_gives_its_text(channel):
    text = "2026-11-11T00:00:03+08:00"
    assert _read(channel(FIELDS)).order.placed_at.isoformat() == text


def test_a_header_that_is_no_name_is_reached_by_its_text(channel):
    shop = channel(FIELDS + "remark = 'row[\"Buyer (note)\"]'")
    assert _read(shop, **{"Buyer (note)": "快"}).order.remark == "快"


def test_a_header_with_a_quote_is_a_column_the_mapping_needs(channel):
    shop = channel(FIELDS + "remark = '''row[\"5\\\" note\"]'''")
    assert shop.mapping.columns[-1] == '5" note'


def test_a_target_may_be_a_part_of_extra(channel):
    shop = channel(FIELDS + "\"extra.page.no\" = 'number(金额)'")
    assert _read(shop).order.extra == {"page": {"no": 5}}


def test_lines_may_be_made_of_columns(channel):
    lines = '[{sku: 单号, quantity: number("2"), unit_price: number(金额)}]'
    line = _read(channel(f"{FIELDS}lines = '{lines}'")).order.lines[0]
    assert (line.sku, line.quantity, line.unit_price) == ("1", 2, Decimal("5.00"))


def test_a_null_leaves_the_default(channel):
    shop = channel(FIELDS + "remark = 'null'")
    assert _read(shop).order.remark == ""


def test_a_date_and_time_of_feel_is_a_time(channel):
    shop = channel(FIELDS + "promised_at = 'date and time(\"2026-11-12T08:00:00\")'")
    promised_at = _read(shop).order.promised_at
    assert promised_at.isoformat() == "2026-11-12T08:00:00+08:00"


def test_a_bad_number_names_row_field_and_value(channel):
    rejects = _read(channel(FIELDS), 金额="五元")
    assert [(each.row, each.field) for each in rejects] == [(7, "total")]


@pytest.mark.parametrize("part", ["number(金额)", "金额='五元'", "a number such as"])
def test_the_reason_says_what_was_expected_and_found(channel, part):
    reject = _read(channel(FIELDS), 金额="五元")[0]
    assert part in reject.reason.say("en")


def test_a_reason_is_chinese_for_chinese_readers(channel):
    reject = _read(channel(FIELDS), 金额="五元")[0]
    assert reject.as_json("zh")["reason"].startswith("表达式 number(金额) 应得到一个值")


def test_all_wrong_cells_of_a_row_are_told(channel):
    rejects = _read(channel(FIELDS), 金额="五元", 时间="昨天", 单号=" ")
    assert [each.field for each in rejects] == ["total", "external_no", "placed_at"]


def test_a_negative_total_is_rejected(channel):
    assert [each.field for each in _read(channel(FIELDS), 金额="-1")] == ["total"]


def test_a_zero_total_is_an_order(channel):
    assert _read(channel(FIELDS), 金额="0").order.total == 0


def test_a_row_that_costs_too_much_is_rejected(channel):
    long = "count(for i in 1..1000000 return i)"
    rejects = _read(channel(f"{FIELDS}\"extra.n\" = '{long}'"))
    assert [each.field for each in rejects] == ["extra.n"]


def test_a_row_the_reader_could_not_read_keeps_its_reason(channel):
    shop = channel(FIELDS)
    fault = _read(shop, 金额="-1")[0].reason
    assert read_row(shop, Row(9, {}, fault), is_table=True)[0].reason is fault


def test_a_table_without_a_column_of_the_mapping_is_refused(channel):
    with pytest.raises(Rejected) as refused:
        check_header(channel(FIELDS), ("单号", "下单时间"), "orders.csv")
    assert refused.value.facts["missing"] == "时间, 金额"


def test_the_refusal_names_the_columns_that_were_found(channel):
    with pytest.raises(Rejected, match="Found: 单号, 下单时间"):
        check_header(channel(FIELDS), ("单号", "下单时间"), "orders.csv")


def test_a_table_with_more_columns_is_welcome(channel):
    header = ("备注", "单号", "时间", "金额")
    assert check_header(channel(FIELDS), header, "orders.csv") is None


def test_a_file_without_header_is_judged_row_by_row(channel):
    rejects = read_row(channel(FIELDS), Row(1, {"单号": "1"}), is_table=False)
    assert [each.field for each in rejects] == ["placed_at", "total"]


def test_a_payload_without_channel_is_the_channels(own, least):
    del least["channel"]
    assert read_payload(own, least).order.channel == "own"


def test_a_payload_of_another_channel_is_refused(own, least):
    with pytest.raises(Invalid) as refused:
        read_payload(own, {**least, "channel": "tmall"})
    assert list(refused.value.fields) == ["channel"]


def test_the_same_order_again_tells_its_difference(order):
    repeat = judge_repeat(order(), order(remark="快"))
    assert [each.path for each in repeat.differences] == ["remark"]


def test_the_same_order_again_may_be_paid_now(order):
    paid = order(paid_at="2026-11-11T00:01:03+08:00")
    assert judge_repeat(order(), paid).now_paid is True
