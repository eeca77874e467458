"""A data store that nothing reads or writes is a drawing alone: it is dropped."""

from __future__ import annotations

from runtime.designer.mending.registry import Fix
from runtime.designer.mending.sheet import Sheet
from runtime.dmn.xml import local_name
from runtime.kernel.texts import Text, text

_DRAWN = ("dataStore", "dataStoreReference")


def mend(sheet: Sheet, element_id: str) -> Text | None:
    """Drop the drawing."""
    node = sheet.find(element_id)
    if node is None or local_name(node) not in _DRAWN:
        return None
    if any(_speaks_of(one.text, element_id) for one in sheet.root.iter()):
        return None
    if any(element_id == one.get("dataStoreRef") for one in sheet.root.iter()):
        return None  # the reference that draws it goes first
    sheet.remove(node)
    return text("mend-store-dropped", element=element_id)


def _speaks_of(content: str | None, element_id: str) -> bool:
    return (content or "").strip() == element_id


fix = Fix(frozenset({"element-not-run"}), mend)
