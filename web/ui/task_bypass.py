"""The way past a task, while it is open (任务页上的绕行)."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Flask, flash, redirect, request, url_for
from sqlalchemy import Connection
from werkzeug.wrappers import Response as Answer

from runtime.engine.design.border_checks import POLICY
from runtime.engine.run import bypassing, user_tasks
from runtime.engine.run.standing import Standing
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


def install(app: Flask) -> None:
    """Let the page of a task ask for the way past it."""
    app.jinja_env.globals["bypass_of"] = lambda task: offered(context.reading(), task)


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


def offered_at(read: Connection, stands: Standing) -> list[tuple[Any, Open]]:
    """Return the tasks an order waits at that who is there may go around now.

    Asks nothing of the database while no shortcut is open.
    """
    if not openings.now():
        return []
    numbers = [one.number for one in stands.waits if one.kind == "task"]
    tasks = [user_tasks.get(read, number) for number in numbers]
    offers = ((task, offered(read, task)) for task in tasks)
    return [(task, offer) for task, offer in offers if offer is not None]


@bp.post(f"/<{context.ROW}:task_id>/bypass")
@context.needs(Verb.WORK)
def bypass(task_id: int) -> Answer:
    """Go around the task; what is refused is said in one plain sentence."""
    runtime = context.runtime()
    form = request.form
    code = form.get("code", "").strip() or None
    reason = form.get("reason", "").strip()
    key = user_tasks.get(context.reading(), task_id).business_key
    card = redirect(url_for("orders.card", order_no=key), 303)
    here = card
    if form.get("from") == "task":
        here = redirect(url_for("tasks.shown", task_id=task_id), 303)
    if not reason:
        flash(spoken(text("bypasses-reason-missing")), "alert")
        return here
    ask = Ask(task_id, reason[:2000], {}, code)

    def run(work: Work) -> Any:
        return using.use(work, runtime.engine, runtime.codes, ask)

    try:
        with openings.refusals_noted(ask):
            context.writing(run)
    except Conflict as late:
        flash(spoken(late.text), "alert")
        return here
    flash(spoken(text("bypasses-went")), "note")
    return card
