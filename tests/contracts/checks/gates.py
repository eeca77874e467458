"""A good and a bad example of each gate: what the engine refuses, and how it is right.

``gates/*.toml`` hold fragments of diagrams. ``{{role=cs}}`` stands for properties of an
element, ``a>b`` for a way from a to b, ``a>b?rule`` for one with a condition.
"""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import orjson

from runtime import dmn
from runtime.bootstrap import GATES
from runtime.designer.checks.lint import everything
from runtime.engine import design, spiff
from runtime.engine.design.artifacts import File, Kind
from runtime.engine.design.shelf import Shelf
from runtime.engine.machine import Engine
from runtime.kernel.errors import Finding
from runtime.kernel.texts import catalogue
from tests.case_bench import TREE

HOME = Path(__file__).parent / "gates"
PLACE, KEY = "example.bpmn", "example"
SPACES = (
    'xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'xmlns:s="http://spiffworkflow.org/bpmn/schema/1.0/core"'
)
DECLARED = (
    '<message id="paid" name="paid"/><message id="nameless"/>'
    '<signal id="bell" name="bell"/><error id="codeless" name="codeless"/>'
    '<error id="broken" name="broken" errorCode="broken"/>'
)
STEP = '<manualTask id="step" name="打包"/>'
FRAMES = {
    "whole": "{}",
    "file": f'<definitions {SPACES} id="file">{DECLARED}{{}}</definitions>',
    "inside": '<process id="example" name="示例" isExecutable="true">{}</process>',
    "beside": '<startEvent id="start"/> {step} <endEvent id="end"/> '
    "start>step step>end {}",
    "step": '<startEvent id="start"/> {} <endEvent id="end"/> start>step step>end',
}
AROUND = {
    "whole": "",
    "file": "",
    "inside": "file",
    "beside": "inside",
    "step": "inside",
}
# what the gates name, and where it is looked for
MODULES = {
    spiff: ("gates/*.py", "diagram.py", "model.py"),
    design: ("checks.py", "task_checks.py", "border_checks.py", "stated.py"),
    dmn: ("xml.py",),
}
MORE = frozenset(  # of the lint with types, whose rules are those of FEEL
    {
        *("feel-expected-value", "feel-unknown-part", "feel-unknown-name"),
        *("feel-never-comparable", "feel-never-calculable", "feel-place-wants"),
    }
)
PARTS = ("place-", "kind-", "instead-", "way-", "feel-", "drawn-")
ELSEWHERE = {
    "diagram-refused": "the sentence above the faults of a diagram",
    "file-refused": "the sentence above the faults of a file",
    "diagram-not-understood": "what no gate foresees: no example is known",
    "process-missing": "told where a process is asked for by its id alone",
    "process-twice": "told of files that are loaded together; of a draft the other one",
    "expression-not-feel": "told by mending; lint tells it with types, as doubtful",
}
CLOSED = {
    "schema": '{"type":"object","required":["a"],"properties":{"a":{"type":"string"}}}',
    "ui": '{"a":{"ui:rights":{"finance":"edit","*":"read"}}}',
}

_SAID: dict[tuple[str, str], list[Finding]] = {}


@cache
def examples() -> Mapping[str, Mapping[str, Any]]:
    """Return rule → its example, from all files."""
    found: dict[str, Mapping[str, Any]] = {}
    for file in sorted(HOME.glob("*.toml")):
        found |= tomllib.loads(file.read_text("utf-8"))
    return found


def rules_of_gates() -> set[str]:
    """Return every rule that the modules of the gates name."""
    known = {code for code in catalogue() if not code.startswith(PARTS)}
    return (MORE | known.intersection(_words())) - ELSEWHERE.keys()


def _words() -> Iterator[str]:
    for package, patterns in MODULES.items():
        home = Path(str(package.__file__)).parent
        for file in (one for pattern in patterns for one in home.glob(pattern)):
            for node in ast.walk(ast.parse(file.read_text("utf-8"))):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    yield node.value


def written(rule: str, which: str) -> bytes:
    """Return the whole file of an example."""
    example = examples()[rule]
    times = example.get("times", 1) if which == "bad" else 1
    body, frame = example[which] * times, example.get("of", "step")
    while frame in FRAMES:
        step = example.get("step", STEP)
        body = FRAMES[frame].replace("{step}", step).replace("{}", body)
        frame = AROUND[frame]
    return _spelled(body).encode()


def _spelled(body: str) -> str:
    def settings(found: re.Match[str]) -> str:
        pairs = [one.split("=", 1) for one in found[1].split()]
        inner = "".join(f'<s:property name="{n}" value="{v}"/>' for n, v in pairs)
        inner = f"<s:properties>{inner}</s:properties>"
        return f"<extensionElements>{inner}</extensionElements>"

    def way(found: re.Match[str]) -> str:
        source, target, rule = found.groups()
        inner = f"<conditionExpression>{rule}</conditionExpression>" if rule else ""
        ends = f'id="{source}-{target}" sourceRef="{source}" targetRef="{target}"'
        return f"<sequenceFlow {ends}>{inner}</sequenceFlow>"

    body = re.sub(r"\{\{([^{}]+)\}\}", settings, body)
    return re.sub(r"(?<![<\w/:\"])(\w+)>(\w+)(?:\?([^\s<]+))?", way, body)


def said_of(engine: Engine, rule: str, which: str) -> list[Finding]:
    """Return what is said of an example among the files of the seed; asked once."""
    if (rule, which) not in _SAID:
        _SAID[rule, which] = _said(engine, rule, which)
    return _SAID[rule, which]


def _said(engine: Engine, rule: str, which: str) -> list[Finding]:
    is_manifest = examples()[rule].get("of") == "manifest"
    kind = Kind.MANIFEST if is_manifest else Kind.PROCESS
    file = File(kind, KEY, PLACE, written(rule, which))
    closed = File(Kind.FORM, "closed_form", "closed_form", orjson.dumps(CLOSED))
    around = {**_around(file), (closed.kind, closed.key): closed, (kind, KEY): file}
    if "states" in examples()[rule]:
        stated = f"[variables]\n{examples()[rule]['states']}".encode()
        manifest = File(Kind.MANIFEST, KEY, "example/process.toml", stated)
        around[manifest.kind, manifest.key] = manifest
    shelf = Shelf(around, versions={"ship_order@99": ("1", "2")})
    found = everything(engine, shelf, [file], GATES)
    return [one for one in found if one.file == PLACE or one.level == "error"]


def _around(file: File) -> dict[tuple[Kind, str], File]:
    """Return the files of the seed that an example may need; few, to be quick."""
    if b"order_approval" in file.body:
        return dict(TREE)
    beside = {Kind.ROLES, Kind.PARAMETERS, Kind.FORM, Kind.BYPASS}
    return {
        name: one
        for name, one in TREE.items()
        if one.kind in beside or one.key.encode() in file.body
    }
