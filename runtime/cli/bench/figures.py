"""What a measurement says: a figure, its reference of the same run, its budget."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from runtime.kernel.texts import Text


class Unit(StrEnum):
    """What a figure counts."""

    RATE = "per-second"
    BYTES = "bytes"
    MEGABYTES = "megabytes"
    MINUTES = "minutes"
    SECONDS = "seconds"
    MILLISECONDS = "milliseconds"
    MICROSECONDS = "microseconds"
    COUNT = "count"
    PERCENT = "percent"


class Verdict(StrEnum):
    """Whether a figure keeps its budget."""

    STRETCH = "stretch"
    MUST = "must"
    MISSED = "missed"


@dataclass(frozen=True, slots=True)
class Budget:
    """What a figure must reach, and the goal beyond it."""

    must: float
    stretch: float | None = None
    at_least: bool = False

    def verdict(self, value: float) -> Verdict:
        """Say whether ``value`` keeps the budget."""
        if self.stretch is not None and self._keeps(value, self.stretch):
            return Verdict.STRETCH
        return Verdict.MUST if self._keeps(value, self.must) else Verdict.MISSED

    def _keeps(self, value: float, limit: float) -> bool:
        return value >= limit if self.at_least else value <= limit


@dataclass(frozen=True, slots=True)
class Reference:
    """What a figure is held against, measured in the same run."""

    text: Text
    value: float


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured value; the ratio is the value over its reference."""

    name: str
    text: Text
    value: float
    unit: Unit
    reference: Reference | None = None
    budget: Budget | None = None
    ratio_budget: Budget | None = None

    @property
    def ratio(self) -> float | None:
        """Return value over reference, None without one."""
        if self.reference is None or not self.reference.value:
            return None
        return self.value / self.reference.value

    @property
    def verdict(self) -> Verdict | None:
        """Return the worse verdict of value and ratio, None without a budget."""
        found = []
        if self.budget is not None:
            found.append(self.budget.verdict(self.value))
        if self.ratio_budget is not None and self.ratio is not None:
            found.append(self.ratio_budget.verdict(self.ratio))
        return max(found, key=_SEVERITY.index) if found else None

    def as_json(self, language: str) -> dict[str, Any]:
        """Return the figure as ``bench --json`` shows it."""
        reference = self.reference
        return {
            "name": self.name,
            "title": self.text.say(language),
            "value": round(self.value, 4),
            "unit": self.unit.value,
            "reference": None if reference is None else round(reference.value, 4),
            "reference_title": None
            if reference is None
            else reference.text.say(language),
            "ratio": None if self.ratio is None else round(self.ratio, 3),
            "budget": _limits(self.budget),
            "ratio_budget": _limits(self.ratio_budget),
            "verdict": self.verdict,
        }


_SEVERITY = (Verdict.STRETCH, Verdict.MUST, Verdict.MISSED)


def _limits(budget: Budget | None) -> dict[str, Any] | None:
    if budget is None:
        return None
    sign = "at-least" if budget.at_least else "at-most"
    return {"sign": sign, "must": budget.must, "stretch": budget.stretch}
