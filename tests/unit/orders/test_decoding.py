"""规范订单: what is read, what is filled in, and what is never lost."""

from datetime import datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from runtime.kernel.errors import Invalid
from runtime.orders.order.bodies import as_body
from runtime.orders.order.decoding import decode_order, read_json

SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.mark.parametrize(
    ("field", "default"),
    [
        ("kind", "ordinary"),
        ("paid_at", None),
        ("payment_method", "prepaid"),
        ("currency", "CNY"),
        ("paid", Decimal("0.00")),
        ("lines", ()),
        ("tags", ()),
        ("remark", ""),
        ("gift", ""),
        ("promised_at", None),
        ("extra", {}),
    ],
)
def test_what_is_not_given_has_its_stated_default(order, field, default):
    assert getattr(order(), field) == default


def test_an_unvouched_buyer_has_unknown_credit(order):
    assert order().customer.credit == "unknown"


def test_an_address_without_country_is_chinese(order):
    assert order(ship_to={"city": "杭州"}).ship_to.country == "CN"


def test_a_line_without_quantity_is_one_piece(order):
    assert order(lines=[{"sku": "A-1"}]).lines[0].quantity == 1


def test_a_paid_order_that_names_no_sum_was_paid_in_full(order):
    assert order(paid_at="2026-11-11T00:01:00+08:00").paid == Decimal("199.00")


@pytest.mark.parametrize("field", ["remark", "lines", "customer", "paid", "extra"])
def test_null_counts_as_not_given(order, field):
    assert order(**{field: None}) == order()


def test_an_unknown_key_is_kept_in_extra(order):
    assert order(shelf="B7").extra == {"shelf": "B7"}


def test_an_unknown_key_of_a_part_is_kept_under_its_path(order):
    assert order(customer={"nick": "阿里"}).extra == {"customer.nick": "阿里"}


def test_an_unknown_key_of_a_line_is_kept_under_its_path(order):
    lines = [{"sku": "A"}, {"sku": "B", "batch": 7}]
    assert order(lines=lines).extra == {"lines[1].batch": 7}


def test_an_unknown_key_never_overwrites_extra(order):
    assert order(shelf="B7", extra={"shelf": "A1"}).extra == {
        "shelf": "A1",
        "shelf#2": "B7",
    }


def test_a_fraction_in_extra_keeps_its_digits(order):
    assert order(extra={"weight": Decimal("0.1")}).extra == {"weight": 0.1}


def test_a_number_too_long_for_json_is_kept_as_text(order):
    digits = "1234567890.12345678901234567890"
    assert order(extra={"mass": Decimal(digits)}).extra == {"mass": digits}


def test_blanks_around_an_order_number_do_not_make_another_order(order):
    assert order(external_no=" T-1\t").external_no == "T-1"


def test_a_whole_order_number_is_text(order):
    assert order(external_no=900719925474099312).external_no == "900719925474099312"


@pytest.mark.parametrize("name", ["𠮷田", "张三😀", "👨‍👩‍👧", "雅"])
def test_rare_characters_are_byte_equal_in_the_body(order, name):
    assert f'"name":"{name}"'.encode() in as_body(order(customer={"name": name}))


@pytest.mark.parametrize("payload", [None, 5, "order", [], ["a"]])
def test_what_is_no_object_is_refused(payload):
    with pytest.raises(Invalid, match="JSON object"):
        decode_order(payload, SHANGHAI)


def test_bottomless_extra_is_refused(least):
    bottomless: dict[str, object] = {}
    bottomless["again"] = bottomless
    with pytest.raises(Invalid):
        decode_order({**least, "extra": bottomless}, SHANGHAI)


def test_json_money_keeps_every_digit():
    body = read_json(b'{"total": 999999999999.0001}')
    assert body["total"] == Decimal("999999999999.0001")


def test_broken_json_is_refused_in_plain_words():
    with pytest.raises(Invalid, match="Expected valid JSON"):
        read_json(b'{"total": ')


def test_a_time_with_zone_is_taken_at_its_word(least):
    assert decode_order(least, ZoneInfo("America/New_York")).readings == ()


def test_a_time_without_zone_takes_the_zone_of_the_channel(least):
    naive = {**least, "placed_at": "2026-12-25 00:30:00"}
    decoded = decode_order(naive, SHANGHAI)
    assert decoded.order.placed_at == datetime.fromisoformat("2026-12-24T16:30:00Z")


def test_both_readings_of_a_time_without_zone_are_told(least):
    naive = {**least, "placed_at": "2026-12-25 00:30:00"}
    reading = decode_order(naive, SHANGHAI).readings[0]
    assert (reading.field, reading.raw, reading.zone, reading.utc.isoformat()) == (
        "placed_at",
        "2026-12-25 00:30:00",
        "Asia/Shanghai",
        "2026-12-24T16:30:00+00:00",
    )


def test_the_registration_of_a_customer_is_read_like_every_time(least):
    old = {**least, "customer": {"registered_at": "2020-01-01 08:00:00"}}
    reading = decode_order(old, SHANGHAI).readings[0]
    assert reading.field == "customer.registered_at"


def test_an_empty_time_is_no_time(order):
    assert order(paid_at="").paid_at is None


def test_a_decoded_time_has_a_fixed_offset(order):
    placed_at = order(placed_at="2026-11-11 00:00:03").placed_at
    assert placed_at.tzinfo.utcoffset(None) == timedelta(hours=8)
