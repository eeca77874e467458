"""People: who works here, in which roles, and how somebody comes and goes (人员)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from runtime.engine.run import queries
from runtime.identity import leaving, people, roles, sessions
from runtime.identity.people import NewPerson
from runtime.identity.permissions import Verb
from runtime.kernel.errors import Rejected
from runtime.kernel.texts import Text, text
from runtime.kernel.work import Work
from web import context
from web.ui import absences, warnings
from web.ui.warnings import Choice

bp = Blueprint("people", __name__, url_prefix="/people")
_DONE = frozenset(
    {
        "people-added",
        "people-roles-set",
        "people-password-set",
        "people-logged-out",
        "people-disabled",
        "people-handed-over",
        "absence-noted",
    }
)


@bp.get("")
@context.needs(Verb.READ_PEOPLE)
def shown() -> Answer:
    """Show everybody, and a form to add somebody."""
    return _everybody(None, 200)


@bp.post("")
@context.needs(Verb.CHANGE_PEOPLE)
def add() -> Answer:
    """Add somebody."""
    form = request.form
    person = NewPerson(
        form.get("name", "").strip(),
        form.getlist("role"),
        form.get("phone", "").strip(),
        form.get("password") or None,
    )
    trail = context.runtime().engine.trail
    try:
        context.writing(
            lambda work: people.add(work, trail, person, roles.known(work.read))
        )
    except Rejected as refused:
        return _everybody(refused.text, 422)
    return _back(person.name, "people-added")


@bp.get("/<path:name>")
@context.needs(Verb.READ_PEOPLE)
def one(name: str) -> Answer:
    """Show one person, and what may be changed about them."""
    return person_page(name, None, 200)


@bp.post("/<path:name>/roles")
@context.needs(Verb.CHANGE_PEOPLE)
def set_roles(name: str) -> Answer:
    """Give a person the chosen roles."""
    chosen, trail = request.form.getlist("role"), context.runtime().engine.trail

    def change(work: Work) -> None:
        people.change_roles(work, trail, name, chosen, roles.known(work.read))

    return _changed(name, change, "people-roles-set")


@bp.post("/<path:name>/password")
@context.needs(Verb.CHANGE_PEOPLE)
def set_password(name: str) -> Answer:
    """Set somebody's password; every browser of theirs is logged out."""
    new, trail = request.form.get("password", ""), context.runtime().engine.trail

    def change(work: Work) -> None:
        row = people.get(work.read, name)
        people.set_password(work, trail, row.id, new)
        sessions.close_all(work, trail, row.id)

    return _changed(name, change, "people-password-set")


@bp.post("/<path:name>/log-out")
@context.needs(Verb.CHANGE_PEOPLE)
def log_out(name: str) -> Answer:
    """Log somebody out in every browser and end their tokens."""
    trail = context.runtime().engine.trail

    def change(work: Work) -> None:
        sessions.close_all(work, trail, people.get(work.read, name).id)

    return _changed(name, change, "people-logged-out")


@bp.post("/<path:name>/disable")
@context.needs(Verb.CHANGE_PEOPLE)
def disable(name: str) -> Answer:
    """Let somebody go: no log-in, and their open tasks go back to the queues."""
    engine, choice = context.runtime().engine, warnings.choice()
    if choice is Choice.NO:
        return warnings.unchanged(url_for("people.one", name=name))
    if choice is Choice.NONE:
        return person_page(name, text("warning-undecided"), 422)
    return _changed(
        name, lambda work: leaving.let_go(work, engine, name), "people-disabled"
    )


@bp.post("/<path:name>/hand-over")
@context.needs(Verb.CHANGE_PEOPLE)
def hand_over(name: str) -> Answer:
    """Give all open tasks of somebody to their queues or to another person."""
    engine, to = context.runtime().engine, request.form.get("to") or None
    return _changed(
        name,
        lambda work: leaving.hand_over(work, engine, name, to),
        "people-handed-over",
    )


@bp.post("/<path:name>/erase")
@context.needs(Verb.CHANGE_PEOPLE)
def erase(name: str) -> Answer:
    """Forget somebody for good; the name is typed once more."""
    engine, typed = context.runtime().engine, request.form.get("typed", "")
    try:
        context.writing(lambda work: leaving.erase(work, engine, name, typed))
    except Rejected as refused:
        people.get(context.reading(), name)
        return person_page(name, refused.text, 422)
    return redirect(url_for("people.shown", done="people-erased"), 303)


def _changed(name: str, change: Any, done: str) -> Answer:
    try:
        context.writing(change)
    except Rejected as refused:
        people.get(context.reading(), name)
        return person_page(name, refused.text, 422)
    return _back(name, done)


def _back(name: str, done: str) -> Answer:
    return redirect(url_for("people.one", name=name, done=done), 303)


def _everybody(fault: Text | None, status: int) -> Answer:
    read = context.reading()
    page = render_template(
        "people.html",
        everybody=people.list_people(read),
        away=absences.away_now(read),
        is_erased=request.args.get("done") == "people-erased",
        roles=roles.titles(read),
        fault=fault,
    )
    return make_response(page, status)


def person_page(
    name: str,
    fault: Text | None,
    status: int,
    faults: Mapping[str, Sequence[Text]] | None = None,
) -> Answer:
    """Return the page of a person; ``faults`` of the form for absences, by field."""
    read = context.reading()
    row = people.get(read, name)
    done = request.args.get("done")
    page = render_template(
        "person.html",
        person=row,
        held=people.roles_of(read, row.id),
        roles=roles.titles(read),
        heirs=[one for one in people.list_active(read) if one.id != row.id],
        tasks=queries.count_held(read, row.id),
        absences=absences.listed(read, row.id),
        deputies=people.list_sharing(read, row.id),
        fault=fault,
        faults=faults or {},
        done=done if done in _DONE else None,
    )
    return make_response(page, status)
