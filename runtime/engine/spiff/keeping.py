"""How an instance begins and is kept: started, frozen, thawed, pruned."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from runtime.engine.spiff import timers
from runtime.engine.spiff.prune import prune
from runtime.engine.spiff.state import freeze, thaw
from runtime.engine.spiff.values import own_context
from runtime.engine.spiff.workflows import Top
from runtime.kernel.errors import Conflict

if TYPE_CHECKING:
    from runtime.engine.spiff.calls import Hooks
    from runtime.engine.spiff.model import Model
    from runtime.feel import Frame

__all__ = ["Top", "follow_on", "freeze", "prune", "start", "thaw"]


def follow_on(top: Top, later: Top) -> None:
    """Let an earlier state of an instance take the place of a later one.

    Numbers of nodes are not given twice, what the later one owes is still owed, and
    a timer that is waited for again counts from now on.
    """
    top.next_id = max(top.next_id, later.next_id)
    top.tick = max(top.tick, later.tick)
    top.owed = later.owed
    for node in top.event_manager.tasks.values():
        if node.id not in later.event_manager.tasks:
            timers.forget(node)


def start(
    model: Model, variables: Mapping[str, Any], frame: Frame, hooks: Hooks
) -> Top:
    """Return a new instance at its very start.

    Raises Conflict when a variable would hide behind a name of the surroundings.
    """
    data = own_context(variables, what=model.process_id)
    top = Top(model.spec, model.scopes, model.engine, frame, hooks)
    hidden = model.engine.ambient.intersection(data)
    if hidden:
        raise Conflict("name-is-reserved", element="", name=min(hidden))
    top.start(data)
    return top
