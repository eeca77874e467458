"""What a case of the seed runs on: the seed, its real operators, its parameters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import Any

from runtime.cli.rehearsal import Rehearsal
from runtime.designer.case_file import Case, read_cases
from runtime.designer.cases import CaseReport
from runtime.engine.design import folder
from runtime.engine.design.artifacts import File, Kind
from runtime.engine.design.deploy import Shelf

ROOT = Path(__file__).parents[1]
ZONE = "Asia/Shanghai"
PROCESSES = sorted(each.parent.name for each in ROOT.glob("processes/*/cases.toml"))
TREE = {
    (file.kind, file.key): file
    for file in folder.collect([ROOT / "processes", ROOT / "forms"])
}
SEED = Rehearsal(Shelf(TREE), ZONE)


def play(process_id: str, case: Case) -> CaseReport:
    """Play one case on the diagram of the seed."""
    return SEED.play(process_id, case)


def cases(process_id: str) -> tuple[Case, ...]:
    """Return the cases of a process."""
    file = TREE[Kind.CASES, process_id]
    return read_cases(file.body, file.place)


def built(diagrams: Mapping[str, bytes], tables: Mapping[str, bytes]) -> Rehearsal:
    """Return the seed with these files instead of its own, by name."""
    changed = {**diagrams, **tables}

    def as_changed(file: File) -> File:
        return replace(file, body=changed.get(_name(file), file.body))

    return Rehearsal(Shelf({key: as_changed(TREE[key]) for key in TREE}), ZONE)


def files(suffix: str) -> dict[str, bytes]:
    """Return the seed's files of one kind by name."""
    found = (file for file in TREE.values() if file.place.endswith(suffix))
    return {_name(each): each.body for each in found}


def first_broken(process_id: str, changed: Rehearsal) -> str:
    """Return the first promise that a changed process breaks, or nothing."""
    for case in cases(process_id):
        if not changed.play(process_id, case).passed:
            return case.name["en"]
    return ""


def parameters() -> Mapping[str, Any]:
    """Return the parameters of the seed as FEEL sees them."""
    return SEED.parameters()


def _name(file: File) -> str:
    return PurePosixPath(file.place).name
