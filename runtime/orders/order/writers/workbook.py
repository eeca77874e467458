"""Write rows as an XLSX workbook: numbers as numbers, texts never as formulas."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

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
    sheet.append([_text_cell(sheet, name) for name in columns])
    count = 0
    for row in rows:
        sheet.append([_cell(sheet, row.get(name)) for name in columns])
        count += 1
    book.save(path)
    return count


def _cell(sheet: Any, value: Any) -> Any:
    if isinstance(value, Decimal) and len(value.as_tuple().digits) <= _MOST_DIGITS:
        return value
    if value is None or isinstance(value, bool | int):
        return value
    return _text_cell(sheet, text_of(value))


def _text_cell(sheet: Any, text: str) -> Any:
    written = _IMPOSSIBLE.sub("", text)
    if len(written) > MOST_CHARACTERS:
        written = written[: MOST_CHARACTERS - 1] + _CUT
    cell = WriteOnlyCell(sheet, value=written)
    cell.data_type = "s"
    return cell
