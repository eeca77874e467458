"""One task: what it is about, why it is here, and the form that ends it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import (
    Blueprint,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from sqlalchemy import Connection
from werkzeug.wrappers import Response as Answer

from runtime.engine.design.forms import Form
from runtime.engine.run import looking, queries, story, user_tasks
from runtime.identity.permissions import Verb
from runtime.kernel.errors import Conflict, FlowError, Invalid
from runtime.kernel.texts import text
from runtime.orders.order import bodies, lookup
from runtime.orders.order import queries as order_queries
from web import answers, context, errors, hints, rendering
from web.language import language, spoken
from web.rendering import Field
from web.ui import rows

bp = Blueprint("tasks", __name__, url_prefix="/tasks")
WHY = 3  # decisions that are told; the page of the order has them all
_DECISION = "decision"
DONE = "task-already-completed"


@dataclass(frozen=True, slots=True)
class Filling:
    """How far a person has got with the form."""

    typed: Mapping[str, Sequence[str]]
    faults: Mapping[str, Sequence[str]] = field(default_factory=dict)
    others: Sequence[str] = ()  # faults of no field in sight
    refused: str = ""  # why the task is not theirs to end now


@bp.get("/<int:task_id>")
@context.needs(Verb.READ_TASKS)
def shown(task_id: int) -> str:
    """Show a task to those whose role it is for."""
    task = _task(context.reading(), task_id)
    fields = rendering.fields_of(_form(task))
    return _page(context.reading(), task, Filling(answers.untouched(fields)))


@bp.post("/<int:task_id>")
@context.needs(Verb.WORK)
def complete(task_id: int) -> Answer:
    """End a task with what was typed, and go on to the next thing to do."""
    runtime = context.runtime()
    task = _task(context.reading(), task_id)
    fields = rendering.fields_of(_form(task))
    answer = answers.read(fields, request.form, runtime.settings.zone)
    try:
        context.writing(
            lambda work: user_tasks.complete(work, runtime.engine, task_id, answer)
        )
    except Invalid as wrong:
        return _again(task_id, fields, wrong)
    except Conflict as late:
        if late.code == DONE and late.facts["by"] == context.actor().id:
            return redirect(url_for("tasks.shown", task_id=task_id), 303)
        return _again(task_id, fields, late)
    flash(spoken(text("task-done", order=task.business_key)), "note")
    return redirect(_onward(), 303)


@bp.post("/<int:task_id>/claim")
@context.needs(Verb.WORK)
def claim(task_id: int) -> Answer:
    """Take the task."""
    engine = context.runtime().engine
    context.writing(lambda work: user_tasks.claim(work, engine, task_id))
    return redirect(url_for("tasks.shown", task_id=task_id), 303)


@bp.post("/<int:task_id>/release")
@context.needs(Verb.WORK)
def release(task_id: int) -> Answer:
    """Give the task back."""
    engine = context.runtime().engine
    context.writing(lambda work: user_tasks.release(work, engine, task_id))
    flash(spoken(text("inbox-released", count=1)), "note")
    return redirect(url_for("inbox.shown"), 303)


def _task(read: Connection, task_id: int) -> Any:
    """Return a task that who is there may see; raises NotFound or Forbidden."""
    task = user_tasks.get(read, task_id)
    user_tasks.check_role(task, context.actor())
    return task


def _form(task: Any) -> Form:
    deployed = context.runtime().engine.definitions.get(
        context.reading(), task.definition_id
    )
    # a form for each task is a condition of deployment
    return deployed.form_of(task.element) or Form(task.element, {}, {}, None)


def _again(task_id: int, fields: Sequence[Field], wrong: FlowError) -> Answer:
    """Show the page with what was typed and why it was refused.

    It is read anew: somebody may have been quicker since this request began.
    """
    said = {
        path: [each.say(language()) for each in texts]
        for path, texts in getattr(wrong, "fields", {}).items()
    }
    beside, others = answers.by_field(fields, said)
    is_late = isinstance(wrong, Conflict)
    refused = spoken(text(wrong.code, **wrong.facts)) if is_late else ""
    filling = Filling(answers.typed(fields, request.form), beside, others, refused)
    with context.runtime().database.reading() as read:
        page = _page(read, user_tasks.get(read, task_id), filling)
    return make_response(page, errors.status_of(wrong))


def _page(read: Connection, task: Any, filling: Filling) -> str:
    runtime = context.runtime()
    now, form = runtime.clock.now(), _form(task)
    fields = rendering.fields_of(form)
    row = lookup.get(read, task.business_key)
    (listed,) = rows.joined(read, [task], now)
    return render_template(
        "task.html",
        task=task,
        row=listed,
        order=bodies.from_body(bytes(row.body)),
        paid=row.paid,
        payments=order_queries.list_payments(read, row.id),
        why=_why(read, task.business_key),
        form=form,
        fields=fields,
        labels={one.path: one.label for one in rendering.every(fields)},
        yes_no=rendering.yes_no,
        hint=_hint(read, task, form),
        filling=filling,
        is_open=task.state == queries.OPEN,
        now=now,
    )


def _why(read: Connection, order_no: str) -> list[story.Line]:
    """Return the last decisions about an order, the newest first."""
    lines = story.tell(read, context.runtime().engine, order_no)
    return [line for line in lines if line.kind == _DECISION][: -WHY - 1 : -1]


def _hint(read: Connection, task: Any, form: Form) -> str:
    """Return the help of the form for this one task."""
    if "ui:help" not in form.ui or task.state != queries.OPEN:
        return ""
    runtime = context.runtime()
    frame = runtime.engine.frame_for(runtime.clock.now(), {}, {}, {})
    data = looking.data_of(read, runtime.engine, task, frame)
    return hints.hint(form.ui, {**data, "order_no": task.business_key})


def _onward() -> str:
    """Return where to go after a task: to the next one if that is wanted."""
    if request.form.get("then") != "next":
        return url_for("inbox.shown")
    with context.runtime().database.reading() as read:
        actor = context.actor()
        waiting = [
            *queries.list_mine(read, actor.id, 1),
            *queries.list_queue(read, actor.roles, 1),
        ]
    if not waiting:
        return url_for("inbox.shown")
    return url_for("tasks.shown", task_id=waiting[0].id)
