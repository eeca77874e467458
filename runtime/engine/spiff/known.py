"""What every spec class of ours knows about itself, whatever it stands for.

The values here are those of a spec that needs all the care SpiffWorkflow takes; parsing
and ``finish`` set better ones on the spec itself, once, before it is shared.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from SpiffWorkflow.util.task import TaskState

from runtime.engine.spiff.elements import Element
from runtime.engine.spiff.tasks import Node

StepOf = Callable[[Node], Iterable[Any] | None]


class Known:
    """Mixed in before the class of SpiffWorkflow that does the work."""

    name: str
    element: Element | None = None  # None: no element of the diagram
    step: StepOf | None = None  # runs the node and says what follows, in one go
    plain = False  # ready as soon as it is reached, with the data of its parent
    closes = False  # a plain end event of its scope
    listens = False  # waits for an event, not for other nodes
    only_listens = False  # and needs nothing else when it is reached
    attached = False  # a boundary event
    interrupts = False  # a boundary event that ends its activity
    joins = False  # waits for other paths
    repeats = False  # the whole of a loop or multi-instance activity
    repeats_timer = False  # a boundary whose timer fires again and again
    splits_boundary = False  # stands before an activity with boundary events
    stage_at_end: str | None = None
    outs: tuple[Any, ...] = ()

    def test(self) -> None:
        """Nothing: the diagram was checked when it was loaded."""

    def _predict(
        self,
        my_task: Node,
        seen: list[Any] | None = None,
        looked_ahead: int = 0,
        mask: int = TaskState.PREDICTED_MASK,
    ) -> None:
        if not my_task.workflow.lazy:
            super()._predict(my_task, seen, looked_ahead, mask)  # type: ignore[misc]  # a mixin: the library's class stands behind it

    def is_idle(self, node: Node) -> bool:
        """Return whether the scope may end although this node is open."""
        return False
