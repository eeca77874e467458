"""What background work looks like to the loop that runs it (作业)."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Protocol

from runtime.kernel.work import Work

OpenWork = Callable[[], AbstractContextManager[Work]]


class Lane(Protocol):
    """One kind of background work, looked after by a loop.

    ``tick`` does what is due now, one bounded batch, and returns how much that
    was: more than nothing means "ask me again at once". It opens its own units
    of work, and none of them is open while it calls another machine. Truth is
    in rows: a tick that is killed anywhere is repeated by the next one, so what
    it does twice must be harmless. It may raise; the loop logs that, lets the
    lane rest and goes on with the others. It never waits for more to do.
    """

    @property
    def name(self) -> str:
        """Return the name that logs and metrics show."""
        ...

    def tick(self) -> int:
        """Do what is due; return how much was done."""
        ...
