"""A condition of another dialect is written in FEEL, where both say the same.

Understood are paths, texts, numbers, comparisons, `and`, `or`, `not`, sums, and scripts
that set names to such values. Whatever else a script does is nobody's to guess.
"""

from __future__ import annotations

from collections.abc import Callable

from runtime import feel
from runtime.designer.mending import foreign
from runtime.designer.mending.registry import Fix
from runtime.designer.mending.sheet import Sheet
from runtime.dmn.xml import local_name
from runtime.engine.spiff.diagram import own
from runtime.kernel.texts import Text, text

_EXPRESSIONS = (
    *("conditionExpression", "loopCardinality", "completionCondition"),
    *("loopCondition", "timeDate", "timeDuration", "timeCycle"),
)


def mend(sheet: Sheet, element_id: str) -> Text | None:
    """Write the first expression that is none of FEEL in FEEL."""
    node = sheet.find(element_id)
    if node is None:
        return None
    for tags, translate in (
        (_EXPRESSIONS, foreign.expression),
        (("script",), foreign.script),
    ):
        for one in (each for each in own(node) if local_name(each) in tags):
            said = _translated(one.text or "", translate)
            if said is not None:
                before, one.text = (one.text or "").strip(), said
                return text(
                    "mend-translated", element=element_id, before=before, after=said
                )
    return None


def _translated(written: str, translate: Callable[[str], str | None]) -> str | None:
    """Return FEEL for what is none; None if it is FEEL, or is not understood."""
    if _is_feel(written):
        return None
    said = translate(written.strip())
    return said if said is not None and _is_feel(said) else None


def _is_feel(written: str) -> bool:
    try:
        compiled = feel.compile_expression(written)
    except feel.FeelSyntaxError:
        return False
    return not any(one.level == "error" for one in compiled.findings)


fix = Fix(frozenset({"expression-not-feel"}), mend)
