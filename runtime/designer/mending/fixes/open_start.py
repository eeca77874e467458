"""What nothing leads to starts at once (BPMN, section 13.2): the start is drawn."""

from __future__ import annotations

from runtime.designer.mending.registry import Fix
from runtime.designer.mending.sheet import Sheet
from runtime.dmn.xml import Element, local_name
from runtime.engine.spiff.diagram import FLOW_NODES
from runtime.kernel.texts import Text, text

MOST = 20  # elements that start at once


def mend(sheet: Sheet, element_id: str) -> Text | None:
    """Add a start event before what nothing leads to."""
    scope = sheet.find(element_id)
    if scope is None or local_name(scope) not in ("process", "subProcess"):
        return None
    first = [one for one in scope if _starts(sheet, one)]
    if not 0 < len(first) <= MOST:
        return None
    start = sheet.add_node(first[0], "startEvent", f"{element_id}_start", -1)
    before = start
    if len(first) > 1:
        before = sheet.add_node(first[0], "parallelGateway", f"{element_id}_all", -1)
        sheet.add_flow(start, before)
    for one in first:
        sheet.add_flow(before, one)
    return text("mend-start", element=element_id, start=start.get("id"))


def _starts(sheet: Sheet, node: Element) -> bool:
    """Tell whether a node is one that starts with its process."""
    if local_name(node) not in FLOW_NODES or local_name(node) == "boundaryEvent":
        return False
    is_beside = (
        node.get("triggeredByEvent") == "true"
        or node.get("isForCompensation") == "true"
    )
    return not is_beside and not sheet.into(node)


fix = Fix(frozenset({"start-missing"}), mend)
