"""Pass a task on from its page: transfer, delegate, signers, copies (转办)."""

from __future__ import annotations

from functools import partial

from flask import Blueprint, flash, make_response, redirect, request, url_for
from werkzeug.wrappers import Response as Answer

from runtime.engine.run import opinions, signing, user_tasks
from runtime.engine.run.opinions import Said
from runtime.identity import handing
from runtime.identity.handing import Given, Pass, Wanted
from runtime.identity.permissions import Verb
from runtime.kernel.errors import Conflict, Invalid
from runtime.kernel.texts import text
from web import context, errors
from web.language import spoken
from web.ui import task_page

bp = Blueprint("handing", __name__, url_prefix="/tasks")


@bp.post(f"/<{context.ROW}:task_id>/transfer")
@context.needs(Verb.WORK)
def transfer(task_id: int) -> Answer:
    """Make the task somebody else's."""
    return _passed(task_id, "transfer", handing.transfer)


@bp.post(f"/<{context.ROW}:task_id>/delegate")
@context.needs(Verb.WORK)
def delegate(task_id: int) -> Answer:
    """Let somebody else do the task, and have it back."""
    return _passed(task_id, "delegate", handing.delegate)


@bp.post(f"/<{context.ROW}:task_id>/add-sign")
@context.needs(Verb.WORK)
def add_sign(task_id: int) -> Answer:
    """Ask somebody to sign."""
    is_after = request.form.get("when") == Said.AFTER
    when = Said.AFTER if is_after else Said.BEFORE
    return _passed(task_id, "add-sign", partial(handing.add_signer, when=when))


@bp.post(f"/<{context.ROW}:task_id>/cc")
@context.needs(Verb.WORK)
def cc(task_id: int) -> Answer:
    """Send somebody a copy."""
    return _passed(
        task_id,
        "cc",
        lambda work, engine, task, wanted: Given(
            handing.copy(work, engine, task, [wanted.to], wanted.reason)[0]
        ),
    )


@bp.post(f"/<{context.ROW}:task_id>/sign")
@context.needs(Verb.WORK)
def sign(task_id: int) -> Answer:
    """Give one's opinion."""
    engine, note = context.runtime().engine, request.form.get("reason", "")
    decision = request.form.get("decision", "")
    if decision not in opinions.DECIDED:
        return _again(task_id, "sign", Invalid("sign-undecided"))
    try:
        context.writing(
            lambda work: signing.sign(
                work, engine, task_id, Said(decision), handing.tidy(note)
            )
        )
    except Invalid as wrong:
        return _again(task_id, "sign", wrong)
    except Conflict as late:
        return _late(task_id, late)
    flash(spoken(text("hand-signed")), "note")
    return redirect(url_for("inbox.shown"), 303)


def _passed(task_id: int, verb: str, act: Pass) -> Answer:
    """Do what a form asks, and say where the task is now."""
    wanted = Wanted(request.form.get("to", ""), request.form.get("reason", ""))
    engine = context.runtime().engine
    try:
        if not wanted.to:
            raise Invalid("hand-nobody")
        given = context.writing(lambda work: act(work, engine, task_id, wanted))
    except Invalid as wrong:
        return _again(task_id, verb, wrong)
    except Conflict as late:
        return _late(task_id, late)
    flash(spoken(text(f"hand-done-{verb}", who=given.to)), "note")
    if given.instead_of is not None:
        facts = {"who": given.instead_of, "deputy": given.to}
        flash(spoken(text("hand-by-deputy", **facts)), "note")
    with context.runtime().database.reading() as read:
        task = user_tasks.get(read, task_id)
    if task.assignee == context.actor().id or verb == "cc":
        return redirect(url_for("tasks.shown", task_id=task_id), 303)
    return redirect(url_for("inbox.shown"), 303)


def _late(task_id: int, late: Conflict) -> Answer:
    flash(spoken(late.text), "alert")
    return redirect(url_for("tasks.shown", task_id=task_id), 303)


def _again(task_id: int, verb: str, wrong: Invalid) -> Answer:
    """Show the task with what was chosen and why it was refused."""
    typed = {"verb": verb, **request.form.to_dict()}
    with context.runtime().database.reading() as read:
        task = user_tasks.get(read, task_id)
        page = task_page.passed_again(read, task, typed, spoken(wrong.text))
    return make_response(page, errors.status_of(wrong))
