"""The stored body tells the order exactly, and FEEL sees exact values."""

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from runtime import feel
from runtime.orders.order.bodies import as_body, as_context, differences, from_body
from runtime.orders.order.decoding import decode_order, read_json

SHANGHAI = ZoneInfo("Asia/Shanghai")

TEXT = st.text(max_size=30)
AMOUNT = st.decimals(min_value=0, max_value=Decimal("999999999999"), places=4)
MOMENT = st.datetimes(
    min_value=datetime(1971, 1, 1),  # noqa: DTZ001 - hypothesis adds the zone
    max_value=datetime(2190, 1, 1),  # noqa: DTZ001 - hypothesis adds the zone
    timezones=st.sampled_from(
        [None, UTC, SHANGHAI, timezone(timedelta(hours=-9, minutes=-30))]
    ),
)
ANYTHING = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.floats(allow_nan=False, allow_infinity=False),
        st.decimals(allow_nan=False, allow_infinity=False),
        TEXT,
    ),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3)
    ),
    max_leaves=8,
)
LINE = st.fixed_dictionaries(
    {"sku": st.just("A-1")},
    optional={
        "name": TEXT,
        "quantity": st.integers(1, 1000),
        "unit_price": AMOUNT,
        "custom": st.booleans(),
        "odd": ANYTHING,
    },
)
ORDER = st.fixed_dictionaries(
    {
        "channel": st.just("own"),
        "external_no": st.just("T-1"),
        "placed_at": MOMENT,
        "total": AMOUNT,
    },
    optional={
        "paid": AMOUNT,
        "paid_at": MOMENT,
        "remark": TEXT,
        "tags": st.lists(TEXT, max_size=3),
        "customer": st.fixed_dictionaries({}, optional={"name": TEXT, "odd": ANYTHING}),
        "lines": st.lists(LINE, max_size=3),
        "extra": st.dictionaries(TEXT, ANYTHING, max_size=3),
        "odd": ANYTHING,
    },
)


@given(ORDER)
def test_body_to_order_to_body_is_equal(payload):
    body = decode_order(payload, SHANGHAI).body
    assert as_body(from_body(body)) == body


@given(ORDER)
def test_order_to_body_to_order_is_equal(payload):
    order = decode_order(payload, SHANGHAI).order
    assert from_body(as_body(order)) == order


@given(ORDER)
def test_a_body_sent_again_is_the_same_order(payload):
    decoded = decode_order(payload, SHANGHAI)
    assert decode_order(read_json(decoded.body), SHANGHAI).order == decoded.order


def test_money_is_text_in_the_body(order):
    assert b'"total":"199.00"' in as_body(order(total=199))


def test_a_time_keeps_its_offset_in_the_body(order):
    assert b'"placed_at":"2026-11-11T00:00:03+08:00"' in as_body(order())


def test_extra_is_sorted_so_that_equal_orders_have_equal_bodies(order):
    one, other = order(extra={"a": 1, "b": 2}), order(extra={"b": 2, "a": 1})
    assert as_body(one) == as_body(other)


def _feel(text: str, context: dict[str, Any]) -> Any:
    expression = feel.compile_expression(text, ambient=frozenset({"order"}))
    return expression.evaluate({}, feel.Frame(ambient={"order": context}))


def test_feel_computes_with_the_money_of_an_order(order):
    context = as_context(order(total="0.30", paid="0.10"))
    assert _feel("order.total - order.paid = 0.20", context) is True


def test_feel_computes_with_the_quantities_of_lines(order):
    lines = [{"sku": "A", "quantity": 2}, {"sku": "B", "quantity": 3}]
    context = as_context(order(lines=lines))
    assert _feel("sum(order.lines.quantity)", context) == Decimal(5)


def test_feel_sees_the_tags_of_a_customer(order):
    context = as_context(order(customer={"tags": ["VIP"]}))
    assert _feel('list contains(order.customer.tags, "VIP")', context) is True


def test_feel_compares_the_times_of_an_order(order):
    context = as_context(order(paid_at="2026-11-11T00:01:03+08:00"))
    assert _feel('order.paid_at - order.placed_at = duration("PT1M")', context) is True


def test_feel_computes_with_numbers_of_extra(order):
    context = as_context(order(extra={"refund": Decimal("0.1")}))
    assert _feel("order.extra.refund * 3 = 0.3", context) is True


def test_feel_sees_the_order_number_once_there_is_one(order):
    assert as_context(order(), "DB20261111001")["order_no"] == "DB20261111001"


def test_an_order_without_number_has_none_in_feel(order):
    assert "order_no" not in as_context(order())


def test_equal_orders_do_not_differ(order):
    assert differences(order(), order()) == []


def test_a_difference_names_the_field_and_both_values(order):
    found = differences(order(lines=[{"sku": "A"}]), order(lines=[{"sku": "B"}]))
    assert [(each.path, each.before, each.after) for each in found] == [
        ("lines[0].sku", "A", "B")
    ]


def test_another_number_of_lines_is_one_difference(order):
    found = differences(order(), order(lines=[{"sku": "A"}]))
    assert [each.path for each in found] == ["lines"]


def test_a_key_that_came_or_went_in_extra_is_a_difference(order):
    found = differences(order(extra={"a": 1}), order(extra={"b": 2}))
    assert [(each.path, each.after) for each in found] == [
        ("extra.a", None),
        ("extra.b", 2),
    ]
