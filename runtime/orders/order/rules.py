"""What an order is worth, owes and is called: the rules that need no storage."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_CEILING, Context, Decimal
from typing import Any
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from runtime.kernel.errors import Invalid
from runtime.kernel.texts import Text
from runtime.orders.order.address import missing_parts
from runtime.orders.order.amounts import ZERO, read_amount
from runtime.orders.order.canonical import Order
from runtime.orders.order.moments import place, read_moment
from runtime.orders.order.remarks import demands_today
from runtime.orders.order.special import needs_checks, needs_photo
from runtime.orders.order.unreadable import Unreadable, shown

NUMBER_PREFIX = "DB"
NUMBER_WIDTH = 3
_NUMBER = re.compile(rf"{NUMBER_PREFIX}([0-9]{{8}})([0-9]{{{NUMBER_WIDTH},}})")

_WIDE = Context(prec=60)
_MILLIONTH = Decimal("0.000001")
_NONE = Decimal(0)


@dataclass(frozen=True, slots=True)
class Payment:
    """What a ``paid`` event says; without an amount the rest is paid."""

    amount: Decimal | None
    at: datetime | None
    final: bool = False


def order_no(day: date, sequence: int) -> str:
    """Return the order number: DB, the day, a daily sequence of three digits or more.

    ``DB20260120001``; the thousandth order of a day simply is one digit longer.
    """
    if sequence < 1:
        raise ValueError("the daily sequence starts at 1")
    return f"{NUMBER_PREFIX}{day:%Y%m%d}{sequence:0{NUMBER_WIDTH}d}"


def parse_order_no(text: str) -> tuple[date, int] | None:
    """Return day and sequence of an order number of any width, None if it is none."""
    found = _NUMBER.fullmatch(text)
    if not found:
        return None
    try:
        day = datetime.strptime(found[1], "%Y%m%d").date()  # noqa: DTZ007 - a day, not a time
    except ValueError:
        return None
    sequence = int(found[2])
    return (day, sequence) if text == order_no(day, max(sequence, 1)) else None


def is_unpaid(order: Order) -> bool:
    """Say whether the order waits for its money: prepaid and not paid."""
    return order.payment_method == "prepaid" and order.paid_at is None


def deviation(order: Order) -> Decimal:
    """Return |paid − total| / total, rounded up to a millionth; 0 until it is paid.

    Rounding up keeps every comparison with a limit of six decimals exact: 5 % stays
    5 %, and anything above it stays above.
    """
    if order.paid_at is None or not order.total:
        return _NONE
    gap = abs(order.paid - order.total)
    if not gap:
        return _NONE
    share = _WIDE.divide(gap, order.total)
    return share.quantize(_MILLIONTH, rounding=ROUND_CEILING, context=_WIDE)


def facts_of(
    order: Order, parameters: Mapping[str, Any], checks_off: Collection[str] = ()
) -> dict[str, Any]:
    """Return what the decisions look at: numbers, flags and lists, nothing else.

    Reads the parameters ``address_building_patterns``, ``address_countries``,
    ``remark_today_phrases``, ``remark_denials``, ``qc_categories`` and ``qc_fragile``.
    """
    missing = missing_parts(
        order.ship_to,
        parameters["address_building_patterns"],
        parameters["address_countries"],
    )
    return {
        "kind": order.kind,
        "amount": order.total,
        "paid": order.paid,
        "unpaid": is_unpaid(order),
        "deviation": deviation(order),
        "address_complete": not missing,
        "missing": missing,
        "credit": order.customer.credit,
        "custom": any(line.custom for line in order.lines),
        "fresh": any(line.fresh for line in order.lines),
        "fragile": any(line.fragile for line in order.lines),
        "tags": _all_tags(order),
        "remark": order.remark,
        "demands_today": demands_today(
            order.remark,
            parameters["remark_today_phrases"],
            parameters["remark_denials"],
        ),
        "checks_off": sorted(checks_off),
        "quantity": Decimal(sum(line.quantity for line in order.lines)),
        "needs_checks": needs_checks(order),
        "needs_photo": needs_photo(order, parameters),
    }


def read_payment(data: Mapping[str, Any], zone: ZoneInfo) -> Payment:
    """Return the payment that an event's data tells; raises Invalid by field."""
    faults: dict[str, list[Text]] = {}
    amount = at = None
    try:
        if data.get("amount") not in (None, ""):
            amount = _paid(data["amount"], may_be_zero=data.get("final") is True)
    except Unreadable as fault:
        faults["amount"] = [fault.text]
    try:
        if data.get("at") not in (None, ""):
            at = read_moment(data["at"])
            if at.tzinfo is None:
                at = place("at", data["at"], at, zone).at
    except Unreadable as fault:
        faults["at"] = [fault.text]
    final = data.get("final", False)
    if not isinstance(final, bool):
        facts = {"expected": Text("type-boolean", {}), "found": shown(final)}
        faults["final"] = [Text("field-wrong-type", facts)]
    if faults:
        raise Invalid("payment-invalid", fields=faults)
    return Payment(amount, at, final)


def remaining(order: Order) -> Decimal:
    """Return what is still to be paid, never below zero."""
    return max(order.total - order.paid, ZERO)


def add_payment(
    order: Order, amount: Decimal, at: datetime, *, final: bool = False
) -> Order:
    """Return the order with the payment added; part payments add up.

    It counts as paid, at ``at``, as soon as the sum reaches the total or the payment
    is said to be final. A later payment adds up and leaves that moment alone.
    """
    paid = read_amount(order.paid + amount)
    settled = final or paid >= order.total
    paid_at = order.paid_at or (at if settled else None)
    return replace(order, paid=paid, paid_at=paid_at)


def is_newly_paid(first: Order, again: Order) -> bool:
    """Say whether the same order, told again, has been paid in between."""
    return first.paid_at is None and again.paid_at is not None


def _paid(value: object, *, may_be_zero: bool) -> Decimal:
    """Return the amount of a payment; zero only says that nothing more will come."""
    amount = read_amount(value)
    if amount < 0 or (not amount and not may_be_zero):
        raise Unreadable("payment-not-positive", found=shown(value))
    return amount


def _all_tags(order: Order) -> list[str]:
    """Return the order's and the customer's tags, each once, in their order."""
    return list(dict.fromkeys((*order.tags, *order.customer.tags)))
