"""On what the figures were measured, and how fast it was just then."""

from __future__ import annotations

import os
import platform
import sqlite3
import timeit
from dataclasses import asdict, dataclass
from statistics import median
from typing import Any


@dataclass(frozen=True, slots=True)
class Machine:
    """What makes figures comparable.

    ``load`` and ``pace_ms``, the time of a fixed piece of Python, tell whether the
    machine had other work: absolute figures shrink and grow with the pace.
    """

    cores: int
    python: str
    sqlite: str
    system: str
    load: str
    pace_ms: float

    @classmethod
    def now(cls) -> Machine:
        """Return this machine as it is now."""
        try:
            load = f"{os.getloadavg()[0]:.1f}"
        except OSError:
            load = "?"
        return cls(
            cores=len(os.sched_getaffinity(0))
            if hasattr(os, "sched_getaffinity")
            else os.cpu_count() or 1,
            python=platform.python_version(),
            sqlite=sqlite3.sqlite_version,
            system=f"{platform.system()} {platform.machine()}",
            load=load,
            pace_ms=pace(),
        )

    def facts(self) -> dict[str, Any]:
        """Return it as a sentence and JSON want it."""
        return asdict(self)


def pace() -> float:
    """Return the milliseconds that 100,000 turns of a small loop take just now."""
    stopwatch = timeit.Timer("for n in range(100_000): total = n * n % 7")
    return round(median(stopwatch.repeat(5, 1)) * 1000, 1)
