"""Named points where a test may pull the plug; nothing happens unless armed.

``SPILLWAY_FAULT=point:n`` ends the process with SIGKILL at the n-th visit.
"""

from __future__ import annotations

import os
import signal
from collections import Counter

POINTS = frozenset(
    {"before-commit", "after-commit", "engine-ran", "before-send", "after-send"}
)
_armed, _, _count = os.environ.get("SPILLWAY_FAULT", "").partition(":")
_visits: Counter[str] = Counter()


def point(name: str) -> None:
    """Mark a place of interest; kill the process here if a test armed it."""
    if name != _armed:
        return
    _visits[name] += 1
    if _visits[name] >= int(_count or 1):
        os.kill(os.getpid(), signal.SIGKILL)
