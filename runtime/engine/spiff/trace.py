"""What a run leaves for history: the steps, decisions and choices (轨迹)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from runtime.dmn.verdict import Verdict
from runtime.engine.spiff.elements import Element

COMPLETED, CANCELLED = "completed", "cancelled"


class Step(NamedTuple):
    """A node of the diagram that is over.

    ``outcome`` is "completed" or "cancelled"; ``at`` is the moment the run was told.
    """

    element: Element
    node: int
    at: datetime | None
    outcome: str

    @property
    def element_id(self) -> str:
        """The id of the element."""
        return self.element.id


class Trace(NamedTuple):
    """A decision that was taken: where, when, and what it stands on."""

    element: Element
    node: int
    at: datetime | None
    verdict: Verdict

    @property
    def element_id(self) -> str:
        """The id of the element."""
        return self.element.id


class Choice(NamedTuple):
    """A gateway that chose: which of its ways it took, on which values.

    ``taken`` are positions in ``element.ways``; empty means the default way.
    """

    element: Element
    taken: tuple[int, ...]
    values: Mapping[str, Any]
