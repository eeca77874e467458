"""A remark on an expression as a finding of its file (检查意见)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from runtime import feel
from runtime.kernel.errors import Finding
from runtime.kernel.texts import Text

_NAMES = frozenset({"feel-unknown-name"})


def advised(found: Finding, expression: str, remark: feel.Remark) -> Finding:
    """Return the finding with what its remark says of the expression."""
    return replace(
        found,
        rule=remark.code,
        line=found.line + remark.line - 1,
        column=remark.column,
        expression=expression.strip(),
        expected=remark.expected,
        fix=remark.fix,
    )


def placed(remark: feel.Remark) -> Text:
    """Return the sentence of a remark and where in the expression it applies."""
    facts = {"sentence": remark.text, "line": remark.line, "column": remark.column}
    return Text("feel-at-place", facts)


def weighed(remarks: Iterable[feel.Remark], is_open: bool) -> Iterator[feel.Remark]:
    """Yield remarks by their weight: ``is_open`` names may come from elsewhere."""
    for each in remarks:
        advice = is_open and each.code in _NAMES
        yield replace(each, level="warning") if advice else each
