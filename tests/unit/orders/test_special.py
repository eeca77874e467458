"""What makes an order special: a changed price, a coupon, goods to photograph."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from runtime.orders.order.canonical import Line, Order
from runtime.orders.order.special import (
    is_known_customer,
    needs_checks,
    needs_photo,
    price_change,
)

KNOWN = {"known_customer_days": Decimal(30), "known_customer_tags": ["老客"]}
JEWELS = {"qc_categories": ["珠宝"], "qc_fragile": False}
LEAST = Order(
    channel="own",
    external_no="T-1",
    placed_at=datetime(2026, 11, 11, tzinfo=UTC),
    total=Decimal(199),
)
CENTS = st.integers(1, 10**9).map(lambda cents: Decimal(cents) / 100)


def line(agreed: str | None, listed: str | None, quantity: int = 1) -> dict:
    return {
        "sku": "A",
        "quantity": quantity,
        "unit_price": agreed,
        "list_price": listed,
    }


@pytest.mark.parametrize(
    ("agreed", "listed"),
    [("100.00", None), (None, "100.00"), ("100.00", "100.0000"), (None, None)],
)
def test_without_another_list_price_nothing_was_agreed_on(order, agreed, listed):
    assert price_change(order(lines=[line(agreed, listed)])) is None


@pytest.mark.parametrize(
    ("agreed", "listed", "share"),
    [
        ("95.00", "100.00", "0.05"),
        ("105.00", "100.00", "0.05"),
        ("9499.00", "10000.00", "0.0501"),
        ("10501.00", "10000.00", "0.0501"),
        ("0.00", "100.00", "1"),
        ("1.00", "0.00", "1"),
        # a hair above the limit stays above it
        ("949999999999.9998", "999999999999.9999", "0.050001"),
    ],
)
def test_the_deviation_is_a_share_of_the_list_price(order, agreed, listed, share):
    change = price_change(order(lines=[line(agreed, listed)]))

    assert change is not None
    assert change.deviation == Decimal(share)


@given(agreed=CENTS, listed=CENTS)
def test_no_deviation_is_told_smaller_than_it_is(agreed, listed):
    article = Line(sku="A", unit_price=agreed, list_price=listed)
    change = price_change(replace(LEAST, lines=(article,)))
    told = Decimal(0) if change is None else change.deviation

    assert told * listed >= abs(agreed - listed)
    assert (told - Decimal("0.000001")) * listed < abs(agreed - listed) or not told


def test_the_line_that_deviates_most_counts(order):
    change = price_change(order(lines=[line("110", "100"), line("90", "100", 5)]))

    assert change is not None
    assert (change.deviation, change.gap) == (Decimal("0.1"), Decimal(60))


def test_sums_are_over_the_changed_lines_alone(order):
    lines = [line("95", "100", 2), line("10", "10"), line("7", None)]
    change = price_change(order(lines=lines))

    assert change is not None
    assert (change.agreed, change.listed) == (Decimal(190), Decimal(200))


def test_an_ordinary_order_needs_no_check(order):
    assert needs_checks(order()) is False


@pytest.mark.parametrize(
    "special",
    [{"coupon": {"code": "D11"}}, {"lines": [line("95", "100")]}],
    ids=["coupon", "price"],
)
def test_a_coupon_or_a_price_needs_a_check(order, special):
    assert needs_checks(order(**special)) is True


@pytest.mark.parametrize(
    ("goods", "photographed"),
    [
        ({"category": "珠宝"}, True),
        ({"category": "文具"}, False),
        ({"category": ""}, False),
        ({"fragile": True}, False),
    ],
)
def test_categories_say_what_is_photographed(order, goods, photographed):
    lines = [{"sku": "A"}, {"sku": "B", **goods}]

    assert needs_photo(order(lines=lines), JEWELS) is photographed


def test_fragile_goods_are_photographed_when_the_switch_is_on(order):
    lines = [{"sku": "B", "fragile": True}]

    assert needs_photo(order(lines=lines), JEWELS | {"qc_fragile": True}) is True


def test_where_no_category_is_deployed_nothing_is_photographed(order):
    assert needs_photo(order(lines=[{"sku": "A", "category": "珠宝"}]), {}) is False


def nobody(_) -> bool:
    """Have bought nothing."""
    return False


@pytest.mark.parametrize(
    ("registered", "known"),
    [
        ("2026-10-12T00:00:03+08:00", True),
        ("2026-10-12T00:00:04+08:00", False),
        (None, False),
    ],
)
def test_registered_thirty_days_before_the_order_a_customer_is_known(
    order, registered, known
):
    asked = order(customer={"registered_at": registered})

    assert is_known_customer(asked, KNOWN, nobody) is known


@pytest.mark.parametrize("where", ["order", "customer"])
def test_a_tag_tells_that_a_customer_has_bought_before(order, where):
    tagged = {"order": {"tags": ["老客"]}, "customer": {"customer": {"tags": ["老客"]}}}

    assert is_known_customer(order(**tagged[where]), KNOWN, nobody) is True


@pytest.mark.parametrize("bought", [True, False])
def test_an_order_of_before_tells_it_too(order, bought):
    assert is_known_customer(order(), KNOWN, lambda _: bought) is bought
