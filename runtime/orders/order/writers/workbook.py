"""Write rows as an XLSX workbook: numbers as numbers, texts never as formulas."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from runtime.orders.order.writers.cells import text_of

MOST_CHARACTERS = 32_767
_CUT = "…"
# XML 1.0 cannot hold these
_IMPOSSIBLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# a spreadsheet keeps fifteen digits of a number; a longer one stays text
_MOST_DIGITS = 15


def write_xlsx(
    path: Path, columns: Sequence[str], rows: Iterable[Mapping[str, Any]]
) -> int:
    """Write the rows to one sheet and return how many there were.

    A text longer than a cell may be ends with ``…``; JSON Lines has all of it.
    """
    book = Workbook(write_only=True)
    sheet = book.create_sheet("orders")
    sheet.append([_text(name) for name in columns])
    count = 0
    for row in rows:
        sheet.append([_cell(row.get(name)) for name in columns])
        count += 1
    book.save(path)
    return count


def _cell(value: Any) -> Any:
    if value is None or value == "":
        return None
    if isinstance(value, Decimal) and len(value.as_tuple().digits) <= _MOST_DIGITS:
        return value
    return value if isinstance(value, bool | int) else _text(value)


def _text(value: Any) -> str:
    """Return the cell's text; neutralised last, so openpyxl makes no formula of it."""
    clean = _IMPOSSIBLE.sub("", value) if isinstance(value, str) else value
    written = text_of(clean)
    if len(written) > MOST_CHARACTERS:
        return written[: MOST_CHARACTERS - 1] + _CUT
    return written
