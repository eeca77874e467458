"""Large diagrams are linted in time: twice the size is twice the work."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import pytest

from runtime.bootstrap import GATES
from runtime.designer.checks.lint import everything
from runtime.engine.design.artifacts import File, Kind
from runtime.engine.design.shelf import Shelf
from runtime.engine.machine import Engine
from tests.case_bench import TREE
from tests.effort import growth

HEAD = '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL">'
BEGIN = '<process id="p"><startEvent id="s"/><endEvent id="e"/>'
WHEN = "<conditionExpression>x{0} = {0}</conditionExpression>"


def way(source: str, target: str, inner: str = "") -> str:
    """Return a way between two steps."""
    ends = f'sourceRef="{source}" targetRef="{target}"'
    return f'<sequenceFlow id="{source}_{target}" {ends}>{inner}</sequenceFlow>'


def line(steps: list[str]) -> str:
    """Return the ways from the start over all steps to the end."""
    return "".join(way(*ends) for ends in pairwise(["s", *steps, "e"]))


def tasks(count: int) -> str:
    """Return a line of tasks that lack everything."""
    names = [f"t{one}" for one in range(count)]
    return "".join(f'<userTask id="{one}"/>' for one in names) + line(names)


def scripts(count: int) -> str:
    """Return a line of scripts, each with a name of its own that nobody knows."""
    names = [f"t{one}" for one in range(count)]
    drawn = (
        f'<scriptTask id="{one}"><script>{{ v{one}: w{one} + 1 }}</script></scriptTask>'
        for one in names
    )
    return "".join(drawn) + line(names)


def choices(count: int) -> str:
    """Return a line of gateways, each with a way around the next step."""
    names = [f"{kind}{one}" for one in range(count) for kind in ("g", "t", "m")]
    kinds = {"g": "exclusiveGateway", "t": "task", "m": "exclusiveGateway"}
    drawn = "".join(f'<{kinds[one[0]]} id="{one}"/>' for one in names)
    around = (way(f"g{one}", f"m{one}", WHEN.format(one)) for one in range(count))
    return drawn + line(names) + "".join(around)


@pytest.mark.parametrize(
    ("drawing", "size"), [(tasks, 60), (scripts, 210), (choices, 150)]
)
def test_twice_the_size_is_about_twice_the_work(
    engine: Engine, drawing: Callable[[int], str], size: int
):
    around = {name: one for name, one in TREE.items() if one.kind is Kind.ROLES}

    def lint(count: int) -> object:
        body = f"{HEAD}{BEGIN}{drawing(count)}</process></definitions>".encode()
        file = File(Kind.PROCESS, "p", "p.bpmn", body)
        return everything(
            engine, Shelf({**around, (file.kind, "p"): file}), [file], GATES
        )

    lint(1)  # what is read once is not counted
    assert growth(lint, size) < 2.4
