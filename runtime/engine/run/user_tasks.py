"""User tasks (用户任务): claim, release, complete."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, NoReturn

from sqlalchemy import Connection, bindparam, null, select, update

from runtime.engine.facts import Tag, TaskCompleted
from runtime.engine.machine import Engine
from runtime.engine.run import answering, four_eyes, instances, loading, signers
from runtime.engine.run.history import Event
from runtime.engine.run.instances import Cause, Closing, Outcome
from runtime.engine.run.loading import Loaded
from runtime.engine.run.signers import TASK, WAITING
from runtime.engine.tables import TaskState
from runtime.kernel.actors import Actor
from runtime.kernel.errors import Conflict, FlowError, Forbidden, NotFound
from runtime.kernel.work import LOST_RACE, Work

DONE = "task-already-completed"


def get(read: Connection, task_id: int) -> Any:
    """Return the row of a task; raises NotFound."""
    row = read.execute(_ONE, {"task": task_id}).one_or_none()
    if row is None:
        raise NotFound("task-unknown", task=task_id)
    return row


_ONE = select(TASK).where(TASK.c.id == bindparam("task"))


def claim(work: Work, engine: Engine, task_id: int) -> str:
    """Take a task for the actor; atomic, so the second one is refused.

    Returns who has it now. Claiming one's own task again changes nothing. Raises
    NotFound, Forbidden (another role's task) or Conflict (somebody else has it, or it
    is over).
    """
    row = get(work.read, task_id)
    check_role(row, work.actor)
    if row.state == TaskState.OPEN.value and row.assignee == work.actor.id:
        return work.actor.id
    four_eyes.check(work.read, engine, row, work.actor.id)
    taking = (
        update(TASK)
        .where(
            TASK.c.id == task_id,
            TASK.c.state == TaskState.OPEN.value,
            TASK.c.assignee.is_(None),
        )
        .values(assignee=work.actor.id)
    )
    if work.session.execute(taking).rowcount != 1:
        refuse_quicker(work, task_id)
    engine.trail.write(work, row.business_key, Tag.TASK_CLAIMED, signers.doc_of(row))
    return work.actor.id


def release(work: Work, engine: Engine, task_id: int) -> str | None:
    """Give a claimed task back to its queue, a delegated one to whom it belongs.

    Returns who has it now. Raises NotFound, Forbidden (another role's task) or
    Conflict when the actor does not hold it, or is only asked to sign.
    """
    row = get(work.read, task_id)
    check_role(row, work.actor)
    if not _is_held(row, work.actor):
        refuse(row, work.actor)
        raise Conflict("task-not-yours", task=task_id)
    heir = signers.back_to(work, engine, row.owner, row)
    refusing = partial(refuse_quicker, work, task_id)
    signers.pass_on(work, row, refusing, assignee=heir, owner=None)
    if row.owner is None:
        engine.trail.write(
            work, row.business_key, Tag.TASK_RELEASED, signers.doc_of(row)
        )
    else:
        doc = {**signers.doc_of(row), "from": work.actor.id, "to": heir}
        engine.trail.write(work, row.business_key, Tag.TASK_CAME_BACK, doc)
        signers.tell(work, row, "came-back", heir)
    return heir


def complete(
    work: Work, engine: Engine, task_id: int, answer: Mapping[str, Any]
) -> Outcome | None:
    """Complete a task with a person's answer and move its instance forward.

    A member of the role who completes an unclaimed task claims it by that. None: the
    answer is kept, and the task is with whom it belongs to, or with who signs it.
    Raises NotFound, Forbidden (another role's, or four eyes), Conflict or Invalid;
    then nothing has changed.
    """
    row = get_with_instance(work.read, task_id)
    check_turn(row, work.actor)
    loaded = _loaded(work, engine, row)
    form = loaded.deployed.form_of(row.element)
    answer = answering.checked(work, engine, form, row, answer)
    refusing = partial(refuse_quicker, work, task_id)
    if signers.may_keep(row):  # four eyes count for an answer that is kept, too
        four_eyes.check(work.read, engine, row, work.actor.id)
        if signers.keep(work, engine, row, answer, refusing):
            return None
    return _finish(work, engine, (row, loaded), answer, work.actor.id)


def complete_signed(
    work: Work, engine: Engine, row: Any, answer: Mapping[str, Any]
) -> Outcome:
    """Complete a task with an answer that the actor, its last signer, agrees with.

    It was done by who gave the answer. Raises Conflict; then nothing has changed.
    """
    loaded = _loaded(work, engine, row)
    return _finish(work, engine, (row, loaded), answer, row.asked_by or work.actor.id)


def _finish(
    work: Work,
    engine: Engine,
    what: tuple[Any, Loaded],
    answer: Mapping[str, Any],
    who: str,
) -> Outcome:
    """Move the instance of a task on with an answer, and note who gave it."""
    row, loaded = what
    signed = {} if who == work.actor.id else {"by": who}
    form = loaded.deployed.form_of(row.element)
    spared = answering.spared(form, row, work.actor, is_given=not signed)
    cause = Cause(
        Event.COMPLETED,
        Tag.TASK_COMPLETED,
        {**signers.doc_of(row), "answer": answer, **signed},
        answer,
        row.element,
        keeps_snapshot=True,
        closing=_closing(work, engine, row, who),
        done=row.done,
    )
    outcome = instances.move(
        work,
        engine,
        loaded,
        lambda run: run.complete(row.node, dict(answer), spared),
        cause,
    )
    work.tell(TaskCompleted(row.id, row.business_key, row.element, who))
    return outcome


def check_turn(row: Any, actor: Actor) -> None:
    """Accept an actor who may complete the task now; raises Forbidden or Conflict."""
    check_role(row, actor)
    is_free = row.assignee in (None, actor.id) and row.signing not in WAITING
    if row.state != TaskState.OPEN.value or not is_free:
        refuse(row, actor)


def check_role(row: Any, actor: Actor) -> None:
    """Accept an actor whose role a task is for, or who holds it; raises Forbidden."""
    if row.role not in actor.roles and row.assignee != actor.id:
        raise Forbidden("task-not-your-role", task=row.id, role=row.role)


def was_done_by(refused: FlowError, actor: Actor) -> bool:
    """Tell whether it was refused because the actor has completed it before."""
    return refused.code == DONE and refused.facts["by"] == actor.id


def refuse(row: Any, actor: Actor) -> None:
    """Raise the Conflict that explains why a task is not the actor's to act on."""
    if row.state == TaskState.COMPLETED.value:
        raise Conflict(DONE, task=row.id, by=row.ended_by, at=row.ended_at)
    if row.state != TaskState.OPEN.value:
        raise Conflict("task-withdrawn", task=row.id)
    if row.signing in WAITING and row.assignee == actor.id:
        raise Conflict("task-asks-opinion", task=row.id)
    if row.signing in WAITING:
        raise Conflict("task-waits-for-signer", task=row.id, by=row.assignee)
    if row.assignee not in (None, actor.id):
        raise Conflict("task-held-by-other", task=row.id, by=row.assignee)


def _is_held(row: Any, actor: Actor) -> bool:
    """Tell whether an actor has an open task for themselves to do."""
    is_open = row.state == TaskState.OPEN.value and row.signing not in WAITING
    return is_open and row.assignee == actor.id


def refuse_quicker(work: Work, task_id: int) -> NoReturn:
    """Refuse because somebody was quicker; try again if that is over already."""
    row = get(work.session, task_id)
    refuse(row, work.actor)
    raise Conflict(LOST_RACE, what=row.business_key)


def get_with_instance(read: Connection, task_id: int) -> Any:
    """Return the row of a task and that of its instance as one; raises NotFound.

    ``done`` tells who did which step of the instance last: see `returning`.
    """
    row = read.execute(_WITH_INSTANCE, {"task": task_id}).one_or_none()
    return row or get(read, task_id)


_WITH_INSTANCE = (
    select(TASK, *loading.COLUMNS, loading.DONE)
    .join(loading.INSTANCE, loading.INSTANCE.c.id == TASK.c.instance_id)
    .where(TASK.c.id == bindparam("task"))
)


def _loaded(work: Work, engine: Engine, row: Any) -> Loaded:
    """Return the instance of an open task; if it just ended, say who was quicker."""
    try:
        return loading.loaded(work.read, engine, row)
    except Conflict:
        refuse(get(work.read, row.id), work.actor)
        raise


def _closing(work: Work, engine: Engine, row: Any, who: str) -> Closing:
    """Return what marks the task done; a second one loses there.

    So does one whose task somebody else has claimed since it was read, and one who
    has done meanwhile what four eyes keep apart: that is asked with the instance
    taken, so that nobody does both steps at the same moment.
    """

    def check() -> None:
        for person in {work.actor.id, who}:
            four_eyes.check(work.session, engine, row, person)

    values = {
        "task": row.id,
        "holder": row.assignee,
        "as_read": row.signing,
        "who": who,
        "at": work.now,
    }
    refuse = partial(refuse_quicker, work, row.id)
    return Closing(_COMPLETING, refuse, row.node, values, check)


def check_eyes(read: Connection, engine: Engine, row: Any, actor: Actor) -> None:
    """Accept an actor who did nothing that four eyes keep apart; raises Forbidden."""
    four_eyes.check(read, engine, row, actor.id)


def leaving(work: Work, row: Any, check: Callable[[], None] | None = None) -> Closing:
    """Return what closes a task that is left undone, if it is as it was read.

    ``check`` is asked before, with the instance taken.
    """
    values = {
        "task": row.id,
        "holder": row.assignee,
        "who": work.actor.id,
        "at": work.now,
    }
    refuse = partial(refuse_quicker, work, row.id)
    return Closing(_LEAVING, refuse, row.node, values, check)


_AS_READ = (
    TASK.c.id == bindparam("task"),
    TASK.c.state == TaskState.OPEN.value,
    TASK.c.assignee.is_not_distinct_from(bindparam("holder")),
)
_LEAVING = (
    update(TASK)
    .where(*_AS_READ)
    .values(
        state=TaskState.WITHDRAWN.value,
        ended_at=bindparam("at"),
        ended_by=bindparam("who"),
    )
)
_COMPLETING = (
    update(TASK)
    .where(*_AS_READ, TASK.c.signing.is_not_distinct_from(bindparam("as_read")))
    .values(
        state=TaskState.COMPLETED.value,
        assignee=bindparam("who"),
        ended_at=bindparam("at"),
        ended_by=bindparam("who"),
        signing=null(),
        asked_by=null(),
    )
)
