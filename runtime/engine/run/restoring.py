"""An instance stands where it stood: saved, handed out, and what came after undone.

Both sending back and taking back end here. The task that is left is closed on the
way, if it is still as it was read.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import bindparam, select, update

from runtime.engine.facts import Tag, TaskHandedOver, TaskUndone
from runtime.engine.handlers import Undone
from runtime.engine.machine import Engine
from runtime.engine.run import four_eyes, instances, running
from runtime.engine.run.earlier import Past, Place
from runtime.engine.run.history import Event
from runtime.engine.run.instances import Cause, Closing, Outcome
from runtime.engine.run.signers import TASK, doc_of
from runtime.engine.tables import TaskState
from runtime.kernel.work import Work

LONGEST_REASON = 500  # characters


def stand_again(
    work: Work, engine: Engine, found: Past, place: Place, cause: Cause
) -> Outcome:
    """Let the run of before take the place of the one of now, and save all of it."""
    loaded = found.loaded
    frame = engine.frame(work, loaded.business_key, None, loaded.parameters)
    bodies = loaded.body, place.body
    outcome = running.go_back(loaded.deployed, bodies, frame, engine.handlers)
    instances.settle(work, engine, loaded, outcome, cause)
    _hand_out(work, engine, found, place)
    _undo(work, engine, found, place)
    return outcome


def cause_of(
    event: Event,
    tag: Tag,
    row: Any,
    place: Place,
    reason: str,
    closing: Closing | None,
) -> Cause:
    """Return why an instance goes back from the task of a row to before a step."""
    why = reason.strip()[:LONGEST_REASON]
    given = {"reason": why, "from": row.element, "seq": place.seq}
    doc = {**doc_of(row), "reason": why}
    return Cause(event, tag, doc, given, place.element, closing=closing)


def _hand_out(work: Work, engine: Engine, found: Past, place: Place) -> None:
    """Put the step into the hands of who did it, or who stands in for them."""
    place_of = {"instance": found.loaded.id, "node": place.node}
    row = work.session.execute(_OFFERED, place_of).one_or_none()
    if row is None:
        return
    heir = engine.stand_in(work.read, place.by, row.role, work.now)
    if heir is None or four_eyes.bars(work.session, engine, row, heir):
        return
    work.session.execute(_HANDING, {"task": row.id, "heir": heir})
    if heir not in (place.by, work.actor.id):
        work.tell(TaskHandedOver(row.id, row.business_key, heir, work.actor.id))


def _undo(work: Work, engine: Engine, found: Past, place: Place) -> None:
    """Undo what came after the step: what services led to, and steps of people."""
    key = found.loaded.business_key
    start = next(n for n, one in enumerate(found.chapters) if one.seq == place.seq)
    for chapter, element in reversed(list(found.services_since(start))):
        made = chapter.page.made.get(element.id, {})
        undone = Undone(key, element.id, made)
        engine.handlers.undo(work, engine, element.reference, undone)
    for index in range(len(found.chapters) - 1, start - 1, -1):
        row = found.task_of(index) if found.is_step(index) else None
        if row is not None:
            work.tell(TaskUndone(row.id, key, row.element))


_IS_OPEN = TASK.c.state == TaskState.OPEN.value
_OFFERED = (
    select(TASK)
    .where(
        TASK.c.instance_id == bindparam("instance"),
        TASK.c.node == bindparam("node"),
        _IS_OPEN,
    )
    .order_by(TASK.c.id.desc())
    .limit(1)
)
_HANDING = (
    update(TASK)
    .where(TASK.c.id == bindparam("task"), _IS_OPEN)
    .values(assignee=bindparam("heir"))
)
