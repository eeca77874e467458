"""What the language never does: loops and memory without any limit, in Python."""

from __future__ import annotations

from itertools import count
from typing import Any

from runtime import feel
from tests.safety.probes.probe import Probe


def _loop(frame: feel.Frame) -> Any:
    return sum(count())


def _fill(frame: feel.Frame) -> Any:
    return [bytes(1 << 20) for _ in count()]


PROBES = [Probe("runaway: loop", _loop), Probe("runaway: memory", _fill)]
