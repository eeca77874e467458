"""Where a run stands after a step: its waits, its offers, why it stopped."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple, TypeAlias

from runtime.engine.spiff import Wait

Before: TypeAlias = frozenset[tuple[int, str]]


class Offer(NamedTuple):
    """A user task as it is offered: to whom, how urgent, until when."""

    node: int
    element: str
    role: str
    priority: int  # 0 first
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class Failure:
    """Why an automatic step could not be done."""

    element: str
    code: str
    facts: Mapping[str, Any]
    detail: str


class Outcome(NamedTuple):
    """Where a run stands after a step; ``body`` is None once it has ended.

    ``before`` tells what waited before the step, as node and kind: one node may
    wait for several things, and goes on with whichever comes first.
    """

    body: bytes | None
    stage: str | None
    waits: tuple[Wait, ...]
    offers: tuple[Offer, ...]
    steps: tuple[str, ...]
    decisions: tuple[Any, ...]
    data: Mapping[str, Any]
    made: Mapping[str, Any]
    failure: Failure | None = None
    before: Before = frozenset()
    aside: frozenset[str] = frozenset()  # elements that wait for a person's word
    choices: tuple[Any, ...] = ()
    owed: tuple[tuple[str, Mapping[str, Any]], ...] = ()  # answers to be written down
    said: tuple[Any, ...] = ()  # all answers, where `made` cannot tell them

    @property
    def is_over(self) -> bool:
        """Tell whether the instance has ended."""
        return self.body is None

    @property
    def is_stuck(self) -> bool:
        """Tell whether an element cannot go on, now or since an earlier step."""
        return self.failure is not None or bool(self.aside)
