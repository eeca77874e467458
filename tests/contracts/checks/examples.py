"""A good and a bad example of each check, among the files of the seed.

A bad one says in comments what is to be told: ``told: rule element`` and, where it
differs from the rule's own, the level.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from runtime.bootstrap import GATES
from runtime.designer.checks.lint import everything
from runtime.designer.checks.registry import Check, checks
from runtime.engine.design import folder
from runtime.engine.design.artifacts import File, Kind
from runtime.engine.design.shelf import Shelf
from runtime.engine.machine import Engine
from runtime.kernel.errors import Finding
from tests.case_bench import TREE

HOME = Path(__file__).parent
NAMES = sorted(checks())
_TOLD = re.compile(r"told: (\S+) (\S+)(?: (error|warning))?")
_ENDINGS = {Kind.PROCESS: "bpmn", Kind.MANIFEST: "toml"}
Told = tuple[str, str, str]


def example(name: str, which: str) -> Path:
    """Return the file of an example."""
    return HOME / name / f"{which}.{_ENDINGS[checks()[name].kind]}"


def expected(name: str) -> list[Told]:
    """Return rule, element and level of all that the bad example is told."""
    rules: Mapping[str, str] = checks()[name].rules
    said = _TOLD.findall(example(name, "bad").read_text("utf-8"))
    return sorted((rule, at, level or rules[rule]) for rule, at, level in said)


def said(engine: Engine, name: str, which: str) -> list[Finding]:
    """Return everything that gates and checks say of an example."""
    check: Check = checks()[name]
    file = File(check.kind, name, f"{name}.x", example(name, which).read_bytes())
    beside = folder.collect([HOME / name])
    around = {(one.kind, one.key): one for one in beside if one.kind is Kind.MANIFEST}
    shelf = Shelf({**TREE, **around, (file.kind, file.key): file})
    found = everything(engine, shelf, [file], GATES)
    return [one for one in found if one.file == file.place]


def told(engine: Engine, name: str, which: str) -> list[Told]:
    """Return rule, element and level of what the check itself says of an example."""
    rules = checks()[name].rules
    return sorted(
        (one.rule, one.element, one.level)
        for one in said(engine, name, which)
        if one.rule in rules
    )


def wrong(engine: Engine, name: str) -> list[Finding]:
    """Return what the check itself says of its bad example."""
    return [
        one for one in said(engine, name, "bad") if one.rule in checks()[name].rules
    ]
