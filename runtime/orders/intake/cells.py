"""Canonical orders in a table: each column is the path of a field.

The reverse of what an export writes: lists and ``extra`` are JSON, or tags with
commas between; an empty cell is not given.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from runtime.kernel.errors import Invalid
from runtime.orders.order.canonical import MARKS, ORDER_FIELDS, PARTS
from runtime.orders.order.decoding import read_json
from runtime.orders.order.rules import parse_order_no
from runtime.orders.order.writers import as_meant

_LISTS = frozenset({"lines", "tags", "customer.tags"})
_TAGS = frozenset({"tags", "customer.tags"})
_FLAGS = frozenset({"coupon.limited"})
_FLAG_WORDS = {"true": True, "false": False}
_BETWEEN = re.compile(r"[,，;；、|]")


def canonical_of(values: Mapping[str, Any], *, is_table: bool) -> Mapping[str, Any]:
    """Return the order that a row means which needs no mapping.

    A row that bears an order number of this house comes from an export: what the
    house said of that order (its state, its grade) is not part of what was ordered,
    and cells that were made harmless are read as they were meant.
    """
    if parse_order_no(str(values.get("order_no", ""))) is not None:
        values = {name: one for name, one in values.items() if name not in MARKS}
        if is_table:
            values = {name: as_meant(cell) for name, cell in values.items()}
    return payload_of(values) if is_table else values


def payload_of(cells: Mapping[str, str]) -> dict[str, Any]:
    """Return the order that a row of canonical columns means.

    A column that is no field is kept in ``extra`` by its name; a cell that cannot
    be read stays as it is, so that decoding can say what is wrong with it.
    """
    payload: dict[str, Any] = {}
    others: dict[str, Any] = {}
    for column, cell in cells.items():
        if cell == "":
            continue
        part, dot, name = column.partition(".")
        if dot and name in PARTS.get(part, ()):
            payload.setdefault(part, {})[name] = _value(column, cell)
        elif column in ORDER_FIELDS and column not in PARTS:
            payload[column] = _value(column, cell)
        else:
            others[column] = cell
    return _with_others(payload, others)


def _with_others(payload: dict[str, Any], others: dict[str, Any]) -> dict[str, Any]:
    if others and isinstance(payload.get("extra", {}), dict):
        payload["extra"] = {**others, **payload.get("extra", {})}
    return payload


def _value(column: str, cell: str) -> Any:
    if column in _FLAGS:
        return _FLAG_WORDS.get(cell.strip().lower(), cell)
    if column in _LISTS or column == "extra":
        return _structured(column, cell)
    return cell


def _structured(column: str, cell: str) -> Any:
    if cell.lstrip().startswith(("[", "{")):
        try:
            return read_json(cell)
        except Invalid:
            return cell
    if column in _TAGS:
        return [tag.strip() for tag in _BETWEEN.split(cell) if tag.strip()]
    return cell
