"""The demo's shop: its people, its goods, and what customers order in two weeks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

SUPERVISOR, ADMIN, DESIGNER = "陈静", "林岚", "苏敏"
SERVICE, PACKER = "王芳", "刘洋"
AWAY, DEPUTY = "李强", "何强"
# who works here, in which roles: the names are common ones, nobody in particular
PEOPLE = {
    SERVICE: ("cs",),
    AWAY: ("sales",),
    DEPUTY: ("sales",),
    "张敏": ("finance",),
    PACKER: ("warehouse", "qc"),
    SUPERVISOR: ("supervisor",),
    "赵磊": ("custom",),
    "孙丽": ("aftersales",),
    DESIGNER: ("designer",),
    ADMIN: ("admin",),
}
PASSWORD = "spillway-demo"  # of everybody in the demo, and of nobody elsewhere
Goods = tuple[str, str, str, dict[str, bool]]  # SKU, name, price, marks
GOODS: tuple[Goods, ...] = (
    ("MUG-01", "手绘马克杯", "59.00", {"fragile": True}),
    ("TEA-07", "明前龙井 100g", "168.00", {"fresh": True}),
    ("LMP-03", "原木台灯", "329.00", {"fragile": True}),
    ("CHR-12", "人体工学椅", "1899.00", {}),
    ("SOF-02", "三人布艺沙发", "5699.00", {}),
    ("TBL-09", "定制餐桌", "4380.00", {"custom": True}),
    ("BLK-05", "羊毛毯", "459.00", {}),
    ("PLT-08", "龟背竹盆栽", "128.00", {"fresh": True}),
)
PLACES = (
    ("浙江省", "杭州市", "西湖区", "文三路 18 号", "3 栋 502 室"),
    ("广东省", "深圳市", "南山区", "科技园北区", "12 号楼 1803"),
    ("四川省", "成都市", "武侯区", "天府大道中段", "6 幢 9 单元"),
    ("上海市", "上海市", "徐汇区", "漕溪北路 88 号", "2 号楼 701 室"),
    ("北京市", "北京市", "朝阳区", "望京西园四区", ""),
)
CUSTOMERS = ("周雨", "吴昊", "郑婷", "冯涛", "何佳", "曹阳", "𠮷田健", "欧阳雪")
REMARKS = ("", "", "", "", "麻烦今天必须发哦", "送人,请不要放发票", "周末再送")
CHANNELS = ("own", "tmall")
# what the packer counts on the first day; other goods are not under stock control
COUNTED = {"MUG-01": 120, "BLK-05": 110, "CHR-12": 40, "LMP-03": 25}
COMES_LATE = ("LMP-03", 60)  # these sell out before more of them come


@dataclass(frozen=True, slots=True)
class Arrival:
    """An order as its channel sends it, and when."""

    at: datetime
    channel: str
    payload: dict[str, Any]


def arrivals(first: datetime, days: int, random: Random) -> Iterator[Arrival]:
    """Yield the orders of ``days`` days from ``first``; one morning is a flood."""
    number = 0
    for day in range(days):
        morning = first + timedelta(days=day, hours=8)
        flood = day == days - 4
        for _ in range(45 if flood else 9 + random.randrange(5)):
            number += 1
            minutes = random.randrange(60 if flood else 600)
            at = morning + timedelta(minutes=minutes)
            yield Arrival(at, random.choice(CHANNELS), _order(number, at, random))


def plain_order(external_no: str, at: datetime, goods: Goods) -> dict[str, Any]:
    """Return one piece of ``goods`` as a good customer orders and pays it."""
    sku, name, price, marks = goods
    places = ("province", "city", "district", "street", "building")
    return {
        "external_no": external_no,
        "kind": "ordinary",
        "placed_at": at.isoformat(),
        "paid_at": at.isoformat(),
        "total": price,
        "paid": price,
        "customer": {"name": "何佳", "credit": "good", "tags": []},
        "ship_to": dict(zip(places, PLACES[0], strict=True)),
        "lines": [
            {"sku": sku, "name": name, "unit_price": price, "quantity": 1, **marks}
        ],
        "tags": [],
        "remark": "",
    }


def _order(number: int, at: datetime, random: Random) -> dict[str, Any]:
    lines = [_line(random) for _ in range(1 + random.randrange(2))]
    total = sum(
        (Decimal(line["unit_price"]) * line["quantity"] for line in lines), Decimal(0)
    )
    is_paid = random.random() < 0.85
    odd = random.random() < 0.03  # paid another sum than was asked
    paid = (total * Decimal("0.9")).quantize(Decimal("0.01")) if odd else total
    return {
        "external_no": f"{at:%m%d}{number:05d}",
        "kind": random.choices(
            ("ordinary", "rush", "presale", "appointment"), (80, 8, 8, 4)
        )[0],
        "placed_at": at.isoformat(),
        "paid_at": (at + timedelta(minutes=2)).isoformat() if is_paid else None,
        "total": str(total),
        "paid": str(paid) if is_paid else "0",
        "customer": {
            "name": random.choice(CUSTOMERS),
            "credit": random.choices(("good", "normal", "bad"), (80, 15, 5))[0],
            "tags": random.choices(([], ["VIP"]), (90, 10))[0],
        },
        "ship_to": dict(
            zip(
                ("province", "city", "district", "street", "building"),
                random.choices(PLACES, (30, 30, 20, 15, 5))[0],
                strict=True,
            )
        ),
        "lines": lines,
        "tags": random.choices(([], ["当日达"], ["加急"], ["投诉升级"]), (88, 5, 5, 2))[
            0
        ],
        "remark": random.choice(REMARKS),
    }


def _line(random: Random) -> dict[str, Any]:
    sku, name, price, marks = random.choices(GOODS, (20, 16, 14, 8, 3, 4, 20, 15))[0]
    quantity = 1 + random.randrange(2)
    return {
        "sku": sku,
        "name": name,
        "unit_price": price,
        "quantity": quantity,
        **marks,
    }
