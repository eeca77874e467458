"""What the tests of orders share: a least order, two channels, the parameters."""

import gzip
from collections.abc import Callable
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from runtime.orders.intake.channel import Channel, load_channel, read_channel
from runtime.orders.order.canonical import Order
from runtime.orders.order.decoding import decode_order

CHANNELS = Path(__file__).parents[3] / "processes" / "channels"
SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.fixture
def least() -> dict[str, Any]:
    """Return the least that makes an order."""
    return {
        "channel": "own",
        "external_no": "T-1",
        "placed_at": "2026-11-11T00:00:03+08:00",
        "total": "199.00",
    }


@pytest.fixture
def order(least: dict[str, Any]) -> Callable[..., Order]:
    """Return a maker of orders: the least one with some fields given."""

    def make(**fields: Any) -> Order:
        return decode_order({**least, **fields}, SHANGHAI).order

    return make


@pytest.fixture
def parameters() -> dict[str, Any]:
    """Return the parameters that the facts of an order read."""
    return {
        "address_building_patterns": [r"[0-9A-Za-z]+(号|栋|幢|室|单元|弄)", "号院"],
        "address_countries": ["CN"],
        "remark_today_phrases": ["今天必须发"],
        "remark_denials": ["不是"],
    }


@pytest.fixture
def own() -> Channel:
    return read_channel(CHANNELS / "own.toml")


@pytest.fixture
def tmall() -> Channel:
    return read_channel(CHANNELS / "tmall.toml")


@pytest.fixture
def channel() -> Callable[[str], Channel]:
    """Return a maker of channels from the lines of [fields]."""

    def make(fields: str, checks: str = "") -> Channel:
        text = (
            f'title = "店"\nzone = "Asia/Shanghai"\n[fields]\n{fields}\n'
            f"[checks]\n{checks}\n"
        )
        return load_channel("shop", text.encode(), "shop.toml")

    return make


@pytest.fixture
def file(tmp_path: Path) -> Callable[..., Path]:
    """Return a maker of files: bytes under a name, gzipped when the name says so."""

    def make(content: bytes | str, name: str = "orders.csv") -> Path:
        data = content.encode() if isinstance(content, str) else content
        path = tmp_path / name
        path.write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
        return path

    return make
