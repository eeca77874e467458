"""Lines of a text file, none so long that it would fill the memory."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TextIO

from runtime.kernel.errors import Rejected

MOST_CHARACTERS = 4_000_000


class Lines:
    """Iterates over lines with their ends; knows the last one and its number."""

    def __init__(self, stream: TextIO, file: str) -> None:
        self._stream = stream
        self._file = file
        self.last = ""
        self.number = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._stream.readline(MOST_CHARACTERS + 1)
        if not line:
            raise StopIteration
        self.number += 1
        if len(line) > MOST_CHARACTERS:
            raise Rejected(
                "file-line-too-long",
                file=self._file,
                line=self.number,
                most=MOST_CHARACTERS,
            )
        self.last = line
        return line
