"""Steps that come back (退回): whoever did them before is told, at no cost else."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select

from runtime.engine.facts import TaskReturned
from runtime.engine.machine import Engine
from runtime.engine.run.loading import IS, NEXT, Loaded
from runtime.engine.run.running import Outcome
from runtime.engine.spiff import Model
from runtime.engine.tables import TaskState, UserTask
from runtime.kernel.db import table_of
from runtime.kernel.texts import Title
from runtime.kernel.work import Work

TASK = table_of(UserTask)


def tell(work: Work, loaded: Loaded, done: str | None, outcome: Outcome) -> None:
    """Tell of each step that is offered again; ``done`` was read as `loading.DONE`.

    The actor is not told of what they sent back to themselves.
    """
    if not done:
        return
    doers: dict[str, str] = {}
    for one in done.split(NEXT):
        element, _, person = one.partition(IS)
        doers.setdefault(element, person)
    for offer in outcome.offers:
        to = doers.get(offer.element, work.actor.id)
        if (offer.node, "user") not in outcome.before and to != work.actor.id:
            step = title(loaded.deployed.model, offer.element)
            task = _open(work, loaded.id, offer.node)
            told = task, loaded.business_key, step, to, work.actor.id
            work.tell(TaskReturned(*told))


def step_of(work: Work, engine: Engine, row: Any) -> Title:
    """Return what the step of a row with definition and element is called."""
    deployed = engine.definitions.get(work.read, row.definition_id)
    return title(deployed.model, row.element)


def title(model: Model, element_id: str) -> Title:
    """Return what a step is called; its id when the diagram holds it no more."""
    element = model.elements.get(element_id)
    if element is None:
        return Title(element_id, element_id)
    return Title(element.name, element.name_en)


def _open(work: Work, instance_id: int, node: int) -> int:
    asked = select(func.max(TASK.c.id)).where(
        TASK.c.instance_id == instance_id,
        TASK.c.node == node,
        TASK.c.state == TaskState.OPEN.value,
    )
    return int(work.session.execute(asked).scalar_one())
