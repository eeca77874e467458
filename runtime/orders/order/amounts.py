"""Which amount of money is meant, to the last digit? (金额)"""

from __future__ import annotations

import re
from decimal import Context, Decimal, InvalidOperation

from runtime.orders.order.unreadable import Unreadable, shown

ZERO = Decimal("0.00")
DECIMALS = 4
DIGITS = 12

_EXACT = Context(prec=60, traps=[InvalidOperation])
_STEPS = (Decimal("0.01"), Decimal("0.001"), Decimal("0.0001"))
_WRITTEN = re.compile(r"[+-]?[0-9]{1,40}(\.[0-9]{1,40})?", re.ASCII)


def read_amount(value: object) -> Decimal:
    """Return the amount with two to four decimals, or raise Unreadable.

    A float is taken as it is written (``repr``), so 0.1 is a tenth and no more.
    """
    kind = type(value)
    if kind is Decimal:
        number = value
    elif kind is str:
        number = _written(value)  # type: ignore[arg-type]  # just checked: a str
    elif kind is int or kind is float:
        number = Decimal(repr(value))
    else:
        raise Unreadable("amount-not-a-number", found=shown(value))
    return _settled(number)  # type: ignore[arg-type]  # all four roads give Decimal


def read_positive_or_zero(value: object) -> Decimal:
    """Return the amount; a negative one is Unreadable too."""
    amount = read_amount(value)
    if amount < 0:
        raise Unreadable("amount-negative", found=shown(value))
    return amount


def _written(value: str) -> Decimal:
    stripped = value.strip()
    if not _WRITTEN.fullmatch(stripped):
        raise Unreadable("amount-not-a-number", found=shown(value))
    return Decimal(stripped)


def _settled(number: Decimal) -> Decimal:
    if number.is_finite() and (number.adjusted() < DIGITS or not number):
        for step in _STEPS:
            amount = number.quantize(step, context=_EXACT)
            if amount == number:
                return amount or ZERO
    raise _refusal(number)


def _refusal(number: Decimal) -> Unreadable:
    if not number.is_finite():
        return Unreadable("amount-not-a-number", found=str(number))
    if number.adjusted() >= DIGITS:
        return Unreadable("amount-too-large", found=shown(number), digits=DIGITS)
    return Unreadable("amount-too-fine", found=shown(number), decimals=DECIMALS)
