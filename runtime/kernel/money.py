"""Exact money: decimals with at most four places, never binary floats (金额)."""

from __future__ import annotations

import re
from decimal import Decimal

_MONEY = re.compile(r"[+-]?\d{1,12}(\.\d{1,4})?")
_CENT = Decimal("0.01")


def parse_money(text: str) -> Decimal | None:
    """Return the exact amount, or None when ``text`` is no amount.

    At most 12 digits before the point and 4 after it; no grouping, no symbol.
    """
    stripped = text.strip()
    return Decimal(stripped) if _MONEY.fullmatch(stripped) else None


def money_text(amount: Decimal) -> str:
    """Return the amount with at least two places: ``199`` becomes ``199.00``."""
    exponent = amount.as_tuple().exponent
    if isinstance(exponent, int) and exponent > -2:
        amount = amount.quantize(_CENT)
    return format(amount, "f")
