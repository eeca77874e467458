"""Money is exact, and what is no amount is refused."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runtime.kernel.money import money_text, parse_money


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("199", "199"),
        ("199.00", "199.00"),
        (" 0.0001 ", "0.0001"),
        ("-5.5", "-5.5"),
        ("+5", "5"),
        ("999999999999.9999", "999999999999.9999"),
    ],
)
def test_an_amount_is_read_to_the_last_digit(text, amount):
    assert parse_money(text) == Decimal(amount)


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "-", ".5", "5.", "1,000", "¥5", "5元", "1e3", "NaN", "Infinity"),
        *("0.00001", "1000000000000", "1 000", "--5", "0x10", "5\n6", "１２．５"),
    ],
)
def test_what_is_no_amount_is_refused(text):
    assert parse_money(text) is None


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        ("199", "199.00"),
        ("199.5", "199.50"),
        ("0.125", "0.125"),
        ("0.1000", "0.1000"),
        ("1E+3", "1000.00"),
        ("-0.5", "-0.50"),
    ],
)
def test_an_amount_is_written_with_at_least_two_places(amount, text):
    assert money_text(Decimal(amount)) == text


@given(st.decimals(-(10**11), 10**11, places=4))
def test_what_is_written_is_read_again(amount):
    assert parse_money(money_text(amount)) == amount
