"""What an option of the shell holds beyond a plain word."""

from __future__ import annotations

from typing import Any

import orjson

from runtime.kernel.errors import Invalid


def json_object(text: str) -> dict[str, Any]:
    """Return the JSON object of an option; raises Invalid."""
    try:
        found = orjson.loads(text)
    except orjson.JSONDecodeError as cause:
        raise Invalid("json-not-readable", detail=str(cause)) from None
    if not isinstance(found, dict):
        raise Invalid("json-not-object", found=text[:80])
    return found
