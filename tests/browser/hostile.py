"""What nobody should type, and somebody will: in orders, forms and processes."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any
from urllib.parse import quote

from tests.story import ROOT, Shop, an_order

IMAGE, SCRIPT = "<img src=x onerror=alert(1)>", '"><script>alert(1)</script>'
TURNED = "\u202eمرحبا abc"  # from right to left, and never turned back
WIDE = "零\u200b宽\u200d 😀𠮷"
NASTY = f"{IMAGE}{SCRIPT}{TURNED}{WIDE}"
ADDRESS = quote(NASTY, safe="")
PERSON = 'x<img src=x onerror=alert(1)>"'
NAME = NASTY.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")


def order(name: str, prose: str, *, is_whole: bool = True) -> dict[str, Any]:
    """Return an order for sales whose every word is ``name``, remarks ``prose``."""
    return an_order(
        external_no=name,
        remark=prose,
        gift=prose[:200],
        customer={"name": name, "phone": name[:40], "credit": "bad"},
        ship_to={
            **{each: name for each in ("province", "city", "district")},
            "street": f"{name[:150]} 文三路 18 号",
            "building": f"{name[:150]} 3 栋 502 室" if is_whole else "",
        },
        lines=[{"sku": name, "name": name, "unit_price": "199.00"}],
    )


def publish(shop: Shop, folder: Path) -> None:
    """Publish the processes and forms with such names in the step of sales."""
    for each in ("processes", "forms"):
        shutil.copytree(ROOT / each, folder / each)
    _change(folder / "processes/order_approval/order_approval.bpmn", "销售确认", NAME)
    form = folder / "forms/approve_order/schema.json"
    label = NASTY.replace('"', '\\"')
    _change(form, '"审批意见"', f'"{label}"')
    _change(form, '"同意"', f'"{label}"')
    _change(form, "同意或拒绝这一单", label)
    shop.does("deploy", folder / "processes", folder / "forms")


def arrive(shop: Shop) -> None:
    """Let such orders come, and somebody of such a name."""
    shop.tells(
        order(NASTY, NASTY),
        order(f"{NASTY}2", NASTY, is_whole=False),
        order("W" * 200, "W" * 4_000),
        order("长" * 200, "长" * 4_000),
    )
    shop.does("user", "add", PERSON, "--role", "cs")


def _change(file: Path, old: str, now: str) -> None:
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, now), "utf-8")
