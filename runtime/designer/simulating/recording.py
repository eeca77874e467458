"""A run becomes a case: how it began, what was done, what must come of it (录制)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import Any

from runtime.designer.case_file import read_case
from runtime.designer.simulating.script import Script
from runtime.designer.simulating.simulation import Simulation
from runtime.kernel.errors import Invalid, Misconfigured
from runtime.kernel.texts import text

# what a case may expect beside the place where it stands
STAGE, DECIDED, PASSED = "stage", "decided", "passed"
PARTS = (STAGE, DECIDED, PASSED)
PARTS_AT_FIRST = frozenset({STAGE, DECIDED})  # a longer way round keeps the promise
LONGEST_NAME = 200
_TASKS = ("user-task", "manual-task", "call-activity")


def case_of(
    simulation: Simulation,
    script: Script,
    name: Mapping[str, str],
    parts: Collection[str],
) -> dict[str, Any]:
    """Return the case that a run makes, as a file has it.

    Raises Invalid without a name in both languages, or for a run that failed.
    """
    faults = {
        f"name_{one}": [text("case-name-missing")]
        for one in ("zh", "en")
        if not name.get(one) or len(name[one]) > LONGEST_NAME
    }
    if faults:
        raise Invalid("http-content", faults)
    if simulation.refusal is not None or not simulation.told:
        raise Invalid("case-of-failed-run")
    case = {"name": dict(name), **script.raw, **expected_of(simulation, parts)}
    try:
        read_case(case)
    except Misconfigured as wrong:
        said = [one.text for one in wrong.findings]
        raise Invalid("simulate-wrong", {"moves": said}) from None
    return case


def expected_of(simulation: Simulation, parts: Collection[str]) -> dict[str, Any]:
    """Return what holds where a run stands, as a case expects it."""
    course = simulation.course
    found: dict[str, Any] = {}
    if simulation.is_over:
        found["ends_at"] = course.end()
    else:
        places = sorted(one.element.id for one in course.open_waits())
        found["waits_at"] = places[0] if len(places) == 1 else places
    if STAGE in parts and simulation.stage:
        found["stage"] = simulation.stage
    if PASSED in parts:
        passed = (one.id for one in course.passed if one.kind in _TASKS)
        found["passes"] = list(dict.fromkeys(passed))
    if DECIDED in parts:
        found["gives"] = _decided(simulation)
    return found


def _decided(simulation: Simulation) -> dict[str, Any]:
    """Return what tables decided, as far as it still holds and is a plain value."""
    data = simulation.data
    given = {
        name: value
        for stretch in simulation.course.stretches
        for trace in stretch.decisions
        for name, value in trace.verdict.outputs.items()
    }
    return {
        name: value
        for name, value in given.items()
        if name in data and data[name] == value and _is_plain(value)
    }


def _is_plain(value: Any) -> bool:
    if isinstance(value, list):
        return all(_is_plain(one) and not isinstance(one, list) for one in value)
    return isinstance(value, str | bool | int | Decimal)
