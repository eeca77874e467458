"""Why a decision answered as it did, in sentences (决策说明)."""

from __future__ import annotations

from typing import Any

from runtime.dmn.explaining.explain import CellTold, DecisionTold, RowTold
from runtime.feel.explaining.reasons import Words, both, cell_reasons, joined, reasons
from runtime.feel.explaining.watching import Step
from runtime.feel.syntax.variables import INPUT
from runtime.feel.values import FeelValue
from runtime.kernel.texts import Text, Title, text


class TableWords(Words):
    """The words of a reader, with the label of one column for its value."""

    def __init__(self, words: Words, column: Title) -> None:
        super().__init__(column)
        self._words = words

    def name(self, step: Step) -> Text | Title | str:
        """Return the label of the column for its value, else what the reader says."""
        if step.place.name == INPUT:
            return self.subject or ""
        return self._words.name(step)

    def value(self, value: FeelValue, language: str) -> str:
        """Return a value as the reader reads it."""
        return self._words.value(value, language)


def decision_sentences(told: DecisionTold, words: Words) -> list[Text]:
    """Return what a decision answered and why, then why the rows before did not."""
    head = {"decision": told.title, "answer": _answer(told, words)}
    if told.failure is not None:
        why = Text(told.failure.code, told.failure.facts)
        return [text("dmn-told-failed", decision=told.title, why=why)]
    if told.explained is not None:
        because = joined(reasons(told.explained, words))
        return [text("dmn-told-formula", why=because, **head)]
    if not told.hits:
        first = [text("dmn-told-none", **head)]
    else:
        first = [text("dmn-told", row=_number(told, words), **head)]
    return [*first, *rows_told(told, words)]


def rows_told(told: DecisionTold, words: Words) -> list[Text]:
    """Return one sentence for each row before the answer: why it did not apply."""
    found = [
        text("dmn-told-row-failed", row=row.number, why=why)
        for row in told.before
        if not row.applies and (why := row_reason(row, words)) is not None
    ]
    if told.left_out:
        found.append(text("dmn-told-rows-left-out", count=told.left_out))
    return found


def row_reason(row: RowTold, words: Words) -> Title | None:
    """Return why a row applied or not, None for a row that asks nothing."""
    found = [why for cell in row.cells for why in _cell_reasons(cell, words)]
    return joined(found) if found else None


def _cell_reasons(cell: CellTold, words: Words) -> list[Text]:
    if cell.is_condition:
        return reasons(cell.explained, words)
    named = TableWords(words, cell.column)
    return cell_reasons(cell.explained, cell.value, named)


def _number(told: DecisionTold, words: Words) -> Title:
    """Return the rows that answered, each with its reason."""
    return joined([row_told(row, words) for row in told.hits])


def row_told(row: RowTold, words: Words) -> Text:
    """Return the number of a row that applied, with its reason."""
    why = row_reason(row, words)
    if why is None:
        return text("dmn-told-row-always", row=row.number)
    return text("dmn-told-row", row=row.number, why=why)


def _answer(told: DecisionTold, words: Words) -> Title:
    def one(name: str, value: Any) -> Text:
        title = told.titles.get(name) or Title(name, name)
        said = both(lambda language: words.value(value, language))
        return text("reason-is", left=title, value=said)

    return joined([one(name, value) for name, value in told.outputs.items()])
