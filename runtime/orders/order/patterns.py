"""Regular expressions that people keep in parameters (RE2), compiled once."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import re2

from runtime.kernel.errors import Misconfigured
from runtime.orders.order.unreadable import shown


def finder(patterns: Sequence[str], code: str) -> Any:
    """Return what finds one of ``patterns`` in a text.

    Raises Misconfigured(``code``) when one of them is no regular expression.
    """
    return _finder(tuple(patterns), code)


@lru_cache(maxsize=256)
def _finder(patterns: tuple[str, ...], code: str) -> Any:
    options = re2.Options()
    options.log_errors = False
    try:
        return re2.compile("|".join(f"(?:{each})" for each in patterns), options)
    except re2.error as fault:
        raise Misconfigured(
            code, patterns=shown(" ".join(patterns)), detail=_written(fault)
        ) from None


def _written(fault: Exception) -> str:
    detail = fault.args[0] if fault.args else fault
    return (
        detail.decode("utf-8", "replace") if isinstance(detail, bytes) else str(detail)
    )
