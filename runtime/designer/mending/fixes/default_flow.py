"""A gateway that decides on conditions gets the way that is taken when none holds.

The one way without a condition is that way. Where every way has one, BPMN (section
10.6.2) has the instance fail when none holds: so does the way that is added.
"""

from __future__ import annotations

from lxml import etree

from runtime.designer.mending.registry import Fix
from runtime.designer.mending.sheet import MODEL, Sheet
from runtime.dmn.xml import find_child
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
        gateway.set("default", bare[0].get("id", ""))
        return text("mend-default", element=element_id, flow=bare[0].get("id"))
    end = sheet.add_node(gateway, "endEvent", f"{gateway.get('id')}_no_path")
    definition = etree.SubElement(end, f"{{{MODEL}}}errorEventDefinition")
    definition.set("errorRef", _error(sheet))
    flow = sheet.add_flow(gateway, end)
    gateway.set("default", flow.get("id", ""))
    return text("mend-default-added", element=element_id, end=end.get("id"))


def _error(sheet: Sheet) -> str:
    """Return the error that stands for it, made when it is not there yet."""
    for one in sheet.root.iter(f"{{{MODEL}}}error"):
        if one.get("errorCode") == ERROR_CODE:
            return one.get("id", "")
    made = etree.Element(f"{{{MODEL}}}error", id=sheet.fresh("error_no_path"))
    made.set("name", ERROR_CODE)
    made.set("errorCode", ERROR_CODE)
    sheet.root.insert(0, made)
    return made.get("id", "")


fix = Fix(frozenset({"split-without-default"}), mend)
