"""A list that is named by way of what a step takes and gives is named by itself.

The standard lets a repeated step name a data input, which stands for data of the
process: what an association brings into it, else what the input is called.
"""

from __future__ import annotations

from runtime.designer.mending.registry import Fix
from runtime.designer.mending.sheet import Sheet
from runtime.dmn.xml import Element, children, find_child, local_name
from runtime.kernel.texts import Text, text

_SIDES = (
    ("loopDataInputRef", "inputDataItem", "dataInput", "dataInputAssociation"),
    ("loopDataOutputRef", "outputDataItem", "dataOutput", "dataOutputAssociation"),
)
_ENDS = {
    "dataInputAssociation": ("targetRef", "sourceRef"),
    "dataOutputAssociation": ("sourceRef", "targetRef"),
}


def mend(sheet: Sheet, element_id: str) -> Text | None:
    """Name the lists and their entries; the specification is then needed no more."""
    task = sheet.find(element_id)
    said = None if task is None else find_child(task, "ioSpecification")
    loop = find_child(task, "multiInstanceLoopCharacteristics")
    if task is None or said is None or loop is None:
        return None
    names: dict[Element, str] = {}
    for reference, _, kind, association in _SIDES:
        listed = find_child(loop, reference)
        if listed is not None:
            names[listed] = _name(task, said, listed, (kind, association))
    if not names or not all(one.isidentifier() for one in names.values()):
        return None
    if any(not _concerns(one, said) for one in _associations(task)):
        return None
    for listed, name in names.items():
        listed.text = name
    _name_entries(sheet, loop)
    for one in (*_associations(task), said):
        sheet.remove(one)
    return text("mend-collection", element=element_id, items=", ".join(names.values()))


def _name(task: Element, said: Element, listed: Element, kinds: tuple[str, str]) -> str:
    """Return what the data of the process is called that a reference stands for."""
    kind, association = kinds
    wanted = (listed.text or "").strip()
    inner, outer = _ENDS[association]
    for one in children(task, association):
        if _text(one, inner) == wanted:
            return _text(one, outer)
    found = (one for one in children(said, kind) if one.get("id") == wanted)
    return next((one.get("name") or wanted for one in found), wanted)


def _name_entries(sheet: Sheet, loop: Element) -> None:
    """Let entries go by their names, not by ids that nobody writes in an expression."""
    for _, item, _, _ in _SIDES:
        entry = find_child(loop, item)
        name = "" if entry is None else entry.get("name") or ""
        is_free = name.isidentifier() and sheet.find(name) is None
        if entry is not None and is_free:
            entry.set("id", name)


def _associations(task: Element) -> list[Element]:
    return [one for one in task if local_name(one) in _ENDS]


def _concerns(association: Element, said: Element) -> bool:
    """Tell whether an association only feeds what the specification names."""
    inner, outer = _ENDS[local_name(association)]
    known = {one.get("id") for one in children(said, "dataInput", "dataOutput")}
    return _text(association, inner) in known and _text(association, outer) != ""


def _text(node: Element, tag: str) -> str:
    found = find_child(node, tag)
    return "" if found is None else (found.text or "").strip()


fix = Fix(frozenset({"items-behind-specification"}), mend)
