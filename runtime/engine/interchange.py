"""Where a BPMN file is drawn: the namespaces of its drawing, and numbers as found."""

from __future__ import annotations

import math
from typing import Final

BPMN_DI: Final = "http://www.omg.org/spec/BPMN/20100524/DI"
DC: Final = "http://www.omg.org/spec/DD/20100524/DC"
DI: Final = "http://www.omg.org/spec/DD/20100524/DI"
FARTHEST: Final = 100_000.0


def number(written: str | None) -> float | None:
    """Read a number; what is none, or endless, is as good as missing."""
    try:
        value = float(written or "")
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def coordinate(written: str | None) -> float | None:
    """Read a coordinate; what no canvas can show is as good as missing."""
    value = number(written)
    return value if value is not None and abs(value) <= FARTHEST else None
