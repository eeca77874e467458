"""A path that stops ends there (BPMN, section 13.5.6): the end event is drawn."""

from __future__ import annotations

from runtime.designer.mending.registry import Fix
from runtime.designer.mending.sheet import Sheet
from runtime.dmn.xml import Element, local_name
from runtime.kernel.texts import Text, text

_UNSEEN = ("linkEventDefinition", "compensateEventDefinition")


def mend(sheet: Sheet, element_id: str) -> Text | None:
    """Lead the path to an end event of its own."""
    node = sheet.find(element_id)
    if node is None or sheet.out_of(node) or _leads_unseen(node):
        return None
    end = sheet.add_node(node, "endEvent", f"{element_id}_end")
    sheet.add_flow(node, end)
    return text("mend-end", element=element_id, end=end.get("id"))


def _leads_unseen(node: Element) -> bool:
    """Tell whether no end is meant: a link leads on, what undoes is called upon."""
    kinds = {local_name(one) for one in node}
    return node.get("isForCompensation") == "true" or not kinds.isdisjoint(_UNSEEN)


fix = Fix(frozenset({"path-stops"}), mend)
