"""Trying a rule on given values, with all that explains the answer (试算).

Nothing is kept and nothing moves: an expression or a published decision is evaluated
on names that somebody picked from an order or typed, and tells what lint says of it,
what it gives and why. Everything comes back as plain data, sentences in one language.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

import orjson
from sqlalchemy import Connection

from runtime import dmn, feel
from runtime.dmn.explaining.telling import try_decision as told_decision
from runtime.dmn.explaining.telling import try_expression as told_expression
from runtime.dmn.tables.table import Table
from runtime.engine.design import artifacts
from runtime.engine.design.artifacts import File, Kind
from runtime.engine.design.decision_files import tables
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
    def schema(self) -> dict[str, Any]:
        """The types of all names, told from their values."""
        return {name: _type_of(each) for name, each in self.names.items()}


@dataclass(frozen=True, slots=True)
class Choice:
    """One published decision: its key, what people call it, its file."""

    key: str
    title: Title
    file: str


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
    plain = {
        name: feel.to_typed_json(feel.from_data(each), frame)
        for name, each in names.items()
    }
    return orjson.dumps(plain, option=orjson.OPT_INDENT_2).decode()


def shown(value: Any) -> str:
    """Return a value, or its typed JSON, as FEEL writes it, cut to one line."""
    return clipped(written(feel.from_typed_json(value)))


def list_decisions(read: Connection, ambient: frozenset[str]) -> list[Choice]:
    """Return every decision that is published, by file and name."""
    return [
        Choice(each.id, each.title, key)
        for key, model in _models(read, ambient).items()
        for each in model.decisions.values()
    ]


def lint(source: str, scene: Scene, language: str) -> list[dict[str, Any]]:
    """Return what lint says of an expression, also when it is no FEEL."""
    try:
        compiled = _compiled(source, scene)
    except feel.FeelSyntaxError as wrong:
        return [wrong.remark.as_data(language)]
    return [each.as_data(language) for each in compiled.findings]


def try_expression(source: str, scene: Scene, language: str) -> dict[str, Any]:
    """Evaluate and explain an expression; what is no FEEL is told as a finding.

    ``findings`` are what lint says, ``written`` is the value as FEEL writes it.
    """
    findings = lint(source, scene, language)
    try:
        compiled = _compiled(source, scene)
    except feel.FeelSyntaxError:
        return {"findings": findings, "value": None}
    told = told_expression(source, scene.scope, scene.frame(), language)
    value = compiled.evaluate(scene.scope, scene.frame()) if _ended(told) else None
    return {
        **told,
        "findings": findings,
        "type": feel.type_name(value),
        "written": written(value),
    }


def try_decision(
    read: Connection, key: str, scene: Scene, language: str
) -> dict[str, Any]:
    """Decide and explain; ``table`` is the table itself, if it is one.

    Raises NotFound for a decision that is not published.
    """
    for model in _models(read, scene.ambient).values():
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


def _compiled(source: str, scene: Scene) -> feel.Expression:
    return feel.compile_expression(
        source, scene.schema, ambient=scene.ambient, strict=True
    )


def _ended(told: Mapping[str, Any]) -> bool:
    return told["stopped"] is None


def _models(read: Connection, ambient: frozenset[str]) -> dict[str, dmn.Model]:
    rows = artifacts.list_latest(read, Kind.DECISIONS)
    files = [_file(row) for row in rows]
    return {file.key: tables(file, files, ambient) for file in files}


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
        "inputs": [_column(each.title, language) for each in table.inputs],
        "outputs": [
            _column(each.title, language) or each.name for each in table.outputs
        ],
        "rows": [
            {
                "row": rule.number,
                "cells": list(rule.cell_texts),
                "entries": [each.formula.text for each in rule.entries],
            }
            for rule in table.rules
        ],
    }


def _column(title: Title, language: str) -> str:
    return title.say(language)


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
