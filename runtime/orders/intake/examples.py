"""A recorded order as the beginning of a play, without who bought it (示例).

Rules do not ask who it was, only whether the address names a building: the example
has an address that answers this as the real one does.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection

from runtime.orders.intake.channels import load_checks_off
from runtime.orders.order import lookup
from runtime.orders.order.address import missing_parts
from runtime.orders.order.bodies import as_context, from_body
from runtime.orders.order.canonical import ShipTo
from runtime.orders.order.rights import ALL, Sight

_NOT_KEPT = ("id", "name", "phone")  # of the customer
_STREET, _BUILDING = "示例路12号", "3栋"
_SOMEWHERE = "示例路"  # a street without a house


def beginning(
    read: Connection, order_no: str, values: Mapping[str, Any], sight: Sight = ALL
) -> dict[str, Any]:
    """Return an order as its channel would tell it, and the checks that that one has.

    What the reader may not see is left out. Raises NotFound.
    """
    row = lookup.get(read, order_no)
    order = from_body(bytes(row.body))
    told = _plain(sight.body(as_context(order)))
    buyer = told.get("customer", {})
    told["customer"] = {key: one for key, one in buyer.items() if key not in _NOT_KEPT}
    told["ship_to"] = {**told.get("ship_to", {}), **_address(order.ship_to, values)}
    off = sorted(load_checks_off(read, order_no))
    return {"order": told, "checks": dict.fromkeys(off, "off")}


def _address(ship_to: ShipTo, values: Mapping[str, Any]) -> dict[str, str]:
    countries = values.get("address_countries", [])
    patterns = values.get("address_building_patterns", [])
    missing = missing_parts(ship_to, patterns, countries)
    if not missing:
        return {"street": _STREET, "building": _BUILDING}
    street = "" if "street" in missing else _SOMEWHERE
    return {"street": street, "building": ""}


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _plain(one) for key, one in value.items() if one is not None}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if isinstance(value, Decimal):
        is_whole = value.as_tuple().exponent == 0
        return int(value) if is_whole else format(value, "f")
    return value.isoformat() if isinstance(value, datetime) else value
