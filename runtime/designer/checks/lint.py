"""Everything that can be said of files before they are published (检查).

The gates of the engine refuse what would fail while running. The checks here are for
authors: what is drawn runs, but hardly as it is meant. A finding tells which mending
takes its fault away, where there is one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from runtime.designer.checks.registry import Check, checks
from runtime.designer.checks.view import Fault, House, house_of, view_of
from runtime.designer.mending.offers import offered
from runtime.engine.design import deploy
from runtime.engine.design.artifacts import File, Kind
from runtime.engine.design.deploy import Gate
from runtime.engine.design.shelf import Shelf
from runtime.engine.machine import Engine
from runtime.kernel.errors import Finding

MOST_OF_A_RULE = 200  # of one file; nobody reads more


def everything(
    engine: Engine, shelf: Shelf, files: Sequence[File], gates: Mapping[Kind, Gate]
) -> list[Finding]:
    """Return what the gates and the checks say of ``files``, with what mends it."""
    found = [*deploy.lint(engine, shelf, files, gates), *findings(engine, shelf, files)]
    return offered(found, {one.place: one.body for one in shelf.of(Kind.PROCESS)})


def findings(engine: Engine, shelf: Shelf, files: Sequence[File]) -> Iterator[Finding]:
    """Yield what the checks say of ``files``, as they stand among the others."""
    house = house_of(engine, shelf)
    for file in files:
        for check in checks().values():
            if check.kind is file.kind:
                yield from _said(check, file, house)


def _said(check: Check, file: File, house: House) -> Iterator[Finding]:
    told: dict[str, int] = {}
    for fault in check.look(view_of(house, file)):
        rule = fault.text.code
        told[rule] = told.get(rule, 0) + 1
        if told[rule] <= MOST_OF_A_RULE:
            yield _finding(check, file, fault)


def _finding(check: Check, file: File, fault: Fault) -> Finding:
    rule = fault.text.code
    level = fault.level or check.rules[rule]
    return Finding(file.place, fault.element, rule, level, fault.text, fault.line)


def errors(found: Iterable[Finding]) -> list[Finding]:
    """Return those that keep a draft from being published."""
    return [one for one in found if one.level == "error"]
