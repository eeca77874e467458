"""A gateway that decides on conditions gets the way that is taken when none holds.

The one way without a condition is that way. Where every way has one, BPMN (section
10.6.2) has the instance fail when none holds: so does the way that is added.
"""

from __future__ import annotations

from lxml import etree

from runtime.designer.mending.registry import Fix
from runtime.designer.mending.sheet import Sheet
from runtime.dmn.xml import find_child
from runtime.engine.spiff.diagram import BPMN
from runtime.kernel.texts import Text, text

ERROR_CODE = "no_path_open"


def mend(sheet: Sheet, element_id: str) -> Text | None:
    """Name the default way of a gateway, or add one."""
    gateway = sheet.find(element_id)
    if gateway is None or gateway.get("default"):
        return None
    flows = sheet.out_of(gateway)
    bare = [one for one in flows if find_child(one, "conditionExpression") is None]
    if len(bare) > 1:
        return None  # which of them is meant, nobody can tell
    if bare:
        way = sheet.name(bare[0], f"{element_id}_otherwise")
        sheet.refer(gateway, "default", way)
        return text("mend-default", element=element_id, flow=way)
    end = sheet.add_node(gateway, "endEvent", f"{gateway.get('id')}_no_path")
    definition = etree.SubElement(end, f"{{{BPMN}}}errorEventDefinition")
    sheet.refer(definition, "errorRef", _error(sheet))
    flow = sheet.add_flow(gateway, end)
    sheet.refer(gateway, "default", flow.get("id", ""))
    return text("mend-default-added", element=element_id, end=end.get("id"))


def _error(sheet: Sheet) -> str:
    """Return the error that stands for it, made when it is not there yet."""
    for one in sheet.root.iterchildren(f"{{{BPMN}}}error"):
        if one.get("errorCode") == ERROR_CODE:
            return one.get("id", "")
    made = sheet.declare("error", "error_no_path")
    made.set("name", ERROR_CODE)
    made.set("errorCode", ERROR_CODE)
    return made.get("id", "")


fix = Fix(frozenset({"split-without-default"}), mend)
