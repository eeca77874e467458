"""What a decision answered, and on which rows and values (决策依据)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from runtime.feel.values import FeelValue


class Verdict(NamedTuple):
    """The answer of one decision with what it stands on.

    A tuple, because a run takes several and a dataclass costs three times as
    much. ``outputs`` are meant to be merged at top level; the dict is a new one
    each time. ``value`` is the answer as one FEEL value. ``rows`` count from 1; they
    and ``inputs`` are empty when the logic is no table. ``parts`` are the
    verdicts of the tables that this decision required, first things first.
    """

    outputs: dict[str, FeelValue]
    rows: tuple[int, ...]
    inputs: tuple[FeelValue, ...]
    decision: str
    value: FeelValue = None
    parts: tuple[Verdict, ...] = ()

    def on(self, parts: Sequence[Verdict]) -> Verdict:
        """Return this verdict with those it was made on."""
        outputs, rows, inputs, decision, value, _ = self
        return Verdict(outputs, rows, inputs, decision, value, tuple(parts))
