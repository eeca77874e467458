"""What colleagues tell each other of an order: remarks and reminders (备注、催办)."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import orjson
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

from runtime.engine.run import reminders
from runtime.identity import answers
from runtime.identity.permissions import Verb
from runtime.kernel.errors import Conflict, Invalid
from runtime.kernel.texts import Text, text
from runtime.kernel.work import Work
from runtime.orders.order import comments, lookup
from web import context, polling
from web.language import spoken

bp = Blueprint("remarks", __name__)
LATEST = 20  # stand on the page; the story of the order has them all
_ONCE = 40  # characters of what tells one page from another


@dataclass(frozen=True, slots=True)
class Box:
    """Remarks on an order, and what their form sends beside the words."""

    order_no: str
    rows: Sequence[Any]
    task_id: int | None = None
    fault: Text | None = None
    typed: str = ""

    @property
    def once(self) -> str:
        """Return what tells this page from another: a double click is one remark."""
        return secrets.token_urlsafe(12)


def box(read: Connection, order_no: str, task_id: int | None = None) -> Box:
    """Return the last remarks on an order, the newest first."""
    return Box(order_no, comments.list_latest(read, order_no, LATEST), task_id)


@bp.post("/orders/<order_no>/comments")
@context.needs(Verb.REMARK)
def add(order_no: str) -> Answer:
    """Add a remark and go back to the page it was written on."""
    words = request.form.get("text", "")
    task_id = next(iter(context.numbers(request.form.getlist("task"))), None)
    try:
        context.writing(lambda work: _added(work, order_no, words))
    except Invalid as wrong:
        lookup.get(context.reading(), order_no)
        fault = wrong.text
        again = Box(order_no, (), task_id, fault, words)
        return make_response(render_template("remark.html", box=again), 422)
    polling.note(spoken(text("remark-added")))
    place = url_for("orders.card", order_no=order_no, _anchor="remarks")
    if task_id is not None:
        place = url_for("tasks.shown", task_id=task_id, _anchor="remarks")
    return redirect(place, 303)


@bp.post(f"/tasks/<{context.ROW}:task_id>/remind")
@context.needs(Verb.REMIND)
def remind(task_id: int) -> Answer:
    """Ask whoever has the task to do it; go back to the page that asked."""
    engine, order_no = context.runtime().engine, request.form.get("at", "")
    try:
        context.writing(lambda work: reminders.remind(work, engine, task_id))
        flash(spoken(text("remind-done")), "note")
    except Conflict as refused:
        flash(spoken(refused.text), "alert")
    if order_no:
        return redirect(url_for("orders.card", order_no=order_no), 303)
    return redirect(url_for("tasks.shown", task_id=task_id), 303)


def _added(work: Work, order_no: str, words: str) -> answers.Answer:
    """Add a remark unless the same page has sent the same words before."""
    engine = context.runtime().engine

    def act(work: Work) -> answers.Answer:
        made = comments.add(work, engine, order_no, words)
        return answers.Answer(303, orjson.dumps(made.seq))

    once = request.form.get("once", "")[:_ONCE]
    if not once:
        return act(work)
    digest = answers.digest_of(order_no.encode(), words.encode("utf-8", "replace"))
    return answers.once(work, f"remark:{once}:{digest}", digest, act)
