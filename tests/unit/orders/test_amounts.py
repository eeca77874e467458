"""Money is exact: no binary float, no digit too many, no silent rounding."""

from decimal import Decimal, localcontext

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runtime.orders.order.amounts import read_amount
from runtime.orders.order.unreadable import Unreadable

AMOUNTS = st.decimals(
    min_value=Decimal("-999999999999.9999"),
    max_value=Decimal("999999999999.9999"),
    places=4,
)


@pytest.mark.parametrize(
    ("given_as", "read"),
    [
        ("199", "199.00"),
        ("199.0", "199.00"),
        (" 199.00 ", "199.00"),
        ("199.5000", "199.50"),
        ("0.1234", "0.1234"),
        ("-0.00", "0.00"),
        ("+5", "5.00"),
        (199, "199.00"),
        (0.1, "0.10"),
        (178.8, "178.80"),
        (1e3, "1000.00"),
        (Decimal("1E+2"), "100.00"),
        (Decimal("0E+20"), "0.00"),
        (Decimal("0.10000000"), "0.10"),
        ("999999999999.9999", "999999999999.9999"),
    ],
)
def test_an_amount_reads_as_it_is_written(given_as, read):
    assert str(read_amount(given_as)) == read


@pytest.mark.parametrize(
    "wrong",
    [
        *("", "abc", "1,234.00", "1.2.3", "1e3", "١٢", "1.", ".5", "NaN", "Infinity"),
        *(True, None, [], float("inf"), Decimal("NaN"), 0.1 + 0.2, 10**12),
        *("1000000000000", "0.00001", Decimal("1E+6000")),
    ],
)
def test_what_is_no_exact_amount_is_refused(wrong):
    with pytest.raises(Unreadable):
        read_amount(wrong)


def test_the_decimal_context_of_the_caller_has_no_say():
    with localcontext() as narrow:
        narrow.prec = 3
        assert str(read_amount("123456.78")) == "123456.78"


@given(AMOUNTS)
def test_an_amount_survives_being_written(amount):
    assert read_amount(str(read_amount(amount))) == amount


@given(AMOUNTS, AMOUNTS)
def test_equal_amounts_are_written_alike(one, other):
    alike = str(read_amount(one)) == str(read_amount(other))
    assert alike == (one == other)
