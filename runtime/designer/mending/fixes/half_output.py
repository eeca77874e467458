"""Half of a result collection is dropped: alone it collects nothing."""

from __future__ import annotations

from runtime.designer.mending.registry import Fix
from runtime.designer.mending.sheet import Sheet
from runtime.dmn.xml import find_child
from runtime.kernel.texts import Text, text


def mend(sheet: Sheet, element_id: str) -> Text | None:
    """Drop the half that is there."""
    task = sheet.find(element_id)
    loop = find_child(task, "multiInstanceLoopCharacteristics")
    if loop is None:
        return None
    halves = [find_child(loop, tag) for tag in ("loopDataOutputRef", "outputDataItem")]
    there = [one for one in halves if one is not None]
    if len(there) != 1:
        return None
    loop.remove(there[0])
    return text("mend-output-dropped", element=element_id)


fix = Fix(frozenset({"output-half-named"}), mend)
