"""A link stands for a way that is not drawn (BPMN, section 10.5.1): the way is drawn.

The events stay where they are, as mere marks on that way.
"""

from __future__ import annotations

from runtime.designer.mending.registry import Fix
from runtime.designer.mending.sheet import Sheet
from runtime.dmn.xml import Element, find_child, local_name
from runtime.engine.spiff.diagram import BPMN
from runtime.kernel.texts import Text, text

_LINK, _MARK = "linkEventDefinition", "intermediateThrowEvent"


def mend(sheet: Sheet, element_id: str) -> Text | None:
    """Draw the ways to where a link comes out, from all events that lead there."""
    node = sheet.find(element_id)
    name = None if node is None else _link_of(node)
    if node is None or not name:
        return None
    events = [one for one in node.itersiblings() if _link_of(one) == name]
    events += [
        one for one in node.itersiblings(preceding=True) if _link_of(one) == name
    ]
    outs = [one for one in (node, *events) if local_name(one) != _MARK]
    ins = [one for one in (node, *events) if local_name(one) == _MARK]
    if len(outs) != 1 or not ins or any(sheet.out_of(one) for one in ins):
        return None
    for one in (*outs, *ins):
        _unlink(one)
    for one in ins:
        sheet.add_flow(one, outs[0])
    return text("mend-links", element=element_id, name=name)


def _link_of(node: Element) -> str:
    """Return the name of the link that an event is, nothing for other elements."""
    found = find_child(node, _LINK)
    return "" if found is None else found.get("name") or node.get("name") or ""


def _unlink(node: Element) -> None:
    found = find_child(node, _LINK)
    if found is not None:
        node.remove(found)
    node.tag = f"{{{BPMN}}}{_MARK}"


fix = Fix(frozenset({"event-not-run"}), mend)
