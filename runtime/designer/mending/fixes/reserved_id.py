"""An id that the engine uses itself is replaced, wherever it is spoken of."""

from __future__ import annotations

from runtime.designer.mending.registry import Fix
from runtime.designer.mending.sheet import Sheet
from runtime.kernel.texts import Text, text


def mend(sheet: Sheet, element_id: str) -> Text | None:
    """Rename the element."""
    if sheet.find(element_id) is None:
        return None
    new = sheet.fresh(f"{element_id.lower()}_1")
    sheet.rename(element_id, new)
    return text("mend-renamed", element=element_id, new=new)


fix = Fix(frozenset({"id-is-reserved"}), mend)
