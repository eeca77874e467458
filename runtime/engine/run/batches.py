"""Many tasks at once (批量办结): the diagram says which may, each is done by itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from runtime import feel
from runtime.engine.design.forms import Form
from runtime.engine.machine import Engine
from runtime.engine.run import answering, four_eyes, looking, user_tasks
from runtime.engine.run.running import Outcome
from runtime.kernel.errors import Conflict, Forbidden
from runtime.kernel.texts import Text
from runtime.kernel.work import Work


def check(
    work: Work, engine: Engine, task_id: int, answer: Mapping[str, Any] | None = None
) -> None:
    """Accept a task that the actor may complete in a batch now; nothing is written.

    With an ``answer`` its form is asked, too. Raises what `user_tasks.complete`
    raises, and Forbidden for a task whose element has no ``batch`` property or one
    that is not true here.
    """
    task, form = _fitting(work, engine, task_id)
    if answer is not None:
        answering.checked(work, engine, form, task, answer)
    four_eyes.check(work.read, engine, task, work.actor.id)


def _fitting(work: Work, engine: Engine, task_id: int) -> tuple[Any, Form | None]:
    """Return a task that is the actor's turn and may be in a batch, and its form."""
    task = user_tasks.get(work.read, task_id)
    user_tasks.check_turn(task, work.actor)
    deployed = engine.definitions.get(work.read, task.definition_id)
    asked = deployed.model.elements[task.element].properties.get("batch")
    if not asked or not _holds(work, engine, task, asked):
        rule = asked or "-"
        raise Forbidden("task-not-for-batches", task=task_id, rule=rule)
    return task, deployed.form_of(task.element)


def complete(
    work: Work, engine: Engine, task_id: int, answer: Mapping[str, Any]
) -> Outcome | None:
    """Complete one task of a batch; raises what `check` raises."""
    _fitting(work, engine, task_id)
    return user_tasks.complete(work, engine, task_id, answer)


def _holds(work: Work, engine: Engine, task: Any, asked: str) -> bool:
    """Tell whether an expression is true where the task waits.

    Raises Forbidden when it is null by mistake: that is no "no".
    """
    frame = engine.frame(work, task.business_key)
    try:
        data = looking.data_of(work.read, engine, task, frame)
    except Conflict:
        user_tasks.check_turn(user_tasks.get(work.read, task.id), work.actor)
        raise
    ambient = engine.definitions.vocabulary.ambient
    expression = feel.compile_expression(asked, ambient=ambient)
    frame.clear()
    value = expression.evaluate(data, frame)
    if value is None and frame.warnings:
        cause = frame.warnings[0]
        raise Forbidden(
            "task-batch-unknown",
            task=task.id,
            rule=asked,
            values=feel.values_seen(expression, data, frame),
            reason=Text(cause.code, cause.facts),
        )
    return value is True
