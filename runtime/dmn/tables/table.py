"""A decision table, compiled: find the rows that apply, make their answer (决策表)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from runtime.dmn.build import Formula, Scope, Test, nothing
from runtime.dmn.failures import no_truth, no_value, row_list, shown, warnings_of
from runtime.dmn.tables.hits import (
    Aggregator,
    HitPolicy,
    Row,
    aggregate,
    all_agree,
    by_rank,
)
from runtime.dmn.tables.readings import Reading
from runtime.feel.frame import Frame, current
from runtime.feel.values import FeelValue
from runtime.kernel.errors import DecisionFailed
from runtime.kernel.texts import Title


@dataclass(frozen=True, slots=True)
class InputColumn:
    """What a column asks; ``allowed`` refuses values nobody thought of."""

    label: str
    formula: Formula
    allowed: Test | None
    allowed_text: str
    title: Title


@dataclass(frozen=True, slots=True)
class Entry:
    """An output cell; of a ``constant`` the value is known at once."""

    formula: Formula
    constant: bool = False
    value: FeelValue = None


@dataclass(frozen=True, slots=True)
class OutputColumn:
    """What a column answers; ``ranks`` are its allowed values, best first."""

    name: str
    ranks: tuple[FeelValue, ...]
    title: Title


@dataclass(frozen=True, slots=True)
class Rule:
    """One row. ``cells`` leaves out what always applies.

    When all outputs are constants, ``row`` holds them and ``value`` the answer.
    """

    number: int
    cells: tuple[tuple[int, Test], ...]
    cell_texts: tuple[str, ...]
    entries: tuple[Entry, ...]
    row: tuple[FeelValue, ...] | None
    value: FeelValue


def shape(row: Row, names: Sequence[str]) -> FeelValue:
    """Return the answer that one row gives: a value, or a context of several."""
    return row[0] if len(names) == 1 else dict(zip(names, row, strict=True))


# Of what the columns ask: the rows that may apply in their sequence, None for all.
Candidates: TypeAlias = Callable[[Sequence[FeelValue]], "tuple[Rule, ...] | None"]
# The value of a table, the rows that made it, what the columns asked.
Answer: TypeAlias = tuple[FeelValue, tuple[int, ...], tuple[FeelValue, ...]]


@dataclass(frozen=True, slots=True)
class Table:
    """A compiled table; it holds no state, so threads may share it.

    ``defaults`` is empty when no column says what holds if no row applies;
    ``silent``: then there is nothing to work out either. ``single``: one row
    answers; ``stops``: the first that applies. ``guarded``: a column has allowed
    values. ``ask`` gives what the formulas of ``inputs`` give, quickly;
    ``candidates`` are the rows worth a look, in a long table.
    """

    name: str
    policy: HitPolicy
    aggregator: Aggregator | None
    inputs: tuple[InputColumn, ...]
    ask: Reading
    outputs: tuple[OutputColumn, ...]
    rules: tuple[Rule, ...]
    defaults: tuple[Entry, ...]
    names: tuple[str, ...]
    single: bool
    stops: bool
    guarded: bool
    silent: bool
    candidates: Candidates | None = None

    def run(self, scope: Scope, frame: Frame) -> FeelValue:
        """Return the value alone, as logic inside other logic needs it."""
        return self.answer(scope, frame)[0]

    def answer(self, scope: Scope, frame: Frame) -> Answer:
        """Decide; the frame must be entered.

        Raises DecisionFailed when the hit policy is broken, or when null comes of
        a mistake rather than of the data.
        """
        frame.budget -= len(self.rules)
        if frame.budget < 0:
            frame.spend(0)  # says that the budget is gone
        values = self._ask(scope, frame)
        rules = self._match(scope, values, frame)
        if len(rules) == 1 and self.single:
            rule = rules[0]
            value = rule.value
            if rule.row is None:
                value = shape(self._row(rule.entries, scope, frame), self.names)
            elif type(value) is dict:
                value = value.copy()
            return value, (rule.number,), tuple(values)
        if not rules and self.silent:
            return None if self.single else [], (), tuple(values)
        return self._settle(rules, values, scope, frame)

    @property
    def answers_as_whole(self) -> bool:
        """Whether the answer is a list of rows that stands under one name."""
        return not self.single and len(self.outputs) > 1

    def outputs_of(self, value: FeelValue, name: str) -> dict[str, FeelValue]:
        """Return ``value`` by output name; a list of rows stands under ``name``."""
        if len(self.names) == 1:
            return {self.names[0] or name: value}
        if self.answers_as_whole:
            return {name: value}
        if value is None:
            return dict.fromkeys(self.names)
        outputs: dict[str, FeelValue] = value  # made for this answer alone
        return outputs

    def _ask(self, scope: Scope, frame: Frame) -> list[FeelValue]:
        values = self.ask(scope, frame)
        if self.guarded or None in values:
            self._check_inputs(values, scope, frame)
        return values

    def _match(
        self, scope: Scope, values: Sequence[FeelValue], frame: Frame
    ) -> list[Rule]:
        stops, found = self.stops, []
        rules = self.candidates(values) if self.candidates else None
        for rule in self.rules if rules is None else rules:
            for index, test in rule.cells:
                truth = test(scope, values[index], frame)
                if truth is not True:
                    if truth is None and values[index] is not None:
                        self._check_truth(rule, index, scope, values[index])
                    break
            else:
                found.append(rule)
                if stops:
                    break
        return found

    def _row(self, entries: Sequence[Entry], scope: Scope, frame: Frame) -> Row:
        row = []
        for each in entries:
            value = each.value if each.constant else each.formula.run(scope, frame)
            if value is None and not each.constant:
                self._check_null(each.formula, scope, frame)
            row.append(value)
        return row

    def _settle(
        self,
        rules: list[Rule],
        values: Sequence[FeelValue],
        scope: Scope,
        frame: Frame,
    ) -> Answer:
        rows = [each.row or self._row(each.entries, scope, frame) for each in rules]
        if not rows and self.defaults:
            rows = [self._row(self.defaults, scope, frame)]
        settle = self._settle_one if self.single else self._settle_list
        value, rules = settle(rules, rows)
        return value, tuple([each.number for each in rules]), tuple(values)

    def _settle_list(
        self, rules: list[Rule], rows: list[Row]
    ) -> tuple[FeelValue, list[Rule]]:
        if self.policy is HitPolicy.OUTPUT_ORDER:
            ranked = by_rank(rows, [each.ranks for each in self.outputs])
            rows = [rows[index] for index in ranked]
            rules = [rules[index] for index in ranked] if rules else []
        values = [shape(each, self.names) for each in rows]
        if self.aggregator is None:
            return values, rules
        value = aggregate(self.aggregator, values)
        if value is None and values:
            self._refuse_sum(self.aggregator, values)
        return value, rules

    def _settle_one(
        self, rules: list[Rule], rows: list[Row]
    ) -> tuple[FeelValue, list[Rule]]:
        if not rows:
            return None, []
        if len(rows) == 1:
            return shape(rows[0], self.names), rules
        if self.policy is HitPolicy.UNIQUE:
            raise self._broken("dmn-several-rows", rules)
        if self.policy is HitPolicy.ANY:
            if not all_agree(rows):
                raise self._broken("dmn-rows-disagree", rules)
            return shape(rows[0], self.names), rules
        best = by_rank(rows, [each.ranks for each in self.outputs])[0]
        return shape(rows[best], self.names), [rules[best]]

    def _check_inputs(
        self, values: Sequence[FeelValue], scope: Scope, frame: Frame
    ) -> None:
        for column, value in zip(self.inputs, values, strict=True):
            if value is None:
                self._check_null(column.formula, scope, frame)
            elif column.allowed is not None:
                self._check_allowed(column, scope, value, frame)

    def _check_null(self, formula: Formula, scope: Scope, frame: Frame) -> None:
        """Refuse a null that comes with a warning: it must not pass as an answer."""
        found = warnings_of(lambda: formula.run(scope, frame), frame)
        if found:
            raise no_value(self.name, formula, scope, found[0])

    def _check_truth(
        self, rule: Rule, index: int, scope: Scope, value: FeelValue
    ) -> None:
        test = dict(rule.cells)[index]
        frame = current()
        found = warnings_of(lambda: test(scope, value, frame), frame)
        if found:
            column = self.inputs[index].label
            cell = rule.cell_texts[index]
            where = {"row": rule.number, "column": column}
            raise no_truth(self.name, cell, value, found[0], **where)

    def _check_allowed(
        self, column: InputColumn, scope: Scope, value: FeelValue, frame: Frame
    ) -> None:
        if column.allowed is None or column.allowed(scope, value, frame) is True:
            return
        raise DecisionFailed(
            "dmn-input-not-allowed",
            decision=self.name,
            column=column.label,
            value=shown(value),
            allowed=column.allowed_text,
        )

    def _refuse_sum(self, aggregator: Aggregator, values: list[FeelValue]) -> None:
        found = warnings_of(lambda: aggregate(aggregator, values), current())
        formula = Formula(f"{aggregator.lower()}({shown(values)})", (), nothing)
        if found:
            raise no_value(self.name, formula, {}, found[0])

    def _broken(self, code: str, rules: list[Rule]) -> DecisionFailed:
        rows = row_list(each.number for each in rules)
        return DecisionFailed(code, decision=self.name, rows=rows)
