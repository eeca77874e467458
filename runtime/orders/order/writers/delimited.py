"""Write rows as CSV: UTF-8 with its mark, so that spreadsheets show Chinese."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from runtime.orders.order.writers.cells import text_of


def write_csv(
    path: Path, columns: Sequence[str], rows: Iterable[Mapping[str, Any]]
) -> int:
    """Write the rows and return how many there were."""
    count = 0
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        for row in rows:
            writer.writerow([text_of(row.get(name)) for name in columns])
            count += 1
    return count
