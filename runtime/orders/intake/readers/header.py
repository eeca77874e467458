"""The names of the columns: trimmed, each once."""

from __future__ import annotations

from collections.abc import Sequence

from runtime.kernel.errors import Rejected


def columns_of(cells: Sequence[str], file: str) -> tuple[str, ...]:
    """Return the trimmed column names; raises Rejected when one stands twice.

    A column without a name is called by its place: ``column 5``.
    """
    names = [
        cell.strip() or f"column {place}" for place, cell in enumerate(cells, start=1)
    ]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise Rejected("file-columns-twice", file=file, columns=", ".join(twice))
    return tuple(names)
