"""What a diagram must be like before it may run: all faults of it at once (门禁)."""

from __future__ import annotations

from runtime.engine.spiff.diagram import Diagrams, Region
from runtime.engine.spiff.gates import (
    expressions,
    flow,
    names,
    references,
    vocabulary,
)
from runtime.engine.spiff.gates.faults import Faults, Surroundings


def check(
    diagrams: Diagrams, process_id: str, surroundings: Surroundings
) -> tuple[list[Region], Faults]:
    """Check a process and all it calls; return these and what was found."""
    faults = Faults()
    faults.findings.extend(diagrams.findings)
    regions = diagrams.closure(process_id)
    if not regions:
        for found in diagrams.faulty.values():
            faults.findings.extend(found)
        references.report_missing_process(diagrams, process_id, faults)
        return [], faults
    for process in regions:
        vocabulary.check(diagrams, process, faults)
        names.check(diagrams, process, surroundings, faults)
        flow.check(process, faults)
        references.check(diagrams, process, surroundings, faults)
        expressions.check(diagrams, process, surroundings, faults)
    names.check_across(regions, faults)
    return regions, faults
