"""The order as stored, as FEEL sees it, and as cells of a sheet."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

import msgspec

from runtime.orders.order import plain
from runtime.orders.order.canonical import Customer, Order, ShipTo

_BODY = msgspec.json.Encoder(decimal_format="string", order="deterministic")
_ORDER = msgspec.json.Decoder(Order)


class Buyer(msgspec.Struct, frozen=True):
    """What a list says of an order beside its columns; all else is passed over."""

    customer: Customer = Customer()
    ship_to: ShipTo = ShipTo()


_BUYER = msgspec.json.Decoder(Buyer)


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that two orders of the same number tell differently."""

    path: str
    before: Any
    after: Any


def as_body(order: Order) -> bytes:
    """Return the order's one JSON form: money as text, times with their offset."""
    return _BODY.encode(order)


def digest(body: bytes) -> bytes:
    """Return the digest by which the same order, told again, is recognised."""
    return hashlib.blake2b(body, digest_size=8).digest()


def from_body(body: bytes) -> Order:
    """Return the order of a stored body; the exact reverse of `as_body`."""
    return _ORDER.decode(body)


def buyer_of(body: bytes) -> Buyer:
    """Return who bought, without reading the lines of the order."""
    return _BUYER.decode(body)


def as_context(order: Order, order_no: str | None = None) -> dict[str, Any]:
    """Return what FEEL sees as ``order``: Decimals, aware times, plain lists.

    ``order_no`` joins it once the order has one.
    """
    seen: dict[str, Any] = msgspec.to_builtins(order, builtin_types=(Decimal, datetime))
    seen["tags"] = list(order.tags)
    seen["customer"]["tags"] = list(order.customer.tags)
    seen["lines"] = [_line(line) for line in seen["lines"]]
    if order.extra:
        seen["extra"] = plain.exact(order.extra)
    if order_no is not None:
        seen["order_no"] = order_no
    return seen


def differences(old: Order, new: Order) -> list[Difference]:
    """Return the fields that ``new`` tells differently, in the order's own order."""
    if old == new:
        return []
    before, after = msgspec.to_builtins(old), msgspec.to_builtins(new)
    return list(_differing("", before, after))


def _line(line: dict[str, Any]) -> dict[str, Any]:
    line["quantity"] = Decimal(line["quantity"])
    return line


def _differing(path: str, before: Any, after: Any) -> list[Difference]:
    if before == after:
        return []
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        return [
            each
            for name in [*before, *(name for name in after if name not in before)]
            for each in _differing(
                f"{path}.{name}" if path else name, before.get(name), after.get(name)
            )
        ]
    both_lists = isinstance(before, list | tuple) and isinstance(after, list | tuple)
    if both_lists and len(before) == len(after):
        return [
            each
            for index, pair in enumerate(zip(before, after, strict=True))
            for each in _differing(f"{path}[{index}]", *pair)
        ]
    return [Difference(path, before, after)]
