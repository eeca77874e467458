"""异常格式预检: odd characters never stop an order and are never lost."""

from zoneinfo import ZoneInfo

import pytest

from runtime.orders.order.decoding import decode_order

SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.mark.parametrize(
    "odd", ["\x00", "\x07", "\x08", "\x0c", "\x1b", "\x7f", "\x85", "\ud800"]
)
def test_a_control_character_leaves_the_field(order, odd):
    assert order(remark=f"快{odd}递").remark == "快递"


def test_the_text_as_it_came_is_kept_in_extra(order):
    assert order(remark="快\x07递\\").extra == {"raw.remark": "快\\u0007递\\\\"}


def test_the_field_is_named_in_a_notice(least):
    lines = [{"sku": "A", "name": "\x00"}]
    notice = decode_order({**least, "lines": lines}, SHANGHAI).notices[0]
    assert notice.field == "lines[0].name"


def test_the_notice_says_where_the_text_is_kept(least):
    decoded = decode_order({**least, "remark": "\x00"}, SHANGHAI)
    assert "raw.remark" in decoded.notices[0].text.say("en")


@pytest.mark.parametrize(
    "kept", ["a\tb", "a\nb", "a\r\nb", "C:\\users\\bob", "\\u00e9"]
)
def test_tabs_line_ends_and_backslashes_are_writing(order, kept):
    assert order(remark=kept).remark == kept


def test_plain_writing_brings_no_notice(least):
    decoded = decode_order({**least, "remark": "a\tb\\u0007"}, SHANGHAI)
    assert decoded.notices == ()


def test_a_name_with_a_control_character_is_written_out(order):
    assert order(extra={"a\x07": 1, "a": 2}).extra == {"a\\u0007": 1, "a": 2}
