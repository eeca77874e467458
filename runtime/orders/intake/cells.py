"""Canonical orders in a table: each column is the path of a field.

The reverse of what an export writes: lists and ``extra`` are JSON, or tags with
commas between; an empty cell is not given.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from runtime.kernel.errors import Invalid
from runtime.orders.order.canonical import ORDER_FIELDS, PARTS
from runtime.orders.order.decoding import read_json

_LISTS = frozenset({"lines", "tags", "customer.tags"})
_TAGS = frozenset({"tags", "customer.tags"})
_FLAGS = frozenset({"coupon.limited"})
_FLAG_WORDS = {"true": True, "false": False}
_BETWEEN = re.compile(r"[,，;；、|]")


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
