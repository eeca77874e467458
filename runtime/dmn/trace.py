"""What history keeps of a verdict, small: the decision, its rows, its inputs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from runtime.dmn.verdict import Verdict
from runtime.feel.conversion import to_data


class Trace(NamedTuple):
    """Which rows a decision hit on which values, and the decisions before it."""

    decision: str
    rows: tuple[int, ...]
    inputs: tuple[Any, ...]
    parts: tuple[Trace, ...] = ()


def trace_of(verdict: Verdict) -> Trace:
    """Return what to keep of ``verdict``; inputs as task data hold them."""
    return Trace(
        decision=verdict.decision,
        rows=verdict.rows,
        inputs=tuple(to_data(each) for each in verdict.inputs),
        parts=tuple(trace_of(each) for each in verdict.parts),
    )


def pack(trace: Trace) -> list[Any]:
    """Return the trace as a short list; the inverse of ``unpack``."""
    packed = [trace.decision, list(trace.rows), list(trace.inputs)]
    return [*packed, [pack(each) for each in trace.parts]] if trace.parts else packed


def unpack(packed: Sequence[Any]) -> Trace:
    """Return the trace that ``pack`` packed."""
    decision, rows, inputs, *parts = packed
    return Trace(
        decision=decision,
        rows=tuple(rows),
        inputs=tuple(inputs),
        parts=tuple(unpack(each) for each in (parts[0] if parts else ())),
    )
