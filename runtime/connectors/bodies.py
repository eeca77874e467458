"""Process data as JSON for outside systems, and their JSON back (报文)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import orjson

from runtime.kernel.errors import BadOutput, Stuck

HIDDEN = "***"
_LONGEST = 1_000  # characters of a number
_LARGEST = 100  # decimal places of a number, either way
_AS_THEY_ARE = orjson.OPT_PASSTHROUGH_DATETIME | orjson.OPT_PASSTHROUGH_DATACLASS


def to_json(payload: Mapping[str, Any]) -> bytes:
    """Return ``payload`` as JSON.

    Every decimal is a string in plain digits: exact, and of one type whatever
    its value. Moments, dates and durations are ISO 8601 text. Raises Stuck for
    what JSON cannot hold, such as half a character.
    """
    try:
        return orjson.dumps(payload, default=_text_of, option=_AS_THEY_ARE)
    except orjson.JSONEncodeError as cause:
        raise Stuck("connector-payload-wrong", why=str(cause)) from cause


def from_json(body: bytes) -> dict[str, Any]:
    """Return the JSON object in ``body`` with exact numbers; empty means none.

    Raises BadOutput for everything that is no JSON object.
    """
    if not body.strip():
        return {}
    try:
        found = json.loads(body, parse_float=_exact, parse_constant=_refuse)
    except (ValueError, RecursionError) as cause:
        raise BadOutput(
            "connector-reply-unreadable", why=type(cause).__name__
        ) from cause
    if not isinstance(found, dict):
        raise BadOutput("connector-reply-unreadable", why=type(found).__name__)
    return found


def scrub(value: Any, secrets: Iterable[str]) -> Any:
    """Return ``value`` with every secret in its texts hidden."""
    if isinstance(value, str):
        for secret in secrets:
            value = value.replace(secret, HIDDEN)
        return value
    if isinstance(value, dict):
        return {scrub(k, secrets): scrub(one, secrets) for k, one in value.items()}
    if isinstance(value, list):
        return [scrub(one, secrets) for one in value]
    return value


def _text_of(value: Any) -> str:
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, date | time | datetime):
        return value.isoformat()
    if isinstance(value, timedelta):
        return _duration(value)
    return str(value)


def _duration(value: timedelta) -> str:
    sign = "-" if value < timedelta(0) else ""
    value = abs(value)
    seconds = Decimal(value.seconds) + Decimal(value.microseconds).scaleb(-6)
    return f"{sign}P{value.days}DT{seconds.normalize():f}S"


def _exact(text: str) -> Decimal:
    if len(text) > _LONGEST:
        raise ValueError("number out of range")
    number = Decimal(text)
    if abs(number.adjusted()) > _LARGEST:
        raise ValueError("number out of range")
    return number


def _refuse(text: str) -> None:
    raise ValueError(text)
