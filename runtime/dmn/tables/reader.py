"""From a drawn decision table to a compiled one, naming every fault on the way."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from runtime.dmn.build import (
    WARNING,
    Build,
    Formula,
    Place,
    Scope,
    Test,
    broken,
    nothing,
)
from runtime.dmn.itemtypes import Coercion, ItemTypes, coerced
from runtime.dmn.tables.cells import quick_test
from runtime.dmn.tables.checks import Draft, Head
from runtime.dmn.tables.hits import RANKED, SINGLE, Aggregator, HitPolicy
from runtime.dmn.tables.index import build_index
from runtime.dmn.tables.readings import quick_reading, quick_readings
from runtime.dmn.tables.table import (
    Entry,
    InputColumn,
    OutputColumn,
    Rule,
    Table,
    shape,
)
from runtime.dmn.xml import Element, children, find_child, find_text, name_of, title_of
from runtime.feel.frame import Frame, enter, leave
from runtime.feel.values import FeelValue
from runtime.kernel.texts import text

# Outputs of these forms have the same value always; no other is worth folding.
_LITERAL: Final = re.compile(r'"[^"\\]*"|-?\d+(\.\d+)?|true|false')
_ANYTHING: Final = frozenset({"", "-"})


def read_table(element: Element, place: Place, build: Build, types: ItemTypes) -> Table:
    """Compile a ``decisionTable``; faults become findings of ``build``."""
    return _TableReader(element, place, build, types).read()


@dataclass(frozen=True, slots=True)
class _Answering:
    """What checks the cells of one output column."""

    name: str
    label: str
    reference: str | None
    coercion: Coercion | None
    ranks: tuple[FeelValue, ...]
    allowed: Test | None


class _TableReader:
    def __init__(
        self, element: Element, place: Place, build: Build, types: ItemTypes
    ) -> None:
        self._element = element
        self._place = place.within(element)
        self._build = build
        self._types = types
        self._hidden = frozenset(build.names)  # they hide built-in functions

    def read(self) -> Table:
        """Return the table; call once."""
        policy = self._policy()
        inputs = tuple(
            self._input(number, each)
            for number, each in enumerate(children(self._element, "input"), 1)
        )
        drawn = children(self._element, "output")
        answering = [self._answering(n, each) for n, each in enumerate(drawn, 1)]
        outputs = tuple(
            OutputColumn(one.name, one.ranks, title_of(element))
            for one, element in zip(answering, drawn, strict=True)
        )
        aggregator = self._aggregator(policy, len(drawn))
        defaults = self._defaults(drawn, answering)
        rules = self._rules(inputs, answering)
        index = build_index(rules, len(inputs), self._hidden)
        table = Table(
            name=self._place.owner,
            policy=policy,
            aggregator=aggregator,
            inputs=inputs,
            ask=quick_readings([each.formula for each in inputs], self._build.ambient),
            outputs=outputs,
            rules=rules,
            defaults=defaults,
            names=tuple(each.name for each in outputs),
            single=policy in SINGLE,
            stops=policy is HitPolicy.FIRST,
            guarded=any(each.allowed is not None for each in inputs),
            silent=aggregator is None and not defaults,
            candidates=None if index is None else index.candidates,
        )
        self._check_outputs(table)
        self._build.reviews.append(self._draft(table).check)
        return table

    def _draft(self, table: Table) -> Draft:
        heads = [
            self._head(column, element)
            for column, element in zip(
                table.inputs, children(self._element, "input"), strict=True
            )
        ]
        rows = [self._place.within(each) for each in children(self._element, "rule")]
        return Draft(table, self._place, tuple(heads), tuple(rows), self._hidden)

    def _head(self, column: InputColumn, element: Element) -> Head:
        asked = find_child(element, "inputExpression")
        reference = None if asked is None else asked.get("typeRef")
        kind = self._types.feel_type(reference)
        return Head(
            place=self._column(column.label, element),
            label=column.label,
            kind=kind if isinstance(kind, str) else "",
            allowed=column.allowed_text or self._types.allowed(reference),
            names=column.formula.names,
            source=column.formula.text,
        )

    def _policy(self) -> HitPolicy:
        written = self._element.get("hitPolicy")
        if not written:
            self._build.report(self._place, "dmn-no-hit-policy", WARNING)
            return HitPolicy.UNIQUE
        try:
            return HitPolicy(" ".join(written.upper().split()))
        except ValueError:
            known = ", ".join(HitPolicy)
            self._build.report(
                self._place, "dmn-unknown-hit-policy", found=written, known=known
            )
            return HitPolicy.UNIQUE

    def _aggregator(self, policy: HitPolicy, columns: int) -> Aggregator | None:
        written = self._element.get("aggregation")
        if not written:
            return None
        if policy is not HitPolicy.COLLECT or columns != 1:
            self._build.report(self._place, "dmn-misplaced-aggregation", found=written)
            return None
        try:
            return Aggregator(written.upper())
        except ValueError:
            known = ", ".join(Aggregator)
            self._build.report(
                self._place, "dmn-unknown-aggregation", found=written, known=known
            )
            return None

    def _input(self, number: int, element: Element) -> InputColumn:
        asked = find_child(element, "inputExpression")
        source = (find_text(asked) or "").strip()
        title = title_of(element)
        label = title.zh or source or str(number)
        place = self._column(label, element)
        if asked is not None and not source:
            self._build.report(place, "dmn-column-without-question")
        self._check_type(None if asked is None else asked.get("typeRef"), place)
        allowed_text = (find_text(find_child(element, "inputValues")) or "").strip()
        formula = Formula("", (), _holds)
        if asked is not None:
            formula = self._build.formula(source or "null", place)
        return InputColumn(
            label=label,
            formula=formula,
            allowed=self._build.test(allowed_text, place) if allowed_text else None,
            allowed_text=allowed_text,
            title=replace(title, zh=title.zh or label),
        )

    def _answering(self, number: int, element: Element) -> _Answering:
        label = element.get("label") or element.get("name") or str(number)
        place = self._column(label, element)
        reference = element.get("typeRef")
        self._check_type(reference, place)
        written = (find_text(find_child(element, "outputValues")) or "").strip()
        allowed = self._build.constant(written or self._types.allowed(reference))
        return _Answering(
            name=name_of(element),
            label=label,
            reference=reference,
            coercion=self._types.coercion(reference),
            ranks=() if allowed is None else allowed.listed(),
            allowed=self._build.test(written, place) if written else None,
        )

    def _defaults(
        self, drawn: Sequence[Element], answering: Sequence[_Answering]
    ) -> tuple[Entry, ...]:
        texts = [
            (find_text(find_child(each, "defaultOutputEntry")) or "").strip()
            for each in drawn
        ]
        if not any(texts):
            return ()
        return tuple(
            self._entry(source, known, self._column(known.label, each))
            for source, known, each in zip(texts, answering, drawn, strict=True)
        )

    def _rules(
        self, columns: Sequence[InputColumn], answering: Sequence[_Answering]
    ) -> tuple[Rule, ...]:
        rows = children(self._element, "rule")
        if not rows:
            self._build.report(self._place, "dmn-table-without-rows")
        return tuple(
            self._rule(number, each, columns, answering)
            for number, each in enumerate(rows, 1)
        )

    def _rule(
        self,
        number: int,
        element: Element,
        columns: Sequence[InputColumn],
        answering: Sequence[_Answering],
    ) -> Rule:
        asked = children(element, "inputEntry")
        answered = children(element, "outputEntry")
        place = self._place.within(element)
        whole = self._has_count(number, len(asked), len(columns), place)
        whole &= self._has_count(number, len(answered), len(answering), place)
        entries = self._entries(number, answered, answering)
        if not whole:  # a tolerant load keeps the row, but it never answers
            entries = (Entry(Formula("", (), broken)),) * len(answering)
        constants = _constants(entries)
        return Rule(
            number=number,
            cells=self._tests(number, asked, columns),
            cell_texts=tuple((find_text(each) or "").strip() for each in asked),
            entries=entries,
            row=constants,
            value=shape(constants, [each.name for each in answering])
            if constants
            else None,
        )

    def _tests(
        self, number: int, asked: Sequence[Element], columns: Sequence[InputColumn]
    ) -> tuple[tuple[int, Test], ...]:
        tests = []
        for index, (element, column) in enumerate(zip(asked, columns, strict=False)):
            source = (find_text(element) or "").strip()
            if source in _ANYTHING:
                continue
            place = self._cell(number, column.label, element)
            if column.formula.text:
                test = self._build.test(source, place)
                names = self._build.ambient, self._hidden
                tests.append((index, quick_test(source, test, *names)))
            else:
                tests.append((index, _condition(self._build.formula(source, place))))
        return tuple(tests)

    def _entries(
        self,
        number: int,
        answered: Sequence[Element],
        answering: Sequence[_Answering],
    ) -> tuple[Entry, ...]:
        return tuple(
            self._entry(
                (find_text(each) or "").strip(),
                known,
                self._cell(number, known.label, each),
            )
            for each, known in zip(answered, answering, strict=False)
        )

    def _entry(self, source: str, known: _Answering, place: Place) -> Entry:
        if not source:
            return Entry(Formula("", (), nothing), constant=True)
        formula = self._build.formula(source, place)
        if not _LITERAL.fullmatch(source):
            run = quick_reading(formula, self._build.ambient)
            run = coerced(run, known.coercion)
            return Entry(replace(formula, run=run))
        value = _evaluate(formula)
        fitted = value if known.coercion is None else known.coercion(value)
        if fitted is None:
            self._build.report(
                place, "dmn-output-of-other-type", expected=known.reference
            )
        if known.allowed is not None and not _allows(known.allowed, value):
            self._build.report(place, "dmn-output-not-allowed")
        return Entry(formula, constant=True, value=fitted)

    def _check_outputs(self, table: Table) -> None:
        names = table.names
        if not names:
            self._build.report(self._place, "dmn-table-without-outputs")
        if len(names) > 1 and not all(names):
            self._build.report(self._place, "dmn-output-without-name")
        for name in sorted({each for each in names if each and names.count(each) > 1}):
            self._build.report(self._place, "dmn-output-twice", name=name)
        unranked = not any(each.ranks for each in table.outputs)
        if table.policy in RANKED and unranked:
            self._build.report(self._place, "dmn-no-ranks", policy=table.policy.value)

    def _has_count(self, row: int, found: int, expected: int, place: Place) -> bool:
        if found != expected:
            self._build.report(
                place, "dmn-row-of-other-length", row=row, found=found, count=expected
            )
        return found == expected

    def _check_type(self, reference: str | None, place: Place) -> None:
        if not self._types.knows(reference):
            self._build.report(place, "dmn-unknown-type", type=reference)

    def _column(self, label: str, element: Element) -> Place:
        words = text("dmn-in-column", decision=self._place.owner, column=label)
        return self._place.within(element, words)

    def _cell(self, row: int, label: str, element: Element) -> Place:
        owner = self._place.owner
        words = text("dmn-in-cell", decision=owner, row=row, column=label)
        return self._place.within(element, words)


def _holds(_scope: Scope, _frame: Frame) -> FeelValue:
    """Stand in for the question of a column whose cells are whole conditions."""
    return True


def _condition(formula: Formula) -> Test:
    """Return the cell of a column that asks nothing: a condition of its own."""

    def test(scope: Scope, _value: FeelValue, frame: Frame) -> bool | None:
        truth = formula.run(scope, frame)
        return truth if type(truth) is bool else None

    return test


def _allows(allowed: Test, value: FeelValue) -> bool:
    frame = Frame()
    before = enter(frame)
    try:
        return allowed({}, value, frame) is True
    finally:
        leave(before)


def _constants(entries: Sequence[Entry]) -> tuple[FeelValue, ...] | None:
    if all(each.constant for each in entries):
        return tuple(each.value for each in entries)
    return None


def _evaluate(formula: Formula) -> FeelValue:
    frame = Frame()
    before = enter(frame)
    try:
        return formula.run({}, frame)
    finally:
        leave(before)
