"""From foreign data to one canonical order, or every fault of it at once.

The fast road decodes typed and asks nothing twice. Only what it refuses goes the
careful road (`tidying`), and only what that refuses too meets the full schema.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Struct

from runtime.kernel.errors import Invalid
from runtime.kernel.texts import Text
from runtime.orders.order import plain, tidying
from runtime.orders.order.amounts import read_amount, read_positive_or_zero
from runtime.orders.order.bodies import as_body
from runtime.orders.order.canonical import AMOUNTS, LINE_AMOUNTS, TIMES, Order
from runtime.orders.order.faults import faults_of
from runtime.orders.order.moments import Reading, place, read_moment
from runtime.orders.order.unreadable import shown

_UNDECODABLE = (ValueError, TypeError, AttributeError, LookupError, RecursionError)
_ESCAPED = re.compile(rb"\\[ubf]")
_C1 = re.compile(rb"\xc2[\x80-\x9f]")


class Notice(Struct, frozen=True):
    """Something a person should know of an order that was kept all the same."""

    field: str
    text: Text


class Decoded(Struct, frozen=True):
    """One order, its stored form, and what was decided while reading it."""

    order: Order
    body: bytes
    readings: tuple[Reading, ...] = ()
    notices: tuple[Notice, ...] = ()


def read_json(data: bytes | str) -> Any:
    """Return the JSON value with every fraction exact; raises Invalid.

    Use this for a request's body: a plain JSON parser makes binary floats of money.
    """
    try:
        return _EXACT_JSON.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as fault:
        raise Invalid("json-not-readable", detail=str(fault)) from None


def decode_order(payload: object, zone: ZoneInfo) -> Decoded:
    """Decode one order; ``zone`` is what a time without a zone means.

    Raises Invalid with all faults by field path. Unknown keys are kept in
    ``extra`` under their path, and so is any text as it came (``raw.<path>``)
    whose control characters had to go.
    """
    if type(payload) is not dict and not isinstance(payload, Mapping):
        raise Invalid("order-not-an-object", found=shown(payload))
    try:
        decoded = _fast(payload, zone)
    except _UNDECODABLE:
        return _careful(payload, zone)
    return _careful(payload, zone) if _looks_dirty(decoded.body) else decoded


def _fast(payload: Mapping[str, Any], zone: ZoneInfo) -> Decoded:
    readings: list[Reading] = []
    order = msgspec.convert(_prepared(payload, zone, readings), Order)
    return Decoded(order, as_body(order), tuple(readings))


def _careful(payload: Mapping[str, Any], zone: ZoneInfo) -> Decoded:
    try:
        tidied = tidying.tidy(payload)
    except RecursionError:
        raise Invalid("order-too-deep") from None
    faults = faults_of(tidied.payload)
    if faults:
        raise Invalid("order-invalid", fields=faults, count=len(faults))
    try:
        decoded = _fast(tidied.payload, zone)
    except _UNDECODABLE as fault:
        # the schema let it pass, the types did not: still a refusal, never a crash
        reason = Text("order-not-decodable", {"detail": shown(fault)})
        raise Invalid("order-invalid", fields={"": [reason]}, count=1) from None
    notices = tuple(
        Notice(path, Text("control-characters-removed", {"field": path}))
        for path in tidied.cleaned
    )
    return Decoded(decoded.order, decoded.body, decoded.readings, notices)


def _prepared(
    payload: Mapping[str, Any], zone: ZoneInfo, readings: list[Reading]
) -> dict[str, Any]:
    """Return the payload with amounts and times read; the rest is msgspec's."""
    order = dict(payload)
    for name in TIMES:
        raw = order.get(name)
        if raw is not None:
            order[name] = _moment(name, raw, zone, readings)
    for name in AMOUNTS:
        if name in order:
            order[name] = read_positive_or_zero(order[name])
    order["external_no"] = _number_as_text(order.get("external_no"))
    if "paid" not in order and order.get("paid_at") is not None:
        order["paid"] = order["total"]
    _prepare_parts(order, zone, readings)
    return order


def _prepare_parts(
    order: dict[str, Any], zone: ZoneInfo, readings: list[Reading]
) -> None:
    customer = order.get("customer")
    if customer and customer.get("registered_at") is not None:
        read = _moment(
            "customer.registered_at", customer["registered_at"], zone, readings
        )
        order["customer"] = {**customer, "registered_at": read}
    if order.get("lines"):
        order["lines"] = [_line(line) for line in order["lines"]]
    if order.get("extra"):
        order["extra"] = plain.mapping(order["extra"])


def _moment(field: str, raw: object, zone: ZoneInfo, readings: list[Reading]) -> object:
    if raw == "":
        return None
    moment = read_moment(raw)
    if moment.tzinfo is not None:
        return moment
    reading = place(field, raw, moment, zone)
    readings.append(reading)
    return reading.at


def _number_as_text(raw: object) -> object:
    """Order numbers are text; blanks around one would hide a repeat."""
    if isinstance(raw, str):
        return raw.strip()
    whole = isinstance(raw, int) and not isinstance(raw, bool)
    return str(raw) if whole else raw


def _line(raw: Mapping[str, Any]) -> dict[str, Any]:
    line = dict(raw)
    for name in LINE_AMOUNTS:
        if line.get(name) is not None:
            line[name] = read_amount(line[name])
    if "quantity" in line:
        line["quantity"] = plain.whole(line["quantity"])
    return line


def _looks_dirty(body: bytes) -> bool:
    """Say whether the body may hold a control character; a false alarm is cheap."""
    escaped = b"\\" in body and _ESCAPED.search(body) is not None
    beyond_ascii = b"\xc2" in body and _C1.search(body) is not None
    return escaped or beyond_ascii or b"\x7f" in body


_EXACT_JSON = msgspec.json.Decoder(float_hook=Decimal)
