"""A time limit that names a service level which no parameter declares."""

from __future__ import annotations

from collections.abc import Iterator

from runtime.designer.checks.registry import ERROR, Check
from runtime.designer.checks.view import Fault, View, at
from runtime.engine.design.stated import parameter_types
from runtime.engine.spiff.diagram import properties
from runtime.engine.spiff.naming import called
from runtime.feel.types import ContextOf
from runtime.kernel.texts import plain, text

_LEVEL = "sla_"  # a service level is the parameter of this name
_SHOWN = 60


def look(view: View) -> Iterator[Fault]:
    """Yield user tasks whose level is not there; durations are told elsewhere."""
    declared = parameter_types(view.house.shelf)
    if not isinstance(declared, ContextOf):
        return
    known = [
        name.removeprefix(_LEVEL)
        for name in sorted(declared.fields)
        if name.startswith(_LEVEL)
    ]
    for shape in view.shapes("userTask"):
        asked = properties(shape.node).get("sla", "")
        if asked and asked[0] not in "=P" and asked not in ("none", *known):
            facts = {"found": plain(asked, _SHOWN), "known": ", ".join(known) or "-"}
            yield at(shape, text("sla-level-unknown", task=called(shape), **facts))


check = Check({"sla-level-unknown": ERROR}, look)
