"""Trying a decision on data, with all that explains the answer (试算).

Everything comes back as plain data for a page or a program, sentences in one language.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from runtime import feel
from runtime.dmn.explaining.explain import (
    CellTold,
    DecisionTold,
    RowTold,
    explain_decision,
)
from runtime.dmn.explaining.reasons import decision_sentences, row_reason
from runtime.dmn.model import Model
from runtime.feel.explaining import telling
from runtime.feel.explaining.reasons import Words
from runtime.feel.explaining.telling import typed


def try_decision(
    model: Model,
    decision: str,
    context: Mapping[str, Any],
    frame: feel.Frame,
    language: str,
    words: Words | None = None,
) -> dict[str, Any]:
    """Decide and return the answer with every decision on the way, row by row.

    Raises NotFound for a decision that the model has not.
    """
    wanted = model.decision(decision)
    told = explain_decision(wanted, model.decisions, context, frame)
    spoken = words or Words()
    last = told[-1]
    return {
        "outputs": {name: typed(each) for name, each in last.outputs.items()},
        "failure": None if last.failure is None else last.failure.say(language),
        "decisions": [_decision(each, language, spoken) for each in told],
        "sentences": [
            sentence.say(language)
            for each in told
            for sentence in decision_sentences(each, spoken)
        ],
    }


def _decision(told: DecisionTold, language: str, words: Words) -> dict[str, Any]:
    explained = told.explained
    return {
        "decision": told.decision,
        "title": told.title.say(language),
        "outputs": {name: typed(each) for name, each in told.outputs.items()},
        "columns": [
            {"title": title.say(language), "text": written, "value": typed(value)}
            for title, written, value in told.columns
        ],
        "hits": [_row(each, language, words) for each in told.hits],
        "before": [_row(each, language, words) for each in told.before],
        "left_out": told.left_out,
        "explained": explained and telling.told(explained, language, words),
    }


def _row(row: RowTold, language: str, words: Words) -> dict[str, Any]:
    why = row_reason(row, words)
    return {
        "row": row.number,
        "applies": row.applies,
        "why": None if why is None else why.say(language),
        "cells": [_cell(each, language) for each in row.cells],
    }


def _cell(cell: CellTold, language: str) -> dict[str, Any]:
    return {
        "column": cell.column.say(language),
        "text": cell.text,
        "value": typed(cell.value),
        "holds": cell.holds,
    }
