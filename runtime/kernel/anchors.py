"""Notes outside the database: which audit blocks were committed (锚点)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path


class Anchors:
    """A folder with one text file a day: a line for each committed block.

    A line is ``block <id> <mac>``, and once a day ``day <chains> <digest>`` over
    the heads of all chains. Copy the folder to another machine to make the
    trail proof against whoever owns this one.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def note(self, now: datetime, block: int, mac: bytes) -> None:
        """Append the seal of a committed block."""
        self._append(now, f"block {block} {mac.hex()}\n")

    def note_day(self, now: datetime, chains: int, digest: bytes) -> None:
        """Append the day's digest over all heads."""
        self._append(now, f"day {chains} {digest.hex()}\n")

    def blocks(self) -> Iterator[tuple[int, bytes]]:
        """Yield every noted block; a torn last line is passed over."""
        for file in sorted(self.folder.glob("*.log")):
            for line in file.read_text("ascii").splitlines():
                kind, _, rest = line.partition(" ")
                number, _, mac = rest.partition(" ")
                if kind == "block" and len(mac) == 64:
                    yield int(number), bytes.fromhex(mac)

    def _append(self, now: datetime, line: str) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        file = self.folder / f"{now:%Y-%m-%d}.log"
        with file.open("a", encoding="ascii") as handle:
            handle.write(line)
