"""Gates that protect running: what would fail later is refused at deployment."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from runtime.engine.design import definitions
from runtime.engine.design.artifacts import File, Kind
from runtime.engine.design.decision_files import library, tables
from runtime.engine.design.forms import form_findings
from runtime.engine.design.references import references
from runtime.engine.design.shelf import Shelf
from runtime.engine.design.stated import manifest_findings, sources_of
from runtime.engine.design.task_checks import (
    nothing_to_run,
    refuse,
    service_task,
    user_task,
)
from runtime.engine.design.typed_lint import expression_findings
from runtime.engine.spiff.diagram import read_diagrams
from runtime.kernel.errors import Finding, Misconfigured

if TYPE_CHECKING:
    from runtime.engine.machine import Engine

UNTYPED = "expression-not-feel"  # what the gates see is told here with types
_TOML = frozenset(Kind) - {Kind.PROCESS, Kind.DECISIONS, Kind.FORM}


def one_file(file: File, shelf: Shelf, ambient: frozenset[str]) -> Iterator[Finding]:
    """Yield what is wrong with a file by itself, or with what it imports."""
    try:
        if file.kind is Kind.DECISIONS:
            model = tables(file, shelf.of(Kind.DECISIONS), ambient)
            yield from model.findings
            yield from model.review()
        elif file.kind is Kind.FORM:
            yield from form_findings(file.key, file.body, shelf.roles)
        elif file.kind in _TOML:
            tomllib.loads(file.body.decode())
            if file.kind is Kind.MANIFEST:
                yield from manifest_findings(file)
    except Misconfigured as wrong:
        yield from wrong.findings
    except (ValueError, UnicodeDecodeError) as cause:
        yield refuse(file, "file-unreadable", why=str(cause))


def importers(
    shelf: Shelf, files: Sequence[File], ambient: frozenset[str]
) -> Iterator[Finding]:
    """Yield what new ``files`` break in tables that import them."""
    drawn = shelf.of(Kind.DECISIONS)
    for file in drawn:
        if file not in files and not set(files).isdisjoint(library(file, drawn)):
            try:
                tables(file, drawn, ambient)
            except Misconfigured as wrong:
                yield from wrong.findings


def one_process(engine: Engine, shelf: Shelf, file: File) -> Iterator[Finding]:
    """Yield what keeps the processes of a diagram from running."""
    try:
        names = references(file.body, file.place)
        closure = shelf.closure(file)
    except Misconfigured as wrong:
        yield from wrong.findings
        return
    if not names.processes:
        yield from nothing_to_run(file, names)
    roles = shelf.roles
    for task in names.tasks:
        if task.is_user_task:
            yield from user_task(shelf, file, task, roles)
        elif task.operator:
            yield from service_task(engine, file, task)
    for process in names.processes:
        try:
            definitions.build(process, closure, engine.definitions.vocabulary)
        except Misconfigured as wrong:
            yield from (one for one in wrong.findings if one.rule != UNTYPED)
    drawn = {one.place: one.body for one in closure if one.kind is Kind.PROCESS}
    diagrams, sources = read_diagrams(drawn), sources_of(engine, shelf)
    yield from expression_findings(diagrams, names.processes, sources)


def is_touched(shelf: Shelf, process_file: File, files: Iterable[File]) -> bool:
    """Return whether one of ``files`` is a diagram's own, or what it may rely on."""
    given = {(one.kind, one.key) for one in files}
    if (Kind.PARAMETERS, "parameters") in given:
        return True
    try:
        needs = shelf.closure(process_file)
    except Misconfigured:
        return True
    return any((one.kind, one.key) in given for one in needs)


def as_advice(findings: Iterable[Finding]) -> Iterator[Finding]:
    """Yield findings of expressions as advice, all others as they are."""
    for one in findings:
        yield replace(one, level="warning") if one.expression else one


def duplicates(files: Iterable[File]) -> Iterator[Finding]:
    """Yield processes that two files claim."""
    count: Counter[str] = Counter()
    for file in files:
        try:
            found = references(file.body, file.place).processes
        except Misconfigured:
            continue
        count.update(found)
        for process in found:
            if count[process] > 1:
                yield refuse(file, "process-claimed-twice", process, process=process)
