"""Several ways out of a step split there (BPMN, section 13.3.1): the gateway is drawn.

Ways without conditions are all taken, as behind a parallel gateway; ways with
conditions are those that hold, as behind an inclusive one.
"""

from __future__ import annotations

from runtime.designer.mending.registry import Fix
from runtime.designer.mending.sheet import XSI, Sheet, insert
from runtime.dmn.xml import Element, find_child, local_name
from runtime.kernel.texts import Text, text

_CONDITION = "conditionExpression"
_NEVER = ("endEvent", "exclusiveGateway", "inclusiveGateway")  # these decide as it is


def mend(sheet: Sheet, element_id: str) -> Text | None:
    """Draw the gateway behind a step, and let its ways leave that."""
    node = sheet.find(element_id)
    if node is not None and local_name(node) == "sequenceFlow":
        node = sheet.find(node.get("sourceRef", ""))
    if node is None or local_name(node) in _NEVER:
        return None
    flows = sheet.out_of(node)
    asks = any(find_child(one, _CONDITION) is not None for one in flows)
    tag = "inclusiveGateway" if asks else "parallelGateway"
    gateway = sheet.add_node(node, tag, f"{node.get('id')}_split")
    _hand_over(sheet, node, gateway)
    sheet.lead_from(flows, node, gateway)
    for flow in flows:
        is_default = flow.get("id") == gateway.get("default")
        if asks and not is_default and find_child(flow, _CONDITION) is None:
            always = insert(flow, _CONDITION, "true")
            always.set(f"{{{XSI}}}type", "bpmn:tFormalExpression")
    sheet.add_flow(node, gateway)
    return text("mend-gateway", element=node.get("id"), gateway=gateway.get("id"))


def _hand_over(sheet: Sheet, node: Element, gateway: Element) -> None:
    default = node.get("default")
    if default:
        sheet.refer(gateway, "default", default)
        del node.attrib["default"]


fix = Fix(frozenset({"split-without-gateway", "condition-outside-gateway"}), mend)
