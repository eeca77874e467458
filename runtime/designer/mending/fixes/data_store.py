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
    if sheet.names(element_id):
        return None  # a reference that only draws it goes first
    sheet.remove(node)
    return text("mend-store-dropped", element=element_id)


fix = Fix(frozenset({"element-not-run"}), mend)
