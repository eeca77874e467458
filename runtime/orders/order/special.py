"""What makes an order special (特殊订单): a price, a coupon, goods to photograph.

Rules alone, on the typed order; most orders are none of this and are told so at once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from decimal import ROUND_CEILING, Context, Decimal
from typing import Any

from runtime.orders.order.canonical import Line, Order

_WIDE = Context(prec=60)
_MILLIONTH = Decimal("0.000001")
_NONE, _WHOLE = Decimal(0), Decimal(1)


@dataclass(frozen=True, slots=True)
class PriceChange:
    """What was agreed on instead of the list price, over the lines where they differ.

    ``deviation`` is that of the line that deviates most, so that one line's rebate
    never hides behind another one's surcharge; ``gap`` adds up what all of them differ.
    """

    agreed: Decimal
    listed: Decimal
    gap: Decimal
    deviation: Decimal


def is_changed(line: Line) -> bool:
    """Say whether a price was agreed on for the line: its list price is another one."""
    if line.list_price is None or line.unit_price is None:
        return False
    return line.unit_price != line.list_price


def price_change(order: Order) -> PriceChange | None:
    """Return how far agreed prices are from the list, None when none was agreed on."""
    lines = [line for line in order.lines if is_changed(line)]
    if not lines:
        return None
    agreed = [_of_all(line, line.unit_price) for line in lines]
    listed = [_of_all(line, line.list_price) for line in lines]
    gaps = [abs(one - other) for one, other in zip(agreed, listed, strict=True)]
    return PriceChange(
        sum(agreed, _NONE),
        sum(listed, _NONE),
        sum(gaps, _NONE),
        max(map(_share, lines)),
    )


def needs_checks(order: Order) -> bool:
    """Say whether somebody has to look at a price or a coupon before it is released."""
    return bool(order.coupon.code) or any(is_changed(line) for line in order.lines)


def needs_photo(order: Order, parameters: Mapping[str, Any]) -> bool:
    """Say whether quality control photographs a line before it is shipped.

    Reads ``qc_categories`` and ``qc_fragile``; where they are not deployed, no line is.
    """
    categories = parameters.get("qc_categories", ())
    with_fragile = parameters.get("qc_fragile", False) is True
    return any(
        (line.category and line.category in categories)
        or (with_fragile and line.fragile)
        for line in order.lines
    )


def is_known_customer(
    order: Order,
    parameters: Mapping[str, Any],
    have_bought: Callable[[Order], bool],
) -> bool:
    """Say whether the customer is no stranger: registered long ago, or bought before.

    Long is ``known_customer_days`` before the order was placed. That they bought before
    the channel says by one of ``known_customer_tags``, or ``have_bought`` finds it,
    which is asked last.
    """
    since = order.customer.registered_at
    days = int(parameters["known_customer_days"])
    if since is not None and order.placed_at - since >= timedelta(days=days):
        return True
    told = {*order.tags, *order.customer.tags}
    if not told.isdisjoint(parameters["known_customer_tags"]):
        return True
    return have_bought(order)


def _of_all(line: Line, price: Decimal | None) -> Decimal:
    return (price or _NONE) * line.quantity


def _share(line: Line) -> Decimal:
    """Return |agreed − list| / list of a changed line, rounded up to a millionth.

    Rounding up keeps 5 % at 5 % and whatever is above it above. What has no list price
    to speak of deviates as a whole.
    """
    agreed, listed = line.unit_price or _NONE, line.list_price or _NONE
    if not listed:
        return _WHOLE
    share = _WIDE.divide(abs(agreed - listed), abs(listed))
    return share.quantize(_MILLIONTH, rounding=ROUND_CEILING, context=_WIDE)
