"""A user task whose role is not the one of the lane it is drawn in."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

from runtime.designer.checks.registry import WARNING, Check
from runtime.designer.checks.view import Fault, View, at
from runtime.engine.design.artifacts import Kind
from runtime.engine.spiff.diagram import properties
from runtime.engine.spiff.naming import called
from runtime.kernel.texts import plain, text

_SHOWN = 60


def look(view: View) -> Iterator[Fault]:
    """Yield user tasks that stand in the lane of another role.

    The role decides; who reads the diagram believes the lane.
    """
    lanes = view.house.diagrams.lanes.get(view.file.place, {})
    titles = _titles(view)
    for shape in view.shapes("userTask"):
        role, lane = properties(shape.node).get("role", ""), lanes.get(shape.id, "")
        if role and lane and lane not in (role, *titles.get(role, ())):
            facts = {"role": plain(role, _SHOWN), "lane": plain(lane, _SHOWN)}
            yield at(shape, text("role-not-lane", task=called(shape), **facts))


def _titles(view: View) -> Mapping[str, tuple[Any, ...]]:
    """Return role → its names: a lane may carry the id or a name."""
    file = view.house.shelf.files.get((Kind.ROLES, "roles"))
    try:
        roles = tomllib.loads(file.body.decode()) if file else {}
    except ValueError:
        return {}
    return {
        role: tuple(entry.get("title", {}).values())
        for role, entry in roles.items()
        if isinstance(entry, dict) and isinstance(entry.get("title"), dict)
    }


check = Check({"role-not-lane": WARNING}, look)
