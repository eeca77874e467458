"""Values as TOML text in one line, as the house writes it (TOML 写法)."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

_BARE = re.compile(r"[A-Za-z0-9_-]+\Z")
_DELETE = "\x7f"  # the one sign that JSON leaves as it is and TOML forbids


def toml_text(value: Any) -> str:
    """Return a value as TOML; numbers keep all their digits.

    A list of tables stands in lines of its own, a table a line.
    """
    if isinstance(value, Mapping):
        return _table(value)
    if isinstance(value, list | tuple):
        return _array(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal | int):
        return format(value, "f") if isinstance(value, Decimal) else str(value)
    return value.isoformat() if isinstance(value, datetime) else _string(str(value))


def toml_key(name: str) -> str:
    """Return a key, in quotes where it has to be."""
    return name if _BARE.match(name) else _string(name)


def _table(value: Mapping[str, Any]) -> str:
    pairs = [
        f"{toml_key(str(name))} = {_inner(one)}"
        for name, one in value.items()
        if one is not None
    ]
    return "{ " + ", ".join(pairs) + " }" if pairs else "{}"


def _array(value: list[Any] | tuple[Any, ...]) -> str:
    if any(isinstance(one, Mapping) for one in value):
        return "[\n" + "".join(f"  {_inner(one)},\n" for one in value) + "]"
    return "[" + ", ".join(_inner(one) for one in value) + "]"


def _inner(value: Any) -> str:
    """Return a value inside another one: all of it in the same line."""
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_inner(one) for one in value) + "]"
    return toml_text(value)


def _string(value: str) -> str:
    return json.dumps(value, ensure_ascii=False).replace(_DELETE, "\\u007F")
