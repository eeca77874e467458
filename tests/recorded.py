"""The recorded file of real orders, and the rows that a lower limit is about."""

from __future__ import annotations

import gzip
from pathlib import Path

FILE = "tmall-orders-2020-02.csv.gz"
PAID_ROWS = {3842, 5312, 5765, 19551, 22032}  # of 3,000 up to 5,000
UNPAID_ROWS = {22061, 27738}  # just as dear; nobody has routed them yet


def recorded_file(shared: Path) -> Path:
    """Return where the recorded orders are."""
    return shared / "data" / FILE


def a_cut(recorded: Path, folder: Path, rows: set[int]) -> Path:
    """Return the recorded file with these rows and two neighbours of each alone."""
    lines = gzip.decompress(recorded.read_bytes()).decode("utf-8-sig").splitlines()
    near = {row + off for row in rows for off in range(-2, 3)}
    cut = folder / "cut.csv"
    cut.write_text("\n".join([lines[0], *(lines[one] for one in sorted(near))]))
    return cut
