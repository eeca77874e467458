"""In what do two rests differ: what was decided, where it waits, for whom (对比)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from runtime.engine.run.outcome import Outcome

Decided = tuple[Any, ...]  # decision, rows, inputs, outputs: as history keeps it


class Aspect(StrEnum):
    """In what a subject would have been handled differently."""

    DECISION = "decision"  # a table decided otherwise
    PLACE = "place"  # it waits, or ends, somewhere else
    TASK = "task"  # the same step, but for somebody else, sooner or later
    STUCK = "stuck"  # it cannot go on, or now it can


@dataclass(frozen=True, slots=True)
class Contrast:
    """One aspect in which two rests differ; of a decision its id and both takings."""

    aspect: Aspect
    decision: str = ""
    before: Decided = ()
    after: Decided = ()


def contrasts(before: Outcome, after: Outcome) -> list[Contrast]:
    """Return in what two rests differ; nothing where they are alike."""
    found = list(_decided(before.decisions, after.decisions))
    if _failure(before) != _failure(after):
        found.append(Contrast(Aspect.STUCK))
    elif place_of(before) != place_of(after):
        found.append(Contrast(Aspect.PLACE))
    elif _tasks(before) != _tasks(after):
        found.append(Contrast(Aspect.TASK))
    return found


def is_elsewhere(found: Sequence[Contrast]) -> bool:
    """Tell whether two rests can not be gone on from alike."""
    return any(one.aspect in (Aspect.STUCK, Aspect.PLACE) for one in found)


def place_of(outcome: Outcome) -> tuple[str, ...]:
    """Return the steps that are waited at; the last one once it is over."""
    if outcome.is_over:
        return outcome.stage or "", *outcome.steps[-1:]
    standing = sorted(
        one.element.id for one in outcome.waits if not (one.boundary or one.beside)
    )
    return outcome.stage or "", *standing


def _decided(before: Sequence[Decided], after: Sequence[Decided]) -> Iterator[Contrast]:
    """Yield the decisions that both sides took, and took differently.

    One that only one side came to is no other decision: it rests somewhere else.
    """
    if before == after:
        return
    found: dict[str, list[Decided]] = {}
    for one in before:
        found.setdefault(one[0], []).append(one)
    for one in after:
        earlier = found.get(one[0])
        if earlier:
            first = earlier.pop(0)
            if first[3] != one[3]:
                yield Contrast(Aspect.DECISION, one[0], first, one)


def _failure(outcome: Outcome) -> tuple[str, str] | None:
    failure = outcome.failure
    return None if failure is None else (failure.element, failure.code)


def _tasks(outcome: Outcome) -> list[tuple[Any, ...]]:
    return [(one.element, one.role, one.priority, one.due_at) for one in outcome.offers]
