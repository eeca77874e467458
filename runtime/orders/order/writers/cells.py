"""The order as one row of cells, and cells that no spreadsheet will run."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

import msgspec
from msgspec.structs import asdict

from runtime.orders.order.canonical import ORDER_FIELDS, PARTS, Order

# a cell that begins so is a formula to some spreadsheet (OWASP, CSV injection)
_STARTERS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_JSON = msgspec.json.Encoder(decimal_format="string", order="deterministic")


def _columns() -> tuple[str, ...]:
    names: list[str] = []
    for name in ORDER_FIELDS:
        parts = PARTS.get(name)
        names += [f"{name}.{part}" for part in parts] if parts else [name]
    return tuple(names)


COLUMNS = _columns()


def neutralise(text: str) -> str:
    """Return the text with an apostrophe before anything that starts a formula."""
    return f"'{text}" if text.startswith(_STARTERS) else text


def as_meant(text: str) -> str:
    """Return what a cell said before it was neutralised."""
    is_neutral = text.startswith("'") and text[1:].startswith(_STARTERS)
    return text[1:] if is_neutral else text


def cells_of(order: Order) -> dict[str, Any]:
    """Return the order by column: Decimals and times typed, lists as JSON text.

    The columns are those of `COLUMNS`, so the channel ``own`` reads them back.
    """
    return cells_of_fields(
        {
            name: asdict(value) if name in PARTS else value
            for name, value in asdict(order).items()
        }
    )


def cells_of_fields(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return an order's fields by column; what they lack has none."""
    row: dict[str, Any] = {}
    for name, value in fields.items():
        if name in PARTS:
            for part, inner in value.items():
                row[f"{name}.{part}"] = _cell(inner)
        else:
            row[name] = _cell(value)
    return row


def text_of(value: Any) -> str:
    """Return a cell as text; only texts are neutralised, numbers are no danger."""
    if isinstance(value, str):
        return neutralise(value)
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return format(value, "f")
    return value.isoformat() if isinstance(value, datetime) else neutralise(str(value))


def _cell(value: Any) -> Any:
    if isinstance(value, tuple | list | Mapping):
        return _JSON.encode(value).decode() if value else ""
    return value
