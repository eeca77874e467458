"""Fair timing: contenders take turns, and the median speaks."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from statistics import median


def interleaved(
    contenders: Mapping[str, Callable[[], float]], rounds: int
) -> dict[str, float]:
    """Let every contender measure itself in turn; return the medians.

    Every other round goes backwards (A B, B A, …), so that a machine that slows
    down or speeds up meanwhile favours nobody. The first round goes forwards.
    """
    found: dict[str, list[float]] = {name: [] for name in contenders}
    for turn in range(rounds):
        for name in list(contenders)[:: -1 if turn % 2 else 1]:
            found[name].append(contenders[name]())
    return {name: median(values) for name, values in found.items()}


def seconds(act: Callable[[], object]) -> float:
    """Return how long ``act`` takes by the clock on the wall."""
    started = time.perf_counter()
    act()
    return time.perf_counter() - started


def timer(act: Callable[[], object], factor: float) -> Callable[[], float]:
    """Return a contender: the time of one ``act``, in seconds times ``factor``."""
    return lambda: seconds(act) * factor


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value that ``share`` of all values do not exceed."""
    ranked = sorted(values)
    return ranked[min(len(ranked) - 1, int(share * len(ranked)))]
