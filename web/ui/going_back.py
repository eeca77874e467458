"""Going back on the pages: send a task back, take it back, and why not (退回、撤回)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import (
    Blueprint,
    Flask,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from sqlalchemy import Connection
from werkzeug.wrappers import Response as Answer

from runtime.engine.run import four_eyes, going_back, queries, withdrawing
from runtime.identity.permissions import Verb, may
from runtime.kernel.errors import Conflict, Invalid
from runtime.kernel.texts import Text, text
from web import context, errors
from web.language import spoken
from web.ui import hands, rows

bp = Blueprint("going_back", __name__)


@dataclass(frozen=True, slots=True)
class Back:
    """What the page of a task says of going back.

    ``barred`` tells why four eyes keep the task from who looks at it; ``leads_back``
    whether anything was done before it.
    """

    barred: Text | None = None
    leads_back: bool = False
    is_mine_to_withdraw: bool = False


def install(app: Flask) -> None:
    """Let the page of a task ask what may be gone back to."""
    app.jinja_env.globals["back_from"] = back_from


def back_from(task: Any) -> Back:
    """Return whether one may go back from a task, by who looks at it."""
    read, engine, actor = context.reading(), context.runtime().engine, context.actor()
    if task.state != queries.OPEN:
        mine_to = withdrawing.may_withdraw(read, engine, task, actor.id)
        return Back(is_mine_to_withdraw=mine_to and may(actor, Verb.WORK))
    if task.assignee not in (None, actor.id):
        return Back()
    barred = four_eyes.refusals(read, engine, [task], actor.id).get(task.id)
    if barred is not None:
        return Back(barred=rows.barred_text(barred))
    before = queries.last_doer(read, task.instance_id)
    return Back(leads_back=may(actor, Verb.WORK) and before is not None)


def mine(read: Connection, order_no: str) -> Sequence[Any]:
    """Return the tasks of an order that who looks at it may take back."""
    actor = context.actor()
    if not may(actor, Verb.WORK):
        return ()
    engine = context.runtime().engine
    return withdrawing.withdrawable(read, engine, order_no, actor.id)


@bp.get(f"/tasks/<{context.ROW}:task_id>/return")
@context.needs(Verb.WORK)
def asked(task_id: int) -> Answer:
    """Show the steps that the task can be sent back to, and why not to some."""
    return _asked(task_id)


@bp.post(f"/tasks/<{context.ROW}:task_id>/return")
@context.needs(Verb.WORK)
def send_back(task_id: int) -> Answer:
    """Send the task back to the chosen step; without a reason it is asked for."""
    engine = context.runtime().engine
    given = request.form.get("to", ""), request.form.get("reason", "")
    try:
        context.writing(
            lambda work: going_back.return_to(work, engine, task_id, *given)
        )
    except Invalid as wrong:
        return _asked(task_id, wrong)
    except Conflict as refused:
        return _refused(task_id, refused)
    flash(spoken(text("back-done")), "note")
    return redirect(url_for("inbox.shown"), 303)


@bp.post(f"/tasks/<{context.ROW}:task_id>/withdraw")
@context.needs(Verb.WORK)
def take_back(task_id: int) -> Answer:
    """Take the task back; it is in one's own hands again."""
    engine, reason = context.runtime().engine, request.form.get("reason", "")
    try:
        context.writing(
            lambda work: withdrawing.withdraw(work, engine, task_id, reason)
        )
    except Conflict as refused:
        return _refused(task_id, refused)
    flash(spoken(text("withdraw-done")), "note")
    return redirect(url_for("inbox.shown", tab="mine"), 303)


def _asked(task_id: int, wrong: Invalid | None = None) -> Answer:
    """Return the page that asks where to and why, with what is missing."""
    read, engine = context.reading(), context.runtime().engine
    task = hands.get(read, task_id)
    try:
        places = going_back.returns_for(read, engine, task_id, context.actor())
    except Conflict as refused:
        return _refused(task_id, refused)
    (row,) = rows.joined(read, [task], context.runtime().clock.now())
    faults = {} if wrong is None else {"reason": [wrong.text]}
    page = render_template(
        "task_return.html", task=task, row=row, places=places, faults=faults
    )
    return make_response(page, 200 if wrong is None else errors.status_of(wrong))


def _refused(task_id: int, refused: Conflict) -> Answer:
    """Return to the task and say there why it does not go back."""
    flash(spoken(refused.text), "alert")
    return redirect(url_for("tasks.shown", task_id=task_id), 303)
