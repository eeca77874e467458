"""A process without any step, beside others that have some, is a mere drawing."""

from __future__ import annotations

from runtime.designer.mending.registry import Fix
from runtime.designer.mending.sheet import Sheet
from runtime.dmn.xml import Element, children, local_name
from runtime.engine.spiff.diagram import FLOW_NODES
from runtime.kernel.texts import Text, text


def mend(sheet: Sheet, element_id: str) -> Text | None:
    """Mark the process as one that is not run."""
    process = sheet.find(element_id)
    if process is None or local_name(process) != "process" or _holds_steps(process):
        return None
    if not any(_holds_steps(one) for one in children(sheet.root, "process")):
        return None
    process.set("isExecutable", "false")
    return text("mend-process-empty", element=element_id)


def _holds_steps(process: Element) -> bool:
    return any(local_name(one) in FLOW_NODES for one in process)


fix = Fix(frozenset({"scope-empty"}), mend)
