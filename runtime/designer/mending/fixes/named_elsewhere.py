"""What a step asks for, named as another engine has it: the same name in ours."""

from __future__ import annotations

from lxml import etree

from runtime.designer.mending.registry import Fix
from runtime.designer.mending.sheet import Sheet
from runtime.dmn.xml import Element, find_child, local_name
from runtime.engine.spiff.diagram import BPMN, SPIFF
from runtime.kernel.texts import Text, text

# step → attributes of its own or of an extension in any other namespace
_NAMES = {
    "businessRuleTask": ("decisionRef", "decisionId", "decisionTableReferenceKey"),
    "callActivity": ("processId",),
}


def mend(sheet: Sheet, element_id: str) -> Text | None:
    """Write the name that the step already says where it is looked for."""
    node = sheet.find(element_id)
    name = None if node is None else _named(node, _NAMES.get(local_name(node), ()))
    if node is None or not name or not name.isprintable() or name[0] in "=$#":
        return None  # a formula names nothing before it is run
    if local_name(node) == "callActivity":
        sheet.refer(node, "calledElement", name)
    else:
        _ask(node, name)
    return text("mend-named", element=element_id, name=name)


def _named(node: Element, attributes: tuple[str, ...]) -> str:
    more = find_child(node, "extensionElements")
    for one in (node, *(() if more is None else more)):
        for key, value in one.items():
            if str(key).rpartition("}")[2] in attributes and str(value).strip():
                return str(value).strip()
    return ""


def _ask(node: Element, name: str) -> None:
    more = find_child(node, "extensionElements")
    if more is None:
        more = etree.Element(f"{{{BPMN}}}extensionElements")
        node.insert(len(node.findall(f"{{{BPMN}}}documentation")), more)
    etree.SubElement(more, f"{{{SPIFF}}}calledDecisionId").text = name


fix = Fix(frozenset({"decision-not-named", "called-process-not-named"}), mend)
