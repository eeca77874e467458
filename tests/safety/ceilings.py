"""How each probe ends and the most steps it may take, as ``ceilings.toml`` says.

``python -m tests.safety.ceilings`` writes the file anew from what the probes do now;
what changed in it is to be read like code. A probe that is stopped ends as ``stopped``,
by whichever of its limits came first.
"""

from __future__ import annotations

import json
import tomllib
from dataclasses import dataclass
from pathlib import Path

from runtime.feel.frame import STEP_BUDGET
from tests.safety.meter import Meter
from tests.safety.probes import PROBES

FILE = Path(__file__).with_name("ceilings.toml")
STOPPED = "stopped"
_STOPS = ("feel-budget-spent", "feel-deadline")


@dataclass(frozen=True)
class Ceiling:
    """What a probe is held to."""

    ends: str
    steps: int


def known() -> dict[str, Ceiling]:
    """Return the ceiling of each probe by name."""
    held = tomllib.loads(FILE.read_text("utf-8"))
    return {name: Ceiling(*each) for name, each in held.items()}


def ending(said: str) -> str:
    """Return how a probe ended, whichever limit stopped it."""
    return STOPPED if said.rpartition(" ")[2] in _STOPS else said


def rewrite() -> None:
    """Measure all probes and write what they did; a fifth more steps is allowed."""
    meter = Meter()
    lines = []
    for name in PROBES:
        found = meter.measure(name)
        ends = ending(found.ended)
        spent = STEP_BUDGET if ends == STOPPED else found.steps * 6 // 5 + 5
        steps = min(spent, STEP_BUDGET)
        lines.append(f"{json.dumps(name)} = {json.dumps([ends, steps])}")
    meter.close()
    FILE.write_text("\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    rewrite()
