"""A process that is marked as a mere drawing is marked to be run."""

from __future__ import annotations

from runtime.designer.mending.registry import Fix
from runtime.designer.mending.sheet import Sheet
from runtime.kernel.texts import Text, text


def mend(sheet: Sheet, element_id: str) -> Text | None:
    """Mark the process."""
    process = sheet.find(element_id)
    if process is None:
        return None
    process.set("isExecutable", "true")
    return text("mend-executable", element=element_id)


fix = Fix(frozenset({"process-not-executable"}), mend)
