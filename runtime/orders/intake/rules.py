"""What a row or a message becomes: an order, or all reasons why not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from runtime.kernel.errors import Invalid, Rejected
from runtime.kernel.texts import Text
from runtime.orders.intake import cells
from runtime.orders.intake.channel import Channel
from runtime.orders.intake.mapping import REQUIRED
from runtime.orders.intake.readers.source import Row
from runtime.orders.intake.rejects import Reject
from runtime.orders.order.bodies import Difference, differences
from runtime.orders.order.canonical import Order
from runtime.orders.order.decoding import Decoded, decode_order
from runtime.orders.order.rules import is_newly_paid
from runtime.orders.order.unreadable import shown


@dataclass(frozen=True, slots=True)
class Repeat:
    """What an order that came again tells: other content, and whether it is paid."""

    differences: tuple[Difference, ...]
    now_paid: bool


def check_header(channel: Channel, header: Sequence[str], file: str) -> None:
    """Refuse a table that lacks a column the channel reads; raises Rejected.

    JSON Lines have no header; there a row lacks a field, and says so itself.
    """
    if not header:
        return
    wanted = channel.mapping.columns if channel.mapping else REQUIRED
    missing = [name for name in wanted if name not in header]
    if missing:
        raise Rejected(
            "file-columns-missing",
            file=file,
            channel=channel.id,
            missing=", ".join(missing),
            found=", ".join(header),
        )


def read_row(channel: Channel, row: Row, *, is_table: bool) -> Decoded | list[Reject]:
    """Return the order of one row of a file, or every reason why there is none.

    ``is_table``: the row's values are cells of columns, not a JSON object.
    """
    if row.fault is not None:
        return [Reject(row.number, "", row.fault)]
    if channel.mapping is not None:
        mapped = channel.mapping.apply(row.values)
        payload, faults = mapped.payload, mapped.faults
    else:
        payload = dict(cells.canonical_of(row.values, is_table=is_table))
        faults = {}
    try:
        decoded = read_payload(channel, payload)
    except Invalid as fault:
        return _rejects(row.number, faults, fault)
    if faults:
        return [Reject(row.number, field, text) for field, text in faults.items()]
    return decoded


def read_payload(channel: Channel, payload: object) -> Decoded:
    """Return the canonical order a channel sent; raises Invalid by field.

    An order that names no channel is this one's; one that names another is refused.
    """
    # most payloads are plain dicts, and asking an abstract class takes its time
    if type(payload) is not dict and not isinstance(payload, Mapping):
        return decode_order(payload, channel.zone)
    named = payload.get("channel")
    if named is None or named == "":
        payload = {**payload, "channel": channel.id}
    elif named != channel.id:
        facts = {"expected": channel.id, "found": shown(named)}
        fields = {"channel": [Text("channel-differs", facts)]}
        raise Invalid("order-invalid", fields=fields, count=1)
    return decode_order(payload, channel.zone)


def dedupe_key(order: Order) -> tuple[str, str]:
    """Return what makes two orders the same one: channel and its number."""
    return order.channel, order.external_no


def judge_repeat(first: Order, again: Order) -> Repeat:
    """Compare an order with the one that came first and stands."""
    return Repeat(tuple(differences(first, again)), is_newly_paid(first, again))


def _rejects(number: int, mapped: Mapping[str, Text], fault: Invalid) -> list[Reject]:
    """Join both: a field that could not be mapped is not also called missing."""
    rejects = [Reject(number, field, text) for field, text in mapped.items()]
    told: dict[str, Any] = dict(fault.fields) or {"": [Text(fault.code, fault.facts)]}
    rejects += [
        Reject(number, field, text)
        for field, texts in told.items()
        if field not in mapped
        for text in texts
    ]
    return rejects
