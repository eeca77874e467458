"""A script task without a script does nothing: that is written as `{}`."""

from __future__ import annotations

from runtime.designer.mending.registry import Fix
from runtime.designer.mending.sheet import Sheet, insert
from runtime.dmn.xml import find_child, local_name
from runtime.kernel.texts import Text, text

NOTHING = "{}"


def mend(sheet: Sheet, element_id: str) -> Text | None:
    """Write the script that does nothing."""
    task = sheet.find(element_id)
    if task is None or local_name(task) != "scriptTask":
        return None
    script = find_child(task, "script")
    if script is None:
        script = insert(task, "script", "")
    elif (script.text or "").strip():
        return None  # what is missing stands elsewhere
    script.text = NOTHING
    return text("mend-script-empty", element=element_id)


fix = Fix(frozenset({"expression-missing"}), mend)
