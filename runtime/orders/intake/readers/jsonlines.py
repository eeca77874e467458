"""Rows of a JSON Lines file: one object a line, every fraction exact."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TextIO

from runtime.kernel.errors import Invalid
from runtime.kernel.texts import Text
from runtime.orders.intake.readers.lines import Lines
from runtime.orders.intake.readers.source import UNREADABLE_LINE, Row
from runtime.orders.order.decoding import read_json
from runtime.orders.order.unreadable import shown


def rows_of(stream: TextIO, file: str) -> Iterator[Row]:
    """Yield the objects; a line that holds none becomes a row with a fault."""
    number = 0
    for line in Lines(stream, file):
        if not line.strip():
            continue
        number += 1
        yield _row(number, line)


def _row(number: int, line: str) -> Row:
    try:
        values = read_json(line)
    except Invalid as fault:
        reason = Text(fault.code, fault.facts)
        return Row(number, {UNREADABLE_LINE: line.strip()}, reason)
    if not isinstance(values, dict):
        reason = Text("order-not-an-object", {"found": shown(line)})
        return Row(number, {UNREADABLE_LINE: line.strip()}, reason)
    return Row(number, values)
