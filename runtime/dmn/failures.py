"""Why a decision has no answer, said so that its author can mend it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from runtime.dmn.build import Formula, Scope
from runtime.feel.conversion import written
from runtime.feel.frame import Frame, Warning
from runtime.feel.values import FeelValue
from runtime.kernel.errors import DecisionFailed
from runtime.kernel.texts import Text, text


def warnings_of(run: Callable[[], Any], frame: Frame) -> list[Warning]:
    """Return what ``run`` warns of, apart from what the frame holds already.

    Running a part a second time is cheaper than watching every part that is fine.
    """
    kept = list(frame.warnings)
    frame.clear()
    try:
        run()
        return list(frame.warnings)
    finally:
        frame.warnings[:] = kept


def no_value(
    decision: str, formula: Formula, scope: Scope, warning: Warning
) -> DecisionFailed:
    """Return the failure of an expression that is null for a reason."""
    return DecisionFailed(
        "dmn-no-value",
        decision=decision,
        expression=formula.text.strip(),
        values=_values(formula.names, scope),
        warning=_sentence(warning),
    )


def no_truth(
    decision: str, cell: str, value: FeelValue, warning: Warning, **where: Any
) -> DecisionFailed:
    """Return the failure of a cell of which nobody can say whether it applies."""
    return DecisionFailed(
        "dmn-cell-unknown",
        decision=decision,
        expression=cell,
        value=shown(value),
        warning=_sentence(warning),
        **where,
    )


def shown(value: FeelValue) -> str:
    """Return the value as FEEL would write it, shortened for a message."""
    whole = written(value)
    return whole if len(whole) <= _LONGEST else whole[: _LONGEST - 1] + "…"


def row_list(rows: Iterable[int]) -> str:
    """Return row numbers for a message."""
    return ", ".join(str(each) for each in rows)


_LONGEST = 120


def _sentence(warning: Warning) -> Text:
    return text(warning.code, **warning.facts)


def _values(names: Iterable[str], scope: Scope) -> Text | str:
    known = [f"{name} = {shown(scope[name])}" for name in names if name in scope]
    return ", ".join(known) or text("dmn-no-values")
