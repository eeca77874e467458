"""The careful road: what nothing may lose is put where it can be kept.

Nulls count as not given, unknown keys move to ``extra`` under their path, and text
loses control characters while the raw text stays in ``extra`` as ``raw.<path>``,
each character written ``\\u0007`` and each backslash doubled.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from runtime.kernel.writing import CONTROL, is_written, written
from runtime.orders.order import plain
from runtime.orders.order.canonical import LINE_FIELDS, ORDER_FIELDS, PARTS


@dataclass(slots=True)
class Tidied:
    """A payload that only known keys and clean texts are left in."""

    payload: dict[str, Any] = field(default_factory=dict)
    cleaned: list[str] = field(default_factory=list)
    kept: dict[str, Any] = field(default_factory=dict)


def tidy(payload: Mapping[str, Any]) -> Tidied:
    """Return the payload with nothing lost and nothing unknown outside ``extra``."""
    tidied = Tidied()
    given = _clean(payload, "", tidied)
    extra = given.pop("extra", None)
    order = _known(given, ORDER_FIELDS, "", tidied)
    for name, fields in PARTS.items():
        if isinstance(order.get(name), dict):
            order[name] = _known(order[name], fields, f"{name}.", tidied)
    if isinstance(order.get("lines"), list):
        order["lines"] = [
            _line(line, index, tidied) for index, line in enumerate(order["lines"])
        ]
    if extra is not None or tidied.kept:
        order["extra"] = _joined(extra, tidied.kept)
    tidied.payload = order
    return tidied


def _line(line: Any, index: int, tidied: Tidied) -> Any:
    if not isinstance(line, dict):
        return line
    known = _known(line, LINE_FIELDS, f"lines[{index}].", tidied)
    if "quantity" in known:
        known["quantity"] = plain.whole(known["quantity"])
    return known


def _known(
    given: Mapping[str, Any], fields: Collection[str], path: str, tidied: Tidied
) -> dict[str, Any]:
    known = {}
    for name, value in given.items():
        if name not in fields:
            tidied.kept[path + name] = value
        elif value is not None:
            known[name] = value
    return known


def _joined(extra: Any, kept: dict[str, Any]) -> Any:
    """Add what was kept; a name that is taken gets a number, so both stay."""
    if not isinstance(extra, dict):
        return kept if extra is None else extra
    joined = dict(extra)
    for name, value in kept.items():
        free, number = name, 2
        while free in joined:
            free, number = f"{name}#{number}", number + 1
        joined[free] = value
    return joined


def _clean(value: Any, path: str, tidied: Tidied) -> Any:
    if isinstance(value, str):
        return _clean_text(value, path, tidied)
    if isinstance(value, Mapping):
        return _clean_mapping(value, path, tidied)
    if isinstance(value, list | tuple):
        return [
            _clean(each, f"{path}[{index}]", tidied) for index, each in enumerate(value)
        ]
    return value


def _clean_mapping(
    values: Mapping[str, Any], path: str, tidied: Tidied
) -> dict[str, Any]:
    """Clean names and values; an unclean name is written out, so none collide."""
    clean = {}
    for raw_name, value in values.items():
        name = str(raw_name)
        if not is_written(name):
            name = _visible(name)
            tidied.cleaned.append(f"{path}.{name}" if path else name)
        clean[name] = _clean(value, f"{path}.{name}" if path else name, tidied)
    return clean


def _clean_text(value: str, path: str, tidied: Tidied) -> str:
    if is_written(value):
        return value
    tidied.cleaned.append(path)
    tidied.kept[f"raw.{path}"] = _visible(value)
    return written(value)


def _visible(value: str) -> str:
    escaped = value.replace("\\", "\\\\")
    return CONTROL.sub(lambda found: f"\\u{ord(found[0]):04x}", escaped)
