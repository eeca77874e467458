"""Taking back (撤回): who did the last step undoes it, while nobody has gone on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NoReturn

from sqlalchemy import Connection, bindparam, select, update

from runtime.engine.facts import Tag
from runtime.engine.machine import Engine
from runtime.engine.run import earlier, loading, restoring
from runtime.engine.run.earlier import Past, Place
from runtime.engine.run.history import Event
from runtime.engine.run.instances import Closing, Outcome
from runtime.engine.run.user_tasks import get
from runtime.engine.tables import InstanceState, TaskState
from runtime.kernel.actors import ActorId
from runtime.kernel.errors import Conflict, Forbidden
from runtime.kernel.work import LOST_RACE, Work

INSTANCE, TASK = loading.INSTANCE, loading.TASK


def withdraw(work: Work, engine: Engine, task_id: int, reason: str = "") -> Outcome:
    """Take back a completed task, while nobody has begun what comes after it.

    Only who completed it may. Raises NotFound, Forbidden or Conflict.
    """
    row = get(work.read, task_id)
    _check_mine(row, work.actor.id)
    found = earlier.past(
        work.read, engine, loading.load(work.read, engine, row.instance_id)
    )
    place = _last(found, row)
    closing = _closing(work, _offered_since(found, place))
    cause = restoring.cause_of(
        Event.WITHDRAWN, Tag.TASK_WITHDRAWN, row, place, reason, closing
    )
    return restoring.stand_again(work, engine, found, place, cause)


def may_withdraw(read: Connection, engine: Engine, task: Any, person_id: str) -> bool:
    """Tell whether a person could take a task back now."""
    if task.state != TaskState.COMPLETED.value or task.ended_by != person_id:
        return False
    try:
        loaded = loading.load(read, engine, task.instance_id)
        found = earlier.past(read, engine, loaded)
        _check_free(_offered_since(found, _last(found, task)))
    except Conflict:
        return False
    return True


def withdrawable(
    read: Connection, engine: Engine, business_key: str, person_id: str
) -> Sequence[Any]:
    """Return the rows of the tasks of a business key that a person may take back."""
    given = {"key": business_key, "person": person_id}
    rows = read.execute(_MINE_LAST, given).all()
    return [row for row in rows if may_withdraw(read, engine, row, person_id)]


def _check_mine(row: Any, person_id: str) -> None:
    if row.state != TaskState.COMPLETED.value:
        raise Conflict("withdraw-not-done", task=row.id)
    if row.ended_by != person_id:
        raise Forbidden("withdraw-not-yours", task=row.id, by=row.ended_by)


def _last(found: Past, row: Any) -> Place:
    """Return the step of a completed task if it is the last one that anybody did."""
    steps = [n for n in range(len(found.chapters)) if found.is_step(n)]
    mine = [n for n in steps if getattr(found.task_of(n), "id", 0) == row.id]
    if not mine:
        raise Conflict("withdraw-undone", task=row.id)
    if mine[-1] != steps[-1]:
        place = found.place(steps[-1], None)
        by = ActorId(place.by)
        raise Conflict("withdraw-went-on", task=row.id, step=place.step, by=by)
    place = found.place(mine[-1], None)
    if place.why_not is not None:
        raise Conflict("back-refused", step=place.step, why=place.why_not)
    return place


def _closing(work: Work, rows: Sequence[Any]) -> Closing | None:
    """Return what closes the tasks that were offered since, while nobody has one."""
    if not rows:
        return None
    _check_free(rows)
    tasks = [row.id for row in rows]

    def refused() -> NoReturn:
        _check_free([get(work.session, task) for task in tasks])
        raise Conflict(LOST_RACE, what=rows[0].business_key)

    values = {"tasks": tasks, "who": work.actor.id, "at": work.now}
    return Closing(_TAKING_BACK, refused, values=values, number=len(tasks))


def _check_free(rows: Sequence[Any]) -> None:
    """Accept tasks that nobody has taken; raises Conflict."""
    for row in rows:
        if row.assignee is not None:
            raise Conflict("withdraw-begun", task=row.id, by=row.assignee)


def _offered_since(found: Past, place: Place) -> list[Any]:
    """Return the open tasks that were offered because of a step."""
    start = next(n for n, one in enumerate(found.chapters) if one.seq == place.seq)
    new = found.stand(-1).keys - found.stand(start).keys
    return [
        row
        for row in found.tasks
        if row.state == TaskState.OPEN.value and (row.node, "user") in new
    ]


_TAKING_BACK = (
    update(TASK)
    .where(
        TASK.c.id.in_(bindparam("tasks", expanding=True)),
        TASK.c.state == TaskState.OPEN.value,
        TASK.c.assignee.is_(None),
    )
    .values(
        state=TaskState.WITHDRAWN.value,
        ended_at=bindparam("at"),
        ended_by=bindparam("who"),
    )
)
_MINE_LAST = (
    select(TASK)
    .join(INSTANCE, INSTANCE.c.id == TASK.c.instance_id)
    .where(
        INSTANCE.c.business_key == bindparam("key"),
        INSTANCE.c.state == InstanceState.ACTIVE.value,
        TASK.c.state == TaskState.COMPLETED.value,
        TASK.c.ended_by == bindparam("person"),
    )
    .order_by(TASK.c.id.desc())
    .limit(1)
)
