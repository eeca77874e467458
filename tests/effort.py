"""How much work something is, counted and not timed: the same on every machine."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any


def calls(run: Callable[[], Any]) -> int:
    """Return how many functions are called, our own and those of the machine."""
    count = 0

    def seen(frame: Any, event: str, argument: Any) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(seen)
    try:
        run()
    finally:
        sys.setprofile(None)
    return count


def growth(run: Callable[[int], Any], size: int) -> float:
    """Return how many times the work grows where what is worked on doubles."""
    return calls(lambda: run(2 * size)) / calls(lambda: run(size))
