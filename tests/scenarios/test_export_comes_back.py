"""What was exported may come back: it is known, and nothing of ours is in it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.story import Shop, an_order, copied, unpaid

KINDS = ("csv", "jsonl", "xlsx")
RICH = {
    "external_no": "RICH",
    "kind": "rush",
    "customer": {"name": "周雨", "phone": "+86 138 0000 0000", "tags": ["VIP", "老客"]},
    "coupon": {"code": "A1", "limited": True},
    "lines": [{"sku": "A-1", "quantity": 2, "unit_price": "99.50", "fragile": True}],
    "tags": ["加急"],
    "remark": "=1+1",
    "extra": {"refund": 12.50, "shop": "二店"},
}


def exported(shop: Shop, kind: str) -> Path:
    """Export every order and return the file."""
    file = shop.folder / f"orders.{kind}"
    shop.does("export-orders", "--format", kind, "--out", file)
    return file


def told(shop: Shop, name: str) -> dict[str, Any]:
    """Return what was ordered, without what the house says of it."""
    order = dict(shop.shows(name)["order"])
    for mark in ("order_no", "state", "grade", "level", "color", "registered_at"):
        del order[mark]
    return order


@pytest.mark.parametrize("kind", KINDS)
def test_an_exported_order_that_comes_back_is_a_duplicate(shop: Shop, kind: str):
    shop.tells(an_order(**RICH), an_order(**unpaid()))
    result = shop.imports(exported(shop, kind))

    counts = {name: result[name] for name in ("created", "duplicate", "rejected")}
    assert counts == {"created": 0, "duplicate": 2, "rejected": 0}


@pytest.mark.parametrize("kind", KINDS)
def test_an_exported_order_that_comes_back_tells_nothing_new(shop: Shop, kind: str):
    shop.tells(an_order(**RICH))
    before = shop.shows("RICH")["story"]
    shop.imports(exported(shop, kind))

    assert shop.shows("RICH")["story"] == before


@pytest.mark.parametrize("kind", KINDS)
def test_another_house_takes_an_exported_order_as_it_was_told(
    seeded: Shop, shop: Shop, tmp_path: Path, kind: str
):
    shop.tells(an_order(**RICH))
    (tmp_path / "other").mkdir()
    other = copied(seeded, tmp_path / "other")
    other.imports(exported(shop, kind))

    assert told(other, "RICH") == told(shop, "RICH")


def test_a_changed_remark_is_still_told_again(shop: Shop):
    shop.tells(an_order(external_no="SAID", remark="早上送"))
    file = exported(shop, "csv")
    file.write_text(file.read_text("utf-8-sig").replace("早上送", "晚上送"), "utf-8")
    shop.imports(file)

    assert "晚上送" in str(shop.shows("SAID")["story"])


def test_a_shop_may_have_a_grade_of_its_own(shop: Shop):
    shop.tells(an_order(external_no="OWN", grade="A+", order_no="2026-17"))

    extra = shop.shows("OWN")["order"]["extra"]
    assert extra == {"grade": "A+", "order_no": "2026-17"}
