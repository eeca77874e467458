"""Does an address name the building? (楼栋号)

A one-line address may carry everything in ``street``, so an empty province or city
says nothing. What the courier cannot guess is the building.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import re2

from runtime.kernel.errors import Misconfigured
from runtime.orders.order.canonical import ShipTo
from runtime.orders.order.unreadable import shown


def missing_parts(
    ship_to: ShipTo, patterns: Sequence[str], countries: Sequence[str]
) -> list[str]:
    """Return the fields of the address that must be asked for, or an empty list.

    ``patterns`` are regular expressions (RE2) of which one must be found in
    ``building`` or ``street``; full-width digits count as digits. A country that is
    not among ``countries`` has rules we do not know and passes.
    """
    if ship_to.country not in countries:
        return []
    if not ship_to.street.strip() and not ship_to.building.strip():
        return ["street", "building"]
    finder = _finder(tuple(patterns))
    written = unicodedata.normalize("NFKC", f"{ship_to.street}\n{ship_to.building}")
    if finder.search(written):
        return []
    return ["building"]


@lru_cache(maxsize=64)
def _finder(patterns: tuple[str, ...]) -> Any:
    options = re2.Options()
    options.log_errors = False
    try:
        return re2.compile("|".join(f"(?:{each})" for each in patterns), options)
    except re2.error as fault:
        raise Misconfigured(
            "address-pattern-invalid",
            patterns=shown(" ".join(patterns)),
            detail=_written(fault),
        ) from None


def _written(fault: Exception) -> str:
    detail = fault.args[0] if fault.args else fault
    return (
        detail.decode("utf-8", "replace") if isinstance(detail, bytes) else str(detail)
    )
