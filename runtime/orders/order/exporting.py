"""Orders out: as a sheet or as JSON Lines, formulas made harmless."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from decimal import Decimal
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from msgspec import to_builtins
from msgspec.structs import asdict as as_fields
from sqlalchemy import Connection, select

from runtime.kernel.db import table_of
from runtime.kernel.errors import Invalid
from runtime.orders.order.bodies import from_body
from runtime.orders.order.canonical import MARKS, ORDER_FIELDS, Order
from runtime.orders.order.rights import ALL, Sight
from runtime.orders.order.tables import OrderRow
from runtime.orders.order.writers import (
    COLUMNS,
    FORMATS,
    cells_of,
    cells_of_fields,
    write_rows,
)

ORDERS = table_of(OrderRow)
__all__ = ["FORMATS", "Filter", "export", "rows_of"]


@dataclass(frozen=True, slots=True)
class Filter:
    """Which orders: None means all."""

    state: str | None = None
    grade: str | None = None
    channel: str | None = None


def rows_of(read: Connection, wanted: Filter) -> Iterator[Any]:
    """Yield the order rows that ``wanted`` names, by number, with flat memory."""
    asked = select(ORDERS).order_by(ORDERS.c.id)
    for name, value in asdict(wanted).items():
        if value is not None:
            asked = asked.where(ORDERS.c[name] == value)
    yield from read.execution_options(yield_per=500).execute(asked)


def export(
    read: Connection, wanted: Filter, kind: str, out: Path | None, sight: Sight = ALL
) -> int:
    """Write the orders to ``out``, or to stdout, and return how many there were.

    The first columns say where an order stands; the others are those of the
    canonical order (in JSON Lines the order as it is), so the channel ``own`` reads
    the file back; what ``sight`` hides is left out. Raises Invalid for a workbook
    without a file.
    """
    is_flat = kind != "jsonl"
    columns = (*MARKS, *(COLUMNS if is_flat else ORDER_FIELDS))
    content = cells_of if is_flat else as_fields
    if sight.hidden:
        columns = tuple(filter(sight.shows, columns))
        content = partial(_seen, sight, is_flat)
    if out is not None:
        return write_rows(out, kind, columns, _rows(read, wanted, content))
    if kind == "xlsx":
        raise Invalid("export-needs-file", format=kind)
    with TemporaryDirectory() as folder:
        file = Path(folder) / "orders"
        count = write_rows(file, kind, columns, _rows(read, wanted, content))
        with file.open("rb") as handle:
            shutil.copyfileobj(handle, sys.stdout.buffer)
    return count


def _seen(sight: Sight, is_flat: bool, order: Order) -> dict[str, Any]:
    """Return the cells or fields of an order without what is hidden."""
    whole = to_builtins(order, builtin_types=(Decimal, datetime))
    fields = sight.body(whole)
    return cells_of_fields(fields) if is_flat else fields


def _rows(
    read: Connection, wanted: Filter, content: Callable[[Order], dict[str, Any]]
) -> Iterator[Mapping[str, Any]]:
    for row in rows_of(read, wanted):
        marks = {name: row._mapping[name] for name in MARKS}
        yield marks | content(from_body(bytes(row.body)))
