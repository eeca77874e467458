"""Everything that is written in a piece of XML, as paths and values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterator

from lxml import etree

from runtime.dmn.xml import Element, find_child, local_name

_XSI = "{http://www.w3.org/2001/XMLSchema-instance}"
_NAMES_A_VALUE = "DataItem"  # the id of such an element is the name of a variable


def written(node: Element, leave: Container[str] = ()) -> Iterator[tuple[str, str]]:
    """Yield path and value of each attribute and text in an element, "" for its own.

    An id says nothing, but where it is a name; what stands in ``leave`` is left out.
    """
    yield from attributes(node)
    text = (node.text or "").strip()
    if text or (not len(node) and not node.attrib):
        yield "", text or local_name(node)
    counted: Counter[str] = Counter()
    for child in node.iterchildren(etree.Element):
        tag = local_name(child)
        if tag in leave:
            continue
        called = _called(child) or tag
        counted[called] += 1
        place = called if counted[called] == 1 else f"{called} {counted[called]}"
        for path, value in written(child, leave):
            yield f"{place}/{path}" if path else place, value


def _called(node: Element) -> str:
    """Return the name of what a piece is about: the entry of a context, a parameter."""
    about = find_child(node, "variable", "parameter")
    return "" if about is None else about.get("name", "")


def attributes(node: Element) -> Iterator[tuple[str, str]]:
    """Yield name and value of each attribute that says something."""
    for name, value in node.items():
        known = str(name)
        is_id = known == "id" and not local_name(node).endswith(_NAMES_A_VALUE)
        if not is_id and not known.startswith(_XSI):
            yield known.rpartition("}")[2], str(value)
