"""A path that stops ends there (BPMN, section 13.5.6): the end event is drawn."""

from __future__ import annotations

from runtime.designer.mending.registry import Fix
from runtime.designer.mending.sheet import Sheet
from runtime.kernel.texts import Text, text


def mend(sheet: Sheet, element_id: str) -> Text | None:
    """Lead the path to an end event of its own."""
    node = sheet.find(element_id)
    if node is None or sheet.out_of(node):
        return None
    end = sheet.add_node(node, "endEvent", f"{element_id}_end")
    sheet.add_flow(node, end)
    return text("mend-end", element=element_id, end=end.get("id"))


fix = Fix(frozenset({"path-stops"}), mend)
