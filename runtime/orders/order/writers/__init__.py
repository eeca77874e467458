"""Orders out of the house: CSV, XLSX and JSON Lines, formulas neutralised."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from runtime.kernel.errors import Invalid
from runtime.orders.order.writers.cells import (
    COLUMNS,
    as_meant,
    cells_of,
    cells_of_fields,
    neutralise,
)
from runtime.orders.order.writers.delimited import write_csv
from runtime.orders.order.writers.jsonlines import write_jsonl

__all__ = [
    "COLUMNS",
    "FORMATS",
    "as_meant",
    "cells_of",
    "cells_of_fields",
    "neutralise",
    "write_rows",
]


def _write_xlsx(
    path: Path, columns: Sequence[str], rows: Iterable[Mapping[str, Any]]
) -> int:
    from runtime.orders.order.writers.workbook import write_xlsx

    return write_xlsx(path, columns, rows)


_WRITERS = {"csv": write_csv, "xlsx": _write_xlsx, "jsonl": write_jsonl}
FORMATS = tuple(_WRITERS)


def write_rows(
    path: Path, form: str, columns: Sequence[str], rows: Iterable[Mapping[str, Any]]
) -> int:
    """Write rows to ``path`` in ``form`` and return their number.

    The file appears whole or not at all. Raises Invalid for an unknown format.
    """
    writer = _WRITERS.get(form)
    if writer is None:
        raise Invalid("format-unknown", format=form, known=", ".join(FORMATS))
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        count = writer(unfinished, columns, rows)
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
    return count
