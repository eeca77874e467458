"""Orders made up for measuring: the mix of a real day, nobody's data."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import orjson

COLUMNS = (
    "订单编号",
    "总金额",
    "买家实际支付金额",
    "收货地址",
    "订单创建时间",
    "订单付款时间",
    "退款金额",
)
PROVINCES = ("上海", "广东省", "浙江省", "江苏省", "四川省", "北京", "湖北省", "河南省")
UNPAID, REFUNDED = 0.14, 0.2
_DAY = datetime(2026, 11, 11, tzinfo=ZoneInfo("Asia/Shanghai"))
_WRITTEN = "%Y-%m-%d %H:%M:%S"


def write_report(path: Path, count: int) -> None:
    """Write a seller's report of ``count`` orders, always the same ones.

    14 of 100 are not paid, a fifth was refunded in part, two are above 5000.
    """
    random = Random(count)
    large = {count // 3, 2 * count // 3}
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        for number in range(count):
            writer.writerow(_row(random, number, is_large=number in large))


def write_orders(path: Path, prefix: str, count: int, **changes: Any) -> None:
    """Write canonical orders as JSON Lines, alike but for their numbers."""
    with path.open("wb") as file:
        for number in range(count):
            file.write(orjson.dumps(canonical(f"{prefix}{number:06d}", **changes)))
            file.write(b"\n")


def canonical(number: str, **changes: Any) -> dict[str, Any]:
    """Return one order with two lines and a whole address, paid in full."""
    return {
        "external_no": number,
        "placed_at": "2026-11-11T09:00:00+08:00",
        "paid_at": "2026-11-11T09:01:30+08:00",
        "total": "459.00",
        "paid": "459.00",
        "customer": {"id": "c-20417", "name": "李雷", "tags": [], "credit": "good"},
        "ship_to": {
            "country": "CN",
            "province": "浙江省",
            "city": "杭州市",
            "district": "西湖区",
            "street": "文三路 18 号",
            "building": "3 栋 502 室",
        },
        "lines": [
            {"sku": "BLK-05", "name": "羊毛毯", "quantity": 1, "unit_price": "400.00"},
            {"sku": "MUG-01", "name": "马克杯", "quantity": 1, "unit_price": "59.00"},
        ],
        "remark": "周末再送",
        **changes,
    }


def _row(random: Random, number: int, *, is_large: bool) -> Iterator[str]:
    total = Decimal(random.randrange(900, 90_000)) / 100
    if is_large:
        total += 5_000
    placed = _DAY + timedelta(seconds=random.randrange(86_000))
    is_paid = is_large or random.random() >= UNPAID
    refund = Decimal(0)
    if is_paid and random.random() < REFUNDED:
        refund = (total * random.randrange(1, 100) / 100).quantize(Decimal("0.01"))
    paid_at = (
        (placed + timedelta(seconds=random.randrange(2, 900))) if is_paid else None
    )
    return map(
        str,
        (
            f"{26_111_100_000 + number}",
            total,
            total - refund if is_paid else "0.0",
            random.choice(PROVINCES),
            placed.strftime(_WRITTEN),
            paid_at.strftime(_WRITTEN) if paid_at else "",
            refund,
        ),
    )
