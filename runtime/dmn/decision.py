"""One compiled decision, and the ways it has no answer (决策)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from runtime.dmn.build import Formula, Scope
from runtime.dmn.graph import Box, Graph
from runtime.dmn.tables.table import Table
from runtime.dmn.verdict import Verdict
from runtime.feel.frame import (
    OPERATION_FAULTS,
    Exhausted,
    Frame,
    enter,
    leave,
    payer,
    reason_of,
)
from runtime.kernel.errors import DecisionFailed
from runtime.kernel.texts import Text, Title

Decide: TypeAlias = Callable[[Scope, Frame], Verdict]


class Decision:
    """One decision or decision service, compiled; threads may share it.

    ``route`` are the names by which expressions of the model know it: imports, then
    its own.
    """

    def __init__(self, box: Box, decide: Decide) -> None:
        self.id = box.key
        self.route = (*(each for each in box.route if each), box.name)
        self.name = ".".join(self.route)
        self._box = box
        self._decide = decide

    @property
    def title(self) -> Title:
        """What people call the decision; its name where it has no label."""
        title = self._box.title
        return Title(title.zh or self.name, title.en)

    @property
    def inputs(self) -> tuple[Title, ...]:
        """What the columns of the table ask, as ``Verdict.inputs`` answers."""
        table = self._box.table
        return () if table is None else tuple(each.title for each in table.inputs)

    @property
    def table(self) -> Table | None:
        """The table of the decision, None when its logic is no table."""
        return self._box.table

    @property
    def formula(self) -> Formula:
        """The logic of the decision as it is written."""
        return self._box.formula

    @property
    def outputs(self) -> tuple[str, ...]:
        """The names under which the answer is given."""
        table = self._box.table
        if table is None or table.answers_as_whole:
            return (self._box.output,)
        return tuple(each or self._box.output for each in table.names)

    @property
    def output_titles(self) -> dict[str, Title]:
        """What people call each output; its name where it has no label."""
        table = self._box.table
        columns = () if table is None else table.outputs
        return {
            name: Title(column.title.zh or name, column.title.en or name)
            for name, column in zip(self.outputs, columns, strict=False)
        }

    def decide(self, scope: Scope, frame: Frame | None = None) -> Verdict:
        """Decide on the names of ``scope`` (and the ambient ones of ``frame``).

        Raises DecisionFailed when there is no answer: the hit policy is broken,
        null comes of a mistake, or the step budget is spent.
        """
        if frame is None:
            frame = payer()
        before = enter(frame)
        try:
            return self._decide(scope, frame)
        except (Exhausted, RecursionError) as fault:
            raise _exhausted(self.name, fault) from fault
        except OPERATION_FAULTS as fault:
            cause = reason_of(fault)
            raise DecisionFailed(
                "dmn-failed", decision=self.name, cause=cause
            ) from fault
        finally:
            leave(before)


def decide_in(graph: Graph, box: Box) -> Decide:
    """Return what decides ``box``: alone, or after all it needs."""
    if box.free and not box.needs:
        return box.decide
    asked = (box.key,)

    def decide(scope: Scope, frame: Frame) -> Verdict:
        verdicts = graph.solve(asked, scope, frame, {})
        last = verdicts.pop()
        return last.on(verdicts) if verdicts else last

    return decide


def _exhausted(decision: str, fault: Exhausted | RecursionError) -> DecisionFailed:
    code = fault.code if isinstance(fault, Exhausted) else "dmn-nested-too-deep"
    facts = fault.facts if isinstance(fault, Exhausted) else {}
    return DecisionFailed("dmn-exhausted", decision=decision, cause=Text(code, facts))
