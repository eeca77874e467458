"""A list that a step is done for, named as another engine has it: the same in ours."""

from __future__ import annotations

from lxml import etree

from runtime.designer.mending import foreign
from runtime.designer.mending.registry import Fix
from runtime.designer.mending.sheet import Sheet, insert
from runtime.dmn.xml import Element, find_child
from runtime.engine.spiff.diagram import BPMN
from runtime.kernel.texts import Text, text

_LISTS = ("collection", "inputCollection")
_ITEMS = ("elementVariable", "inputElement")


def mend(sheet: Sheet, element_id: str) -> Text | None:
    """Write the list, and the name of each entry."""
    node = sheet.find(element_id)
    loop = find_child(node, "multiInstanceLoopCharacteristics")
    if (
        loop is None
        or find_child(loop, "loopCardinality", "loopDataInputRef") is not None
    ):
        return None
    written, item = _said(loop, _LISTS), _said(loop, _ITEMS)
    items = foreign.expression(written.removeprefix("=")) if written else None
    if items is None or (item and not item.isidentifier()):
        return None
    listed = insert(loop, "loopDataInputRef", items)
    if item:
        listed.addnext(etree.Element(f"{{{BPMN}}}inputDataItem", id=item, name=item))
    return text("mend-collection", element=element_id, items=items)


def _said(loop: Element, attributes: tuple[str, ...]) -> str:
    """Return an attribute of another namespace, of a loop or of its extension."""
    more = find_child(loop, "extensionElements")
    for one in (loop, *(() if more is None else more)):
        for key, value in one.items():
            if str(key).rpartition("}")[2] in attributes:
                return str(value).strip()
    return ""


fix = Fix(frozenset({"items-from-where"}), mend)
