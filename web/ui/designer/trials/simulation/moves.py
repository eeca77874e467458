"""What somebody did on the page of a simulation, as a move (动作)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from runtime.designer.case_file import Move
from runtime.designer.simulating.simulation import Simulation
from runtime.engine.design.references import form_key
from runtime.engine.spiff import Wait
from runtime.kernel.errors import Invalid
from runtime.kernel.texts import text
from runtime.orders.order.decoding import read_json
from web import answers, context, rendering
from web.rendering import Field

STAND_IN = "simulated-file"  # what stands for a photo; nothing is uploaded here


@dataclass(frozen=True, slots=True)
class Turn:
    """A task whose form is shown: its wait, and the fields to fill in."""

    wait: Wait
    fields: tuple[Field, ...]


def turn(simulation: Simulation, element: str) -> Turn | None:
    """Return the task of an element that waits, the first one without a name."""
    tasks = [one for one in simulation.waits if one.kind == "user"]
    found = next((one for one in tasks if one.element.id == element), None)
    wait = found or (tasks[0] if tasks else None)
    if wait is None:
        return None
    form = simulation.deployed.forms.get(form_key(wait.element.properties) or "")
    if form is None:
        return Turn(wait, ())
    seen = form.seen_by(frozenset({wait.element.role}))
    inner = wait.data.get(wait.element.variable)
    known = inner if isinstance(inner, Mapping) else wait.data
    return Turn(wait, tuple(map(_without_upload, rendering.fields_of(seen, known))))


def moved(simulation: Simulation, posted: Any) -> dict[str, Any]:
    """Return the move that a form sends; raises Invalid for what is none."""
    how, target = posted.get("move", ""), posted.get("target", "")
    if how == Move.COMPLETE.value:
        return _completed(simulation, posted, target)
    if how == Move.MESSAGE.value:
        more = {"order": _table(posted, "order"), "data": _table(posted, "data")}
        return {"message": target, **{key: one for key, one in more.items() if one}}
    if how == Move.FIRE.value:
        return {"fire": target}
    if how == Move.ANSWER.value and posted.get("error", "").strip():
        return {"fail": target, "error": posted["error"].strip()}
    if how == Move.ANSWER.value:
        return {"answer": target, "data": _table(posted, "data")}
    raise Invalid("simulate-unclear")


def _completed(simulation: Simulation, posted: Any, target: str) -> dict[str, Any]:
    found = turn(simulation, target)
    fields = found.fields if found is not None else ()
    data = answers.read(fields, posted, context.runtime().settings.zone)
    role = found.wait.element.role if found is not None else ""
    return {"at": target, **({"as": role} if role else {}), "data": data}


def _table(posted: Any, name: str) -> dict[str, Any]:
    typed = posted.get(name, "").strip()
    if not typed:
        return {}
    try:
        found = read_json(typed)
    except Invalid as wrong:
        raise Invalid("http-content", {name: [wrong.text]}) from None
    if not isinstance(found, dict):
        raise Invalid("http-content", {name: [text("simulate-more-wrong")]})
    return found


def _without_upload(one: Field) -> Field:
    if not one.is_upload:
        return one
    return replace(one, widget="hidden", start=(STAND_IN,), help="")
