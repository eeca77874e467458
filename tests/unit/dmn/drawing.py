"""Draws small decision models as text, so that a test shows what it is about."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from runtime import dmn

NAMESPACE = "https://www.omg.org/spec/DMN/20191111/MODEL/"


def draw(*boxes: str, namespace: str = NAMESPACE) -> bytes:
    """Return a model that holds ``boxes``."""
    return (
        f'<definitions xmlns="{namespace}" id="m" name="m" namespace="n">'
        f"{''.join(boxes)}</definitions>"
    ).encode()


def source(space: str, *boxes: str) -> dmn.Source:
    """Return a file ``space``.dmn with that namespace."""
    drawn = draw(*boxes).replace(b'namespace="n"', f'namespace="{space}"'.encode())
    return dmn.Source(f"{space}.dmn", drawn)


def importing(space: str, name: str | None = None) -> str:
    """Return the import of a namespace, under its own name if no other is given."""
    called = space if name is None else name
    return f'<import name="{called}" namespace="{space}" importType="{NAMESPACE}"/>'


def load_with(sources: Sequence[dmn.Source], *boxes: str, **options: Any) -> dmn.Model:
    """Return the compiled model that holds ``boxes`` and may import ``sources``."""
    return load(*boxes, imports=dmn.by_namespace(sources), **options)


def load(*boxes: str, **options: Any) -> dmn.Model:
    """Return the compiled model that holds ``boxes``."""
    return dmn.load(draw(*boxes), "model.dmn", **options)


def table(
    rows: Sequence[Sequence[str]],
    inputs: Sequence[str] = ("x",),
    outputs: Sequence[str] = ("r",),
    policy: str = 'hitPolicy="UNIQUE"',
    extra: dict[str, str] | None = None,
) -> str:
    """Return a ``decisionTable``; ``extra`` is what stands inside a named column."""
    more = extra or {}
    columns = "".join(
        f"<input><inputExpression><text>{escape(each)}</text></inputExpression>"
        f"{more.get(each, '')}</input>"
        for each in inputs
    )
    answers = "".join(
        f"<output name={quoteattr(each)}>{more.get(each, '')}</output>"
        for each in outputs
    )
    rules = "".join(_rule(row, len(inputs)) for row in rows)
    return f"<decisionTable {policy}>{columns}{answers}{rules}</decisionTable>"


def _rule(row: Sequence[str], inputs: int) -> str:
    cells = "".join(
        f"<{tag}><text>{escape(each)}</text></{tag}>"
        for tag, each in [
            *(("inputEntry", each) for each in row[:inputs]),
            *(("outputEntry", each) for each in row[inputs:]),
        ]
    )
    return f"<rule>{cells}</rule>"


def decision(logic: str, name: str = "d", needs: Sequence[str] = ()) -> str:
    """Return a decision; ``needs`` are like ``Input:age`` or ``Decision:grade``."""
    arrows = "".join(_arrow(each) for each in needs)
    return f'<decision id="{name}" name="{name}">{arrows}{logic}</decision>'


def _arrow(need: str) -> str:
    kind, _, target = need.partition(":")
    around = "knowledge" if kind == "Knowledge" else "information"
    href = target if "#" in target else f"#{target}"
    return f"<{around}Requirement><required{kind} href='{href}'/></{around}Requirement>"


def literal(text: str) -> str:
    """Return a literal expression."""
    return f"<literalExpression><text>{escape(text)}</text></literalExpression>"


def input_data(name: str, kind: str = "") -> str:
    """Return input data, with a type if one is given."""
    reference = f' typeRef="{kind}"' if kind else ""
    return (
        f'<inputData id="{name}" name="{name}">'
        f'<variable name="{name}"{reference}/></inputData>'
    )
