"""What an order owes, lacks and is called: the rules of the order itself."""

from datetime import UTC, date, datetime
from decimal import Decimal
from functools import reduce
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runtime.kernel.errors import Invalid, Misconfigured
from runtime.orders.order.decoding import decode_order
from runtime.orders.order.rules import (
    add_payment,
    deviation,
    facts_of,
    is_newly_paid,
    is_unpaid,
    order_no,
    parse_order_no,
    read_payment,
    remaining,
)

PAID = "2026-11-11T00:01:03+08:00"
NOON = datetime(2026, 11, 11, 4, tzinfo=UTC)
SHANGHAI = ZoneInfo("Asia/Shanghai")


def test_the_first_order_of_a_day_has_three_digits():
    assert order_no(date(2026, 1, 20), 1) == "DB20260120001"


def test_the_thousandth_order_of_a_day_is_one_digit_longer():
    assert order_no(date(2026, 1, 20), 1000) == "DB202601201000"


@given(
    st.dates(min_value=date(1970, 1, 1), max_value=date(2199, 1, 1)),
    st.integers(1, 10**9),
)
def test_an_order_number_of_any_width_reads_back(day, sequence):
    assert parse_order_no(order_no(day, sequence)) == (day, sequence)


@pytest.mark.parametrize(
    "text",
    [
        *("", "DB20260120", "DB2026012001", "DB20261320001", "db20260120001"),
        *("DB202601200001", "DB20260120000", "DB20260120001 ", "DB٢٠٢٦٠١٢٠٠٠١"),
    ],
)
def test_what_is_no_order_number_reads_as_none(text):
    assert parse_order_no(text) is None


def test_a_sequence_starts_at_one():
    with pytest.raises(ValueError, match="starts at 1"):
        order_no(date(2026, 1, 20), 0)


@pytest.mark.parametrize(
    ("method", "paid_at", "unpaid"),
    [
        ("prepaid", None, True),
        ("prepaid", PAID, False),
        ("cod", None, False),
        ("credit", None, False),
    ],
)
def test_only_a_prepaid_order_waits_for_its_money(order, method, paid_at, unpaid):
    assert is_unpaid(order(payment_method=method, paid_at=paid_at)) is unpaid


@pytest.mark.parametrize(
    ("total", "paid", "share"),
    [
        ("100.00", "100.00", "0"),
        ("100.00", "95.00", "0.050000"),
        ("100.00", "105.00", "0.050000"),
        ("10000.00", "9499.00", "0.050100"),
        ("10000.00", "10501.00", "0.050100"),
        ("100.00", "0.00", "1.000000"),
        ("0.00", "10.00", "0"),
        # a hair above the limit stays above it
        ("999999999999.9999", "949999999999.9998", "0.050001"),
    ],
)
def test_the_deviation_is_a_share_of_the_total(order, total, paid, share):
    told = deviation(order(total=total, paid=paid, paid_at=PAID))
    assert told == Decimal(share)


def test_an_unpaid_order_deviates_from_nothing(order):
    assert deviation(order(paid="10.00")) == 0


def test_cash_on_delivery_deviates_from_nothing_before_it_is_paid(order):
    assert deviation(order(payment_method="cod")) == 0


def test_the_facts_are_what_the_decisions_read(order, parameters):
    facts = facts_of(order(), parameters)
    assert list(facts) == [
        *("kind", "amount", "paid", "unpaid", "deviation", "address_complete"),
        *("missing", "credit", "custom", "fresh", "fragile", "tags", "remark"),
        *("demands_today", "checks_off", "quantity", "needs_checks", "needs_photo"),
    ]


@pytest.mark.parametrize("flag", ["custom", "fresh", "fragile"])
def test_one_flagged_line_flags_the_order(order, parameters, flag):
    lines = [{"sku": "A"}, {"sku": "B", flag: True}]
    assert facts_of(order(lines=lines), parameters)[flag] is True


def test_quantities_of_all_lines_add_up(order, parameters):
    lines = [{"sku": "A", "quantity": 2}, {"sku": "B"}]
    assert facts_of(order(lines=lines), parameters)["quantity"] == Decimal(3)


def test_tags_of_order_and_customer_are_told_once_each(order, parameters):
    tagged = order(tags=["加急", "VIP"], customer={"tags": ["VIP", "老客"]})
    assert facts_of(tagged, parameters)["tags"] == ["加急", "VIP", "老客"]


def test_checks_that_are_off_are_told(order, parameters):
    facts = facts_of(order(), parameters, {"zero_total", "address_incomplete"})
    assert facts["checks_off"] == ["address_incomplete", "zero_total"]


@pytest.mark.parametrize(
    "street",
    ["幸福小区3栋", "幸福小区3栋2单元501室", "文一西路969号", "中关村A幢", "军区8号院"],
)
def test_an_address_with_a_building_is_complete(order, parameters, street):
    assert facts_of(order(ship_to={"street": street}), parameters)["address_complete"]


@pytest.mark.parametrize("street", ["幸福小区", "幸福路", "栋", "号"])
def test_an_address_without_building_is_incomplete(order, parameters, street):
    facts = facts_of(order(ship_to={"street": street}), parameters)
    assert (facts["address_complete"], facts["missing"]) == (False, ["building"])


def test_an_empty_address_lacks_street_and_building(order, parameters):
    assert facts_of(order(), parameters)["missing"] == ["street", "building"]


def test_a_building_that_is_no_building_is_asked_for_again(order, parameters):
    assert facts_of(order(ship_to={"building": "东"}), parameters)["missing"] == [
        "building"
    ]


def test_a_pattern_that_cannot_be_read_says_so(order, parameters):
    wrong = {**parameters, "address_building_patterns": ["("]}
    with pytest.raises(Misconfigured, match="address_building_patterns"):
        facts_of(order(ship_to={"street": "幸福小区"}), wrong)


def test_without_patterns_every_written_address_will_do(order, parameters):
    without = {**parameters, "address_building_patterns": []}
    facts = facts_of(order(ship_to={"street": "幸福小区"}), without)
    assert facts["address_complete"] is True


def test_a_building_in_its_own_field_is_enough(order, parameters):
    ship_to = {"street": "幸福小区", "building": "3栋"}
    assert facts_of(order(ship_to=ship_to), parameters)["missing"] == []


def test_full_width_digits_are_digits(order, parameters):
    assert (
        facts_of(order(ship_to={"street": "幸福小区３栋"}), parameters)["missing"] == []
    )


def test_an_address_abroad_is_not_judged(order, parameters):
    ship_to = {"country": "US", "street": "Main Street"}
    assert facts_of(order(ship_to=ship_to), parameters)["address_complete"] is True


def test_part_payments_add_up(order):
    part = add_payment(order(), Decimal("100.00"), NOON)
    assert (part.paid, part.paid_at, remaining(part)) == (
        Decimal("100.00"),
        None,
        Decimal("99.00"),
    )


def test_the_payment_that_reaches_the_total_pays_the_order(order):
    part = add_payment(order(), Decimal("100.00"), NOON)
    assert add_payment(part, Decimal("99.00"), NOON).paid_at == NOON


def test_a_final_payment_pays_the_order_whatever_its_sum(order):
    paid = add_payment(order(), Decimal("150.00"), NOON, final=True)
    assert (paid.paid_at, remaining(paid)) == (NOON, Decimal("49.00"))


def test_a_payment_after_the_last_leaves_the_moment_alone(order):
    paid = order(paid_at=PAID)
    again = add_payment(paid, Decimal("1.00"), NOON)
    assert (again.paid_at, again.paid) == (paid.paid_at, Decimal("200.00"))


def test_nothing_remains_of_an_overpaid_order(order):
    assert remaining(order(paid="300.00")) == 0


@given(st.lists(st.decimals(min_value="0.01", max_value=10**6, places=2), max_size=9))
def test_the_order_of_payments_does_not_matter(order_of_199, amounts):
    assert _paid(order_of_199, amounts) == _paid(order_of_199, reversed(amounts))


def _paid(order, amounts):
    return reduce(lambda one, amount: add_payment(one, amount, NOON), amounts, order)


@pytest.fixture(scope="module")
def order_of_199():
    payload = {"channel": "own", "external_no": "1", "total": "199", "placed_at": PAID}
    return decode_order(payload, SHANGHAI).order


def test_a_payment_event_is_read_exactly():
    payment = read_payment({"amount": 0.1, "at": "2026-11-11 12:00:00"}, SHANGHAI)
    assert (payment.amount, payment.at, payment.final) == (Decimal("0.10"), NOON, False)


def test_a_payment_event_may_say_nothing():
    payment = read_payment({}, SHANGHAI)
    assert (payment.amount, payment.at) == (None, None)


def test_a_wrong_payment_event_tells_all_its_faults():
    with pytest.raises(Invalid) as refused:
        read_payment({"amount": "0", "at": "soon", "final": "yes"}, SHANGHAI)
    assert list(refused.value.fields) == ["amount", "at", "final"]


def test_an_order_told_again_as_paid_is_newly_paid(order):
    assert is_newly_paid(order(), order(paid_at=PAID))


def test_an_order_paid_before_is_not_newly_paid(order):
    assert not is_newly_paid(order(paid_at=PAID), order(paid_at=PAID))
