"""The way past a task, while it is open (任务页上的绕行)."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from sqlalchemy import Connection
from werkzeug.wrappers import Response as Answer

from runtime.engine.design.border_checks import POLICY
from runtime.engine.run import bypassing
from runtime.identity.permissions import Verb
from runtime.kernel.errors import Conflict
from runtime.kernel.texts import text
from runtime.kernel.work import Work
from runtime.orders.bypass import using
from runtime.orders.bypass.using import Ask
from web import context, openings
from web.language import spoken
from web.openings import Open

bp = Blueprint("task_bypass", __name__, url_prefix="/tasks")


def offered(read: Connection, task: Any) -> Open | None:
    """Return what is open around a task for who is there; None for most tasks."""
    definitions = context.runtime().engine.definitions
    elements = definitions.get(read, task.definition_id).model.by_scope.values()
    event = bypassing.shortcut_of(elements, task.element)
    if event is None:
        return None
    mine = context.actor().roles
    for policy, opening in openings.now():
        is_mine = not mine.isdisjoint(policy.uses or {task.role})
        if policy.name == event.properties[POLICY] and is_mine:
            return policy, opening
    return None


@bp.post(f"/<{context.ROW}:task_id>/bypass")
@context.needs(Verb.WORK)
def bypass(task_id: int) -> Answer:
    """Go around the task; what is refused is said in one plain sentence."""
    runtime = context.runtime()
    form = request.form
    code = form.get("code", "").strip() or None
    reason = form.get("reason", "").strip()
    here = redirect(url_for("tasks.shown", task_id=task_id), 303)
    if not reason:
        flash(spoken(text("bypasses-reason-missing")), "alert")
        return here
    ask = Ask(task_id, reason[:2000], {}, code)

    def run(work: Work) -> Any:
        return using.use(work, runtime.engine, runtime.codes, ask)

    try:
        context.writing(run)
    except Conflict as late:
        if ask.refusal is not None:
            context.writing(lambda work: using.note(work, runtime.engine, ask))
        flash(spoken(late.text), "alert")
        return here
    flash(spoken(text("bypasses-went")), "note")
    return redirect(url_for("inbox.shown"), 303)
