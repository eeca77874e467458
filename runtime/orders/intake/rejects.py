"""The rows that could not be taken, with the reason in the reader's language."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

import msgspec

from runtime.kernel.texts import Text
from runtime.orders.order.writers.cells import neutralise

COLUMNS = ("row", "field", "reason")
ORIGINAL = "original"
_NUMBER = re.compile(r"[+-][0-9]+(\.[0-9]+)?")


@dataclass(frozen=True, slots=True)
class Reject:
    """One fault of one row; a row with two faults has two. ``field`` may be empty."""

    row: int
    field: str
    reason: Text

    def as_json(self, language: str) -> dict[str, Any]:
        """Return the reject as the import's result shows it."""
        reason = self.reason.say(language)
        return {"row": self.row, "field": self.field, "reason": reason}


class RejectsFile:
    """A CSV file of rejects beside their original cells, made on the first one."""

    def __init__(self, path: Path, header: Sequence[str], language: str) -> None:
        self.path = path
        self.count = 0
        self._header = tuple(header)
        self._language = language
        self._file: Any = None
        self._writer: Any = None

    def __enter__(self) -> RejectsFile:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._file is not None:
            self._file.close()

    def add(self, reject: Reject, values: Mapping[str, Any]) -> None:
        """Write one reject with the row it is about."""
        if self._file is None:
            self._begin()
        cells = [reject.row, reject.field, reject.reason.say(self._language)]
        known = [_cell(values.get(name, "")) for name in self._header]
        self._writer.writerow([*cells, *known, self._rest(values)])
        self.count += 1

    def _begin(self) -> None:
        self._file = self.path.open("w", encoding="utf-8-sig", newline="")
        self._writer = csv.writer(self._file)
        names = [neutralise(name) for name in self._header]
        self._writer.writerow([*COLUMNS, *names, ORIGINAL])

    def _rest(self, values: Mapping[str, Any]) -> str:
        """Return what stands in no column, as JSON; the whole row of JSON Lines."""
        rest = {
            name: value for name, value in values.items() if name not in self._header
        }
        return msgspec.json.encode(rest).decode() if rest else ""


def _cell(value: Any) -> str:
    """Return the cell neutralised, but a signed number as it is."""
    text = str(value)
    return text if _NUMBER.fullmatch(text) else neutralise(text)
