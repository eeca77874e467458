"""Write rows as JSON Lines: one object a line, nothing neutralised, nothing cut."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

_JSON = msgspec.json.Encoder(decimal_format="string")


def write_jsonl(
    path: Path, columns: Sequence[str], rows: Iterable[Mapping[str, Any]]
) -> int:
    """Write the rows and return how many there were.

    ``columns`` come first and in their order; whatever else a row has follows.
    """
    count = 0
    with path.open("wb") as file:
        for row in rows:
            ordered = {name: row[name] for name in columns if name in row}
            file.write(_JSON.encode({**ordered, **row}) + b"\n")
            count += 1
    return count
