"""Does an address name the building? (楼栋号)

A one-line address may carry everything in ``street``, so an empty province or city
says nothing. What the courier cannot guess is the building.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from runtime.orders.order.canonical import ShipTo
from runtime.orders.order.patterns import finder


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
    found = finder(patterns, "address-pattern-invalid")
    written = unicodedata.normalize("NFKC", f"{ship_to.street}\n{ship_to.building}")
    return [] if found.search(written) else ["building"]
