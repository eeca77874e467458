"""Loading a diagram that must be refused, and what is said about it."""

from typing import Any

import pytest

from runtime.engine.spiff import load
from runtime.kernel.errors import Finding, Misconfigured
from tests.unit.spiff import drawing as d


def findings(files: dict[str, bytes], pid: str = "p", **options: Any) -> list[Finding]:
    decisions = options.pop("decisions", lambda _: None)
    with pytest.raises(Misconfigured) as caught:
        load(pid, files, decisions, **options)
    return caught.value.findings


def refused(
    *nodes: str, flows: str, also: str = "", **options: Any
) -> set[tuple[str, str]]:
    """Return element and rule of every fault of the process ``p``."""
    inner = options.pop("inner", "")
    files = d.file(d.process(*nodes, flows=flows, inner=inner), also)
    return {(each.element, each.rule) for each in findings(files, **options)}


def between(node: str, id: str = "x", **options: Any) -> set[tuple[str, str]]:
    """Return the faults of a process with one node between start and end."""
    return refused(d.start(), node, d.end(), flows=f"s > {id}, {id} > e", **options)


def tag(name: str, inner: str = "", **attributes: str) -> str:
    given = "".join(f' {k}="{v}"' for k, v in attributes.items())
    return f'<bpmn:{name} id="x"{given}>{inner}</bpmn:{name}>'
