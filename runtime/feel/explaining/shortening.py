"""A value small enough to be kept and shown: its beginning stands for the rest."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from runtime.feel.conversion import from_data
from runtime.feel.frame import OPERATION_FAULTS
from runtime.feel.values import PLAIN, FeelValue, Function, type_name

TEXT_KEPT = 120
_ITEMS_KEPT = 10
_DEPTH = 3
MORE = "…"


def shortened(value: Any, depth: int = _DEPTH) -> FeelValue:
    """Return the FEEL value of data, cut to what a reader can take in.

    Of a long text, list or context the beginning is kept, ``MORE`` says that there
    was more; functions become the name of their type.
    """
    kind = type(value)
    if kind is str:
        return value if len(value) <= TEXT_KEPT else value[:TEXT_KEPT] + MORE
    if kind is list or kind is tuple:
        return _list(value, depth)
    if isinstance(value, Mapping):
        return _context(value, depth)
    if kind is Function:
        return type_name(value)
    if kind in PLAIN:
        return value
    return _other(value)


def _list(value: Any, depth: int) -> FeelValue:
    if not depth:
        return MORE if value else []
    kept = [shortened(each, depth - 1) for each in value[:_ITEMS_KEPT]]
    return kept if len(value) <= _ITEMS_KEPT else [*kept, MORE]


def _context(value: Mapping[str, Any], depth: int) -> FeelValue:
    if not depth:
        return MORE if value else {}
    kept: dict[str, FeelValue] = {}
    for name, each in value.items():
        if len(kept) == _ITEMS_KEPT:
            kept[MORE] = MORE
            break
        kept[str(name)] = shortened(each, depth - 1)
    return kept


def _other(value: Any) -> FeelValue:
    if type(value) is int:
        return Decimal(value)
    try:
        return from_data(value)
    except OPERATION_FAULTS:
        return type_name(value)
