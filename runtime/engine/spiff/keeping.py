"""How an instance begins and is kept: started, frozen, thawed, pruned."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from runtime.engine.spiff.prune import prune
from runtime.engine.spiff.state import freeze, thaw
from runtime.engine.spiff.values import own_context
from runtime.engine.spiff.workflows import Top
from runtime.kernel.errors import Conflict

if TYPE_CHECKING:
    from runtime.engine.spiff.calls import Hooks
    from runtime.engine.spiff.model import Model
    from runtime.feel import Frame

__all__ = ["Top", "freeze", "prune", "start", "thaw"]


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
