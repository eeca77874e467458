"""Why a decision answered as it did: row by row, and what each column saw.

Nothing here decides: the tests of a table are asked once more, on the values that the
columns had. That is pure, so it tells what happened as long as the model is the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from runtime.dmn.decision import Decision
from runtime.dmn.tables.table import Rule, Table
from runtime.dmn.verdict import Verdict
from runtime.feel.conversion import from_data
from runtime.feel.explaining.explain import Explained, explain, explain_cell
from runtime.feel.explaining.shortening import shortened
from runtime.feel.explaining.watching import TEST
from runtime.feel.frame import OPERATION_FAULTS, Frame, enter, leave
from runtime.feel.syntax.parsing import Setting
from runtime.feel.values import FeelValue
from runtime.kernel.errors import DecisionFailed, ExpressionFailed, FlowError
from runtime.kernel.texts import Title

ROWS_KEPT = 200
_ANYTHING = frozenset({"", "-"})


@dataclass(frozen=True, slots=True)
class CellTold:
    """One cell that was asked: of which column, and what it said of the value."""

    column: Title
    text: str
    value: FeelValue
    explained: Explained

    @property
    def is_condition(self) -> bool:
        """Whether the cell is a condition by itself, not a test of its column."""
        return all(each.kind != TEST for each in self.explained.steps)

    @property
    def holds(self) -> bool | None:
        """Whether the cell takes the value; None is unknown."""
        return self.explained.value if type(self.explained.value) is bool else None


@dataclass(frozen=True, slots=True)
class RowTold:
    """One row: did it apply; ``cells`` are all of it, else the one that failed."""

    number: int
    applies: bool
    cells: tuple[CellTold, ...]


@dataclass(frozen=True, slots=True)
class DecisionTold:
    """One decision: what it answered, on which values, row by row.

    ``before`` are the rows above the first that applies, or all when none does, as
    far as they are kept (``left_out`` are not); ``hits`` those that answered.
    ``columns`` are name, text and value. Logic that is no table has ``explained``.
    ``failure`` says why there is no answer.
    """

    decision: str
    title: Title
    outputs: Mapping[str, FeelValue]
    titles: Mapping[str, Title]
    columns: tuple[tuple[Title, str, FeelValue], ...] = ()
    hits: tuple[RowTold, ...] = ()
    before: tuple[RowTold, ...] = ()
    left_out: int = 0
    explained: Explained | None = None
    failure: FlowError | None = None


def explain_decision(
    decision: Decision,
    known: Mapping[str, Decision],
    scope: Mapping[str, Any],
    frame: Frame,
) -> list[DecisionTold]:
    """Decide and tell how: first the decisions before it, at last its own.

    ``known`` are the decisions of its model by id. A decision that has no answer is
    told with its failure.
    """
    try:
        verdict = decision.decide(scope, frame)
    except DecisionFailed as failure:
        told = DecisionTold(decision.id, decision.title, {}, {}, failure=failure)
        return [told]
    seen = dict(scope)
    told_all = []
    for each in (*verdict.parts, verdict):
        taken = known.get(each.decision, decision)
        told_all.append(explain_verdict(taken, each, seen, frame))
        _put(seen, taken.route, each.value)
    return told_all


def _put(seen: dict[str, Any], route: tuple[str, ...], value: FeelValue) -> None:
    """Let later decisions see a value, an imported one below its import."""
    *imports, last = route
    for each in imports:
        above = seen.get(each)
        seen[each] = dict(above) if type(above) is dict else {}
        seen = seen[each]
    seen[last] = value


def explain_verdict(
    decision: Decision,
    verdict: Verdict,
    scope: Mapping[str, Any],
    frame: Frame,
    most: int = ROWS_KEPT,
) -> DecisionTold:
    """Tell why a decision answered as its verdict says, asking its rows once more.

    ``scope`` is for cells and formulas that read more than their column. Of the rows
    before the answer no more than ``most`` are told.
    """
    table = decision.table
    outputs = {name: shortened(each) for name, each in verdict.outputs.items()}
    titles = decision.output_titles
    if table is None:
        program = decision.formula.program
        explained = None if program is None else explain(program, scope, frame)
        return DecisionTold(
            decision.id, decision.title, outputs, titles, explained=explained
        )
    asked = _Asked(table, verdict.inputs, scope, frame)
    hits = [rule for rule in table.rules if rule.number in verdict.rows]
    until = min(verdict.rows, default=len(table.rules) + 1)
    before = [rule for rule in table.rules if rule.number < until]
    return DecisionTold(
        decision=decision.id,
        title=decision.title,
        outputs=outputs,
        titles=titles,
        columns=tuple(
            (column.title, column.formula.text, shortened(value))
            for column, value in zip(table.inputs, verdict.inputs, strict=False)
        ),
        hits=tuple(asked.row(rule) for rule in hits[:most]),
        before=tuple(asked.row(rule) for rule in before[:most]),
        left_out=max(0, len(before) - most),
    )


class _Asked:
    """A table asked once more on the values that its columns had."""

    def __init__(
        self,
        table: Table,
        inputs: Sequence[FeelValue],
        scope: Mapping[str, Any],
        frame: Frame,
    ) -> None:
        self._columns = table.inputs
        programs = [each.formula.program for each in table.inputs]
        known = [each.setting for each in programs if each is not None]
        self._setting = known[0] if known else Setting()  # a table has but one
        self._inputs = [from_data(each) for each in inputs]
        self._scope, self._frame = scope, frame

    def row(self, rule: Rule) -> RowTold:
        """Return whether the row applies; of one that does not, the failing cell."""
        failing = self._failing(rule)
        if failing is not None:
            return RowTold(rule.number, False, (self._cell(rule, failing),))
        filled = [
            index
            for index, each in enumerate(rule.cell_texts[: len(self._inputs)])
            if each not in _ANYTHING
        ]
        cells = tuple(self._cell(rule, index) for index in filled)
        return RowTold(rule.number, True, cells)

    def _failing(self, rule: Rule) -> int | None:
        """Return the first column whose cell does not take the value, quickly."""
        before = enter(self._frame)
        try:
            for index, test in rule.cells:
                if index >= len(self._inputs):
                    continue
                if not _holds(test, self._scope, self._inputs[index], self._frame):
                    return index
        finally:
            leave(before)
        return None

    def _cell(self, rule: Rule, index: int) -> CellTold:
        column, value = self._columns[index], self._inputs[index]
        source, scope, frame = rule.cell_texts[index], self._scope, self._frame
        if column.formula.text:
            explained = explain_cell(source, value, scope, frame, self._setting)
        else:  # a column without a question: the cell is all of the condition
            explained = explain(source, scope, frame, self._setting)
        return CellTold(column.title, source, shortened(value), explained)


def _holds(test: Any, scope: Mapping[str, Any], value: FeelValue, frame: Frame) -> bool:
    try:
        return test(scope, value, frame) is True
    except (*OPERATION_FAULTS, ExpressionFailed):
        return False
