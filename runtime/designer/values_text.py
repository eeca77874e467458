"""Values of parameters that a draft changes, as text: comments and sequence stay."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

import tomlkit
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import Item

from runtime.kernel.errors import Invalid
from runtime.kernel.parameters import ParameterType

Window = tuple[datetime | None, datetime | None]
NEVER_TIMED: Mapping[str, Window] = {}
_WHOLE = re.compile(r"-?(0|[1-9]\d{0,14})\Z")
_DECIMAL = re.compile(r"-?(0|[1-9]\d*)\.\d+\Z")


def read(body: bytes) -> dict[str, Any]:
    """Return name → value as a parameter stores it; raises Invalid for no TOML."""
    return {name: _plain(said) for name, said in _document(body).items()}


def windows(body: bytes) -> dict[str, Window]:
    """Return name → from when to when its value holds, where it says so."""
    found = {}
    for name, said in _document(body).items():
        if _is_timed(said):
            ends = (_plain(said.get(end)) for end in ("from", "to"))
            begins, until = (one if _is_moment(one) else None for one in ends)
            found[name] = (begins, until)
    return found


def written(
    body: bytes,
    now: Mapping[str, Any],
    kinds: Mapping[str, ParameterType],
    times: Mapping[str, Window] = NEVER_TIMED,
) -> bytes:
    """Return the file that says these values; the very bytes when nothing differs.

    ``times`` are the windows of those that hold for a time only. A name without a kind
    is none of a parameter and stays as it is.
    """
    document, was, timed = _document(body), read(body), windows(body)
    is_other = False
    for name, kind in kinds.items():
        if name in was and name not in now:
            document.remove(name)
            is_other = True
        elif name in now and (
            name not in was
            or (was[name], timed.get(name)) != (now[name], times.get(name))
        ):
            document[name] = _windowed(_item(kind, now[name]), times.get(name))
            is_other = True
    return tomlkit.dumps(document).encode() if is_other else body


def _windowed(value: Any, window: Window | None) -> Any:
    if window is None or window == (None, None):
        return value
    table = tomlkit.inline_table()
    table["value"] = value
    for name, end in zip(("from", "to"), window, strict=True):
        if end is not None:
            table[name] = end
    return table


def _is_timed(said: Any) -> bool:
    return isinstance(said, Mapping) and "value" in said


def _is_moment(found: Any) -> bool:
    return isinstance(found, datetime) and found.tzinfo is not None


def _document(body: bytes) -> tomlkit.TOMLDocument:
    try:
        return tomlkit.parse(body.decode())
    except (UnicodeDecodeError, TOMLKitError, RecursionError) as cause:
        raise Invalid("channel-not-toml", detail=str(cause)[:200]) from cause


def _plain(said: Any) -> Any:
    """Return a value as it was written: a number as its digits."""
    if _is_timed(said):
        return _plain(said["value"])
    if isinstance(said, bool):
        return said
    if isinstance(said, int | float | Decimal):
        return said.as_string() if isinstance(said, Item) else str(said)
    if isinstance(said, list):
        return [str(one) for one in said]
    return said.unwrap() if isinstance(said, Item) else said


def _item(kind: ParameterType, value: Any) -> Any:
    if kind is ParameterType.NUMBER and _WHOLE.match(value):
        return int(value)
    if kind is ParameterType.NUMBER and _DECIMAL.match(value):
        return tomlkit.value(value)
    if kind is ParameterType.LIST:
        listed = tomlkit.array()
        for one in value:
            listed.append(tomlkit.string(one, literal=_is_literal(one)))
        return listed.multiline(len(value) > 1)
    if isinstance(value, str):
        return tomlkit.string(value, literal=_is_literal(value) and "\\" in value)
    return value


def _is_literal(value: str) -> bool:
    return "'" not in value and value.isprintable()
