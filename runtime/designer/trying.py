"""Trying a rule on given values, with all that explains the answer (试算).

Nothing is kept and nothing moves: an expression or a published decision is evaluated
on names that somebody picked from an order or typed, and tells what lint says of it,
what it gives and why. Everything comes back as plain data, sentences in one language.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import Any

import orjson
from sqlalchemy import Connection

from runtime import dmn, feel
from runtime.dmn.explaining.telling import try_decision as told_decision
from runtime.dmn.tables.table import Table
from runtime.engine.design import artifacts
from runtime.engine.design.artifacts import File, Kind
from runtime.engine.design.decision_files import tables
from runtime.feel.explaining import telling
from runtime.feel.explaining.explain import explain
from runtime.feel.explaining.reasons import clipped, written
from runtime.kernel.errors import Finding, Invalid, NotFound
from runtime.kernel.texts import Title

TEXT_LENGTH = 8_000  # of an expression, as FEEL takes it
NAMES_LENGTH = 300_000  # of the names and values, as JSON


@dataclass(frozen=True, slots=True)
class Scene:
    """What a rule may read: names and values, the clock, and where names come from.

    ``ambient`` names are read beside the process data, as in a run.
    """

    names: Mapping[str, feel.FeelValue]
    ambient: frozenset[str]
    now: datetime
    zone: str

    def frame(self) -> feel.Frame:
        """Return a fresh frame, with a budget of its own."""
        around = {name: self.names[name] for name in self.ambient & self.names.keys()}
        return feel.Frame(ambient=around, now=self.now, zone=self.zone)

    @property
    def scope(self) -> dict[str, feel.FeelValue]:
        """The names of the process data."""
        return {
            name: each for name, each in self.names.items() if name not in self.ambient
        }

    @property
    def setting(self) -> feel.Setting:
        """The names with the types that their values show, for a thorough look."""
        types = {name: _type_of(each) for name, each in self.names.items()}
        return feel.setting_of(types, self.ambient)


@dataclass(frozen=True, slots=True)
class Choice:
    """One published decision: its key, and what people call it."""

    key: str
    title: Title


def read_names(source: str) -> dict[str, feel.FeelValue]:
    """Return the names that JSON text gives; raises Invalid for anything else."""
    if len(source) > NAMES_LENGTH:
        raise Invalid("try-names-too-long", limit=NAMES_LENGTH)
    try:
        data = orjson.loads(source or "{}")
    except orjson.JSONDecodeError as wrong:
        line, column = wrong.lineno, wrong.colno
        raise Invalid("try-names-no-json", line=line, column=column) from None
    if not isinstance(data, dict):
        raise Invalid("try-names-no-object")
    return typed_names(data)


def typed_names(data: Mapping[str, Any]) -> dict[str, feel.FeelValue]:
    """Return names with the values that typed JSON writes; raises Invalid."""
    try:
        return {str(name): feel.from_typed_json(each) for name, each in data.items()}
    except feel.FeelError as wrong:
        raise Invalid("try-names-value", why=wrong.text) from None


def written_names(names: Mapping[str, Any]) -> str:
    """Return names and values as JSON text that ``read_names`` reads."""
    frame = feel.Frame()
    plain = {name: feel.to_typed_json(each, frame) for name, each in names.items()}
    return orjson.dumps(plain, option=orjson.OPT_INDENT_2).decode()


def shown(value: Any) -> str:
    """Return a value, or its typed JSON, as FEEL writes it, cut to one line."""
    return clipped(written(feel.from_typed_json(value)))


def published(read: Connection, ambient: frozenset[str]) -> dict[str, dmn.Model]:
    """Return the newest version of every published file of decisions, by its key."""
    rows = artifacts.list_latest(read, Kind.DECISIONS)
    files = [_file(row) for row in rows]
    return {file.key: tables(file, files, ambient) for file in files}


def choices(models: Mapping[str, dmn.Model]) -> list[Choice]:
    """Return every decision of the models, by file and name."""
    return [
        Choice(each.id, each.title)
        for model in models.values()
        for each in model.decisions.values()
    ]


def lint(source: str, scene: Scene, language: str) -> list[dict[str, Any]]:
    """Return everything to be said of an expression, also when it is no FEEL."""
    return [
        each.as_data(language) for each in feel.review(source, scene.setting).remarks
    ]


def try_expression(source: str, scene: Scene, language: str) -> dict[str, Any]:
    """Evaluate and explain an expression; what is no FEEL is told as a finding.

    ``findings`` are what lint says, ``value`` is whole, ``written`` as FEEL writes it.
    """
    setting = scene.setting
    review = feel.review(source, setting)
    findings = [each.as_data(language) for each in review.remarks]
    if review.refused:
        return {"findings": findings, "value": None}
    plain = replace(setting, strict=False, thorough=False)
    explained = explain(source, scene.scope, scene.frame(), plain)
    return {
        **telling.told(explained, language),
        "findings": findings,
        "value": _json(explained.value),
        "type": feel.type_name(explained.value),
        "written": written(explained.value),
    }


def try_decision(
    models: Mapping[str, dmn.Model], key: str, scene: Scene, language: str
) -> dict[str, Any]:
    """Decide and explain; ``table`` is the table itself, if it is one.

    Raises NotFound for a decision that is in none of the models.
    """
    for model in models.values():
        found = model.decisions.get(key)
        if found is not None:
            told = told_decision(model, key, scene.scope, scene.frame(), language)
            titles = found.output_titles
            answer = [
                {"title": _titled(titles, name, language), "written": shown(value)}
                for name, value in told["outputs"].items()
            ]
            table = found.table and _table(found.table, language)
            findings = [each.as_data(language) for each in _reviewed(model)]
            return {**told, "answer": answer, "table": table, "findings": findings}
    raise NotFound("try-decision-unknown", decision=key)


def _json(value: feel.FeelValue) -> Any:
    """Return a value as typed JSON: whole, or its beginning if it is huge."""
    try:
        return feel.to_typed_json(value)
    except feel.Exhausted:
        return telling.typed(value)


@lru_cache(maxsize=16)
def _reviewed(model: dmn.Model) -> tuple[Finding, ...]:
    """Return what a file and its tables say of themselves; long ones take a second."""
    return (*model.findings, *model.review())


def _file(row: Any) -> File:
    return File(Kind.DECISIONS, row.key, row.file, bytes(row.body))


def _table(table: Table, language: str) -> dict[str, Any]:
    """Return a table as a page shows it: columns, and rows of cells."""
    return {
        "policy": table.policy.value,
        "inputs": [each.title.say(language) for each in table.inputs],
        "outputs": [each.title.say(language) or each.name for each in table.outputs],
        "rows": [
            {
                "row": rule.number,
                "cells": list(rule.cell_texts),
                "entries": [each.formula.text for each in rule.entries],
            }
            for rule in table.rules
        ],
    }


def _titled(titles: Mapping[str, Title], name: str, language: str) -> str:
    return titles[name].say(language) if name in titles else name


def _type_of(value: feel.FeelValue) -> Any:
    """Return the type that a value shows; what is null may be anything."""
    if isinstance(value, dict):
        return {name: _type_of(each) for name, each in value.items()}
    if isinstance(value, list):
        return _list_type(value)
    return "any" if value is None else feel.type_name(value)


def _list_type(values: Sequence[feel.FeelValue]) -> Any:
    found = [_type_of(each) for each in values]
    alike = bool(found) and all(each == found[0] for each in found)
    return [found[0]] if alike else ["any"]
