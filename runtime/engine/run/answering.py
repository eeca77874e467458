"""What a person answered, checked by the form and by those who know its formats."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from runtime.engine.design.formats import marked
from runtime.engine.design.forms import Form, exact
from runtime.engine.machine import Engine
from runtime.kernel.actors import Actor
from runtime.kernel.errors import Invalid
from runtime.kernel.texts import Text
from runtime.kernel.work import Work


def checked(
    work: Work, engine: Engine, form: Form | None, task: Any, answer: Mapping[str, Any]
) -> Any:
    """Return the answer of a task with exact numbers.

    Raises Invalid with every fault, by field path. A format that nobody knows, or of
    which the answer holds no value, costs nothing.
    """
    answer = exact(answer)
    if form is not None:
        form = seen(form, task, work.actor)
        form.check(answer)
        _check_formats(work, engine, form, task, answer)
    return answer


def seen(form: Form, task: Any, actor: Actor) -> Form:
    """Return the form of a task as the actor may see and fill it in.

    Who holds a task does it as one of its role.
    """
    is_theirs = task.assignee is not None and task.assignee == actor.id
    return form.seen_by(actor.roles | ({task.role} if is_theirs else frozenset()))


def spared(
    form: Form | None, task: Any, actor: Actor, *, is_given: bool
) -> Mapping[str, Any]:
    """Return what was not asked for; see `Form.spared`.

    An answer that is not the actor's own (``is_given``) is that of the task's role.
    """
    if form is None:
        return {}
    view = seen(form, task, actor) if is_given else form.seen_by(frozenset({task.role}))
    return view.spared(form)


def _check_formats(
    work: Work, engine: Engine, form: Form, task: Any, answer: Mapping[str, Any]
) -> None:
    known = engine.handlers.formats
    fields: dict[str, list[Text]] = {}
    for name in sorted(form.formats & known.keys()):
        given = marked(form.schema, answer, name)
        for path, said in known[name](work, task, given) if given else ():
            fields.setdefault(path, []).append(said)
    if fields:
        raise Invalid("answer-invalid", fields, form=form.key)
