"""One task: look at it, take it, end it."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, flash, make_response, redirect, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as Answer

from runtime.engine.run import queries, user_tasks
from runtime.identity.permissions import Verb
from runtime.kernel.errors import Conflict, FlowError, Invalid
from runtime.kernel.texts import Text, text
from web import answers, context, errors, polling
from web.answers import Posted
from web.language import spoken
from web.ui import task_files, task_page
from web.ui.task_page import Filling

bp = Blueprint("tasks", __name__, url_prefix="/tasks")


@bp.get(f"/<{context.ROW}:task_id>")
@context.needs(Verb.READ_TASKS)
def shown(task_id: int) -> Response:
    """Show a task to those whose role it is for."""
    read, now = context.reading(), context.runtime().clock.now()
    task = task_page.get(read, task_id)

    def page() -> str:
        return task_page.rendered(read, task, None)

    moved = queries.mark_of(read, task.business_key)
    seen = task.state, task.assignee, moved, polling.lately(now)
    return polling.answered(seen, page)


def filled_in(kept: Posted, task_id: int) -> str:
    """Show a task with what was typed before its log-in ended."""
    read, refused = context.reading(), ""
    task = task_page.get(read, task_id)
    try:
        user_tasks.check_turn(task, context.actor())
        flash(spoken(text("resume-says")), "note")
    except Conflict as late:
        refused = spoken(late.text)
    fields = task_page.fields_of(read, task)
    filling = Filling(answers.typed(fields, kept), refused=refused)
    return task_page.rendered(read, task, filling)


@bp.post(f"/<{context.ROW}:task_id>")
@context.takes_files
@context.needs(Verb.WORK)
@context.shows_again(filled_in)
def complete(task_id: int) -> Answer:
    """End a task with what was typed, and go on to the next thing to do."""
    runtime, read = context.runtime(), context.reading()
    task = task_page.get(read, task_id)
    fields = task_page.fields_of(read, task)
    form: MultiDict[str, str] = MultiDict(request.form)
    try:
        sent = task_files.sent(task_id, fields)
        form = sent.form
        answer = answers.read(fields, form, runtime.settings.zone)
        if sent.faults:
            task_files.refuse(task_page.form_of(read, task), answer, sent)
        outcome = context.writing(
            lambda work: user_tasks.complete(work, runtime.engine, task_id, answer)
        )
    except Invalid as wrong:
        return _again(task_id, form, wrong)
    except Conflict as late:
        if user_tasks.was_done_by(late, context.actor()):
            return redirect(url_for("tasks.shown", task_id=task_id), 303)
        return _again(task_id, form, late)
    flash(spoken(_told(task, is_kept=outcome is None)), "note")
    return redirect(_onward(), 303)


@bp.post(f"/<{context.ROW}:task_id>/claim")
@context.needs(Verb.WORK)
def claim(task_id: int) -> Answer:
    """Take the task."""
    engine = context.runtime().engine
    try:
        context.writing(lambda work: user_tasks.claim(work, engine, task_id))
    except Conflict as late:
        flash(spoken(late.text), "alert")
    return redirect(url_for("tasks.shown", task_id=task_id), 303)


@bp.post(f"/<{context.ROW}:task_id>/release")
@context.needs(Verb.WORK)
def release(task_id: int) -> Answer:
    """Give the task back."""
    engine = context.runtime().engine
    context.writing(lambda work: user_tasks.release(work, engine, task_id))
    flash(spoken(text("inbox-released", count=1)), "note")
    return redirect(url_for("inbox.shown"), 303)


def _told(task: Any, *, is_kept: bool) -> Text:
    """Return what is said of a task that was answered."""
    if not is_kept:
        return text("task-done", order=task.business_key)
    with context.runtime().database.reading() as read:
        who = user_tasks.get(read, task.id).assignee
    if who is None:
        return text("task-kept-queue", order=task.business_key)
    return text("task-kept-by", order=task.business_key, who=who)


def _again(task_id: int, form: MultiDict[str, str], wrong: FlowError) -> Answer:
    """Show the page with what was typed and why it was refused.

    It is read anew: somebody may have been quicker since this request began.
    """
    is_late = isinstance(wrong, Conflict)
    refused = spoken(wrong.text) if is_late else ""
    with context.runtime().database.reading() as read:
        task = user_tasks.get(read, task_id)
        fields = task_page.fields_of(read, task)
        beside, others = answers.by_field(fields, answers.said(fields, wrong))
        filling = Filling(answers.typed(fields, form), beside, others, refused)
        page = task_page.rendered(read, task, filling)
    return make_response(page, errors.status_of(wrong))


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
