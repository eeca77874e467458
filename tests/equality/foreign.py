"""Foreign diagrams: which run as they are, and what each does in both engines."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from runtime import feel
from runtime.dmn.xml import descendants, read_xml
from runtime.engine.spiff import Model, load
from runtime.kernel.errors import Finding, Misconfigured
from tests.equality.cases import MODES, service
from tests.equality.fast import Fast
from tests.equality.stock import Environment, Stock, parse

LOGS = {"logged": True}
START = {
    **dict.fromkeys(("CREATE_LOG_FILE", "CREATE_MARKER_FILE"), LOGS),
    **{f"SCRIPT_task{number}": {f"task{number}": True} for number in range(1, 6)},
    "test": "c",
    "amount": 1,
    "items": [1, 2],
    "input": 51,
    "A": "1",
    "B": "2",
    "a": 1,
    "b": 2,
    "i": 0,
    "n": 3,
}


@dataclass
class Corpus:
    """What became of the files: processes that run, findings of the others."""

    runnable: list[tuple[Path, str]] = field(default_factory=list)
    refused: dict[Path, list[Finding]] = field(default_factory=dict)


def no_decision(_: str) -> None:
    """Foreign files bring no decisions."""


def read(folder: Path) -> Corpus:
    """Load every process of every file."""
    found = Corpus()
    for path in sorted(folder.rglob("*.bpmn")):
        for pid in _processes(path):
            try:
                load(pid, {path.name: path.read_bytes()}, no_decision)
            except Misconfigured as error:
                found.refused.setdefault(path, []).extend(error.findings)
            else:
                found.runnable.append((path, pid))
    return found


def fast(path: Path, pid: str, mode: str, how: str) -> Fast:
    """Return an instance of ours."""
    model: Model = load(
        pid, {path.name: path.read_bytes()}, no_decision, mode=MODES[mode]
    )
    return Fast(model, dict(START), service, feel.Frame(), how)


def stock(path: Path, pid: str) -> Stock:
    """Return an instance of the reference."""
    frame = feel.Frame()
    specs = parse(pid, {path.name: path.read_bytes()}, no_decision, frame)
    return Stock(specs, dict(START), Environment(service, frame))


def repeating_boundaries(instance: Any) -> set[str]:
    """Return the boundary events that listen on after they were hit."""
    return {
        element.id
        for element in instance.model.by_scope.values()
        if element.kind == "boundary-event" and not element.interrupting
    }


def _processes(path: Path) -> list[str]:
    try:
        root = read_xml(path.read_bytes())
    except Misconfigured:
        return ["?"]
    return [each.get("id", "") for each in descendants(root, "process")] or ["?"]
