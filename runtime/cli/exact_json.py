"""JSON in and out of the shell, with every digit of a number kept."""

from __future__ import annotations

import json
import re
from typing import Any

import orjson

from runtime import feel
from runtime.kernel.errors import Invalid

# A number that long may have more digits than a float holds.
_SHORT = 16
_DIGITS = bytes(48 if chr(each) in "0123456789." else 0 for each in range(256))
_LONG = b"0" * _SHORT
_NO_NUMBER = re.compile(r"-?(?:NaN|Infinity)")
_SHOWN = 20


def read_json(data: bytes) -> Any:
    """Return what ``data`` says; raises Invalid with the place where it goes wrong.

    A number too long for a float becomes a Decimal of up to 34 digits.
    """
    try:
        found = orjson.loads(data)
    except orjson.JSONDecodeError as wrong:
        raise _refused(data, wrong) from None
    if _LONG in data.translate(_DIGITS):
        return json.loads(data, parse_float=_number, parse_int=_number)
    return found


def read_object(data: bytes) -> dict[str, Any]:
    """Return the JSON object in ``data``; raises Invalid."""
    found = read_json(data)
    if not isinstance(found, dict):
        shown = data[:_SHOWN].decode(errors="replace")
        raise Invalid("json-not-object", found=shown)
    return found


def write_json(content: Any) -> bytes:
    """Return ``content`` as one line of JSON, whole numbers of any length too."""
    try:
        return orjson.dumps(content)
    except TypeError:
        return json.dumps(content, default=str).encode()


def _number(written: str) -> Any:
    if len(written) < _SHORT:
        return (
            float(written) if "." in written or "e" in written.lower() else int(written)
        )
    return feel.read_typed("number", written)


def _refused(data: bytes, wrong: orjson.JSONDecodeError) -> Invalid:
    try:
        text = data.decode()
    except UnicodeDecodeError as fault:
        return Invalid("json-not-utf8", place=fault.start + 1)
    # of "-Infinity" the sign has been read when it is refused
    for start in (wrong.pos - 1, wrong.pos):
        found = _NO_NUMBER.match(text, max(0, start))
        if found:
            return Invalid("json-no-number", found=found[0], place=start + 1)
    rest = text[wrong.pos :].strip()
    if not rest:
        return Invalid("json-ends-early", place=wrong.pos + 1)
    return Invalid("json-broken", place=wrong.pos + 1, found=rest[:_SHOWN])
