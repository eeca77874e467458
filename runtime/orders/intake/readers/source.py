"""What every reader gives: rows as they stand in the file, and what the file is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, NamedTuple

from runtime.kernel.texts import Text

UNREADABLE_LINE = "line"


class Row(NamedTuple):
    """One data row, counted from 1; blank rows do not count.

    A row that cannot be read has a ``fault``; its values hold what could be kept,
    under ``line`` where not even the cells could be told apart.
    """

    number: int
    values: dict[str, Any]
    fault: Text | None = None


@dataclass(slots=True)
class Source:
    """An open file of rows; use it in a ``with`` block, and iterate once.

    ``header`` is empty for JSON Lines. ``expected`` is how many rows there are at
    most, for a progress bar; 0 when it is not known.
    """

    format: str
    encoding: str
    compression: str
    header: tuple[str, ...]
    rows: Iterator[Row]
    expected: int = 0
    delimiter: str = ""
    close: Callable[[], None] = field(default=lambda: None)

    def __enter__(self) -> Source:
        """Return the source itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the file."""
        self.close()
