"""A jam in the demo: the last hour's coupons, agreed prices and goods to photograph.

Each waits for a person, and for each there is a shortcut that a supervisor may open.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from runtime.cli.demo import shop
from runtime.cli.demo.shop import Arrival

_BLANKET: shop.Goods = ("BLK-05", "羊毛毯", "459.00", {})
_MUG: shop.Goods = ("MUG-01", "手绘马克杯", "59.00", {"fragile": True})
_RING: shop.Goods = ("RNG-04", "珍珠耳钉", "880.00", {})
_VIP, _PLAIN = ["VIP"], list[str]()
# code, whether there are only some of it, the customer's tags
_COUPONS = (
    *(("VIP-88", False, _VIP),) * 6,
    ("VIP-88", True, _VIP),
    ("OLD-2019", False, _PLAIN),
    ("VIP-88", False, _PLAIN),
)
_AGREED = ("445.23", "436.05", "448.00", "399.00")  # two, five, less and thirteen off
_PIECES = (1, 2, 4)


def arrivals(until: datetime) -> Iterator[Arrival]:
    """Yield the orders of the hour before ``until`` that need another look."""
    special = [*_with_coupons(), *_at_agreed_prices(), *_of_jewels()]
    for number, (goods, changes) in enumerate(special, 1):
        at = until - timedelta(minutes=60 - 3 * number)
        order = shop.plain_order(f"J{at:%m%d}{number:03d}", at, goods)
        yield Arrival(at, "own", order | changes)


def _with_coupons() -> Iterator[tuple[shop.Goods, dict[str, Any]]]:
    names = shop.CUSTOMERS
    for number, (code, is_limited, tags) in enumerate(_COUPONS):
        who = {"name": names[number % len(names)], "credit": "good", "tags": tags}
        coupon = {"code": code, "limited": is_limited}
        yield _MUG, {"customer": who, "coupon": coupon}


def _at_agreed_prices() -> Iterator[tuple[shop.Goods, dict[str, Any]]]:
    for price in _AGREED:
        line = {"sku": _BLANKET[0], "name": _BLANKET[1], "quantity": 1}
        prices = {"unit_price": price, "list_price": _BLANKET[2]}
        yield (
            _BLANKET,
            {"total": price, "paid": price, "lines": [line | prices]},
        )


def _of_jewels() -> Iterator[tuple[shop.Goods, dict[str, Any]]]:
    sku, name, price, _ = _RING
    for pieces in _PIECES:
        total = str(Decimal(price) * pieces)
        line = {"sku": sku, "name": name, "unit_price": price, "quantity": pieces}
        who = {"name": "周雨", "credit": "good", "tags": ["老客"]}
        yield (
            _RING,
            {
                "total": total,
                "paid": total,
                "customer": who,
                "lines": [line | {"category": "珠宝"}],
            },
        )
