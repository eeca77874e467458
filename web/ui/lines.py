"""One line of a batch: a task, whether it can be done or was, or why not (批量行)."""

from __future__ import annotations

from dataclasses import dataclass

from web.ui.rows import Row

READY, REFUSED, DONE = "ready", "refused", "done"


@dataclass(frozen=True, slots=True)
class Line:
    """One task of a batch: whether it can be done, was done, or why not."""

    row: Row
    state: str = READY
    why: str = ""
