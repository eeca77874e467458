"""What has no id is given one: the standard asks for none, faults and edits do."""

from __future__ import annotations

from runtime.designer.mending.registry import NAMELESS, Fix
from runtime.designer.mending.sheet import Sheet
from runtime.dmn.xml import descendants
from runtime.engine.spiff.diagram import DRAWN
from runtime.kernel.texts import Text, text

_NAMED = (*DRAWN, "process", "dataStore")


def mend(sheet: Sheet, element_id: str) -> Text | None:
    """Give an id to each step, event and way without one; None if all have theirs."""
    if element_id:
        return None
    nameless = [one for one in descendants(sheet.root, *_NAMED) if not one.get("id")]
    given = [sheet.name(one, one.tag.rpartition("}")[2]) for one in nameless]
    if not given:
        return None
    return text("mend-missing-id", element=given[0], count=len(given))


fix = Fix(frozenset({NAMELESS}), mend)
