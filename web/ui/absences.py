"""Who is away (离岗): one's own page, and a part of the page of a person."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from sqlalchemy import Connection
from werkzeug.wrappers import Response as Answer

from runtime.identity import absences, people
from runtime.identity.absences import Away
from runtime.identity.permissions import Verb
from runtime.kernel.actors import ActorId
from runtime.kernel.errors import Invalid, Rejected
from runtime.kernel.texts import Text, text
from web import context
from web.ui import moments

bp = Blueprint("absences", __name__)
Faults = Mapping[str, Sequence[Text]]


class Listed(NamedTuple):
    """One absence as a page shows it."""

    id: int
    begins: datetime
    ends: datetime
    deputy: ActorId | None
    state: str

    @property
    def said(self) -> Text:
        """Return what people call the state."""
        return text(f"absence-is-{self.state}")

    @property
    def can_end(self) -> bool:
        """Tell whether it is still to come or going on."""
        return self.state in ("now", "planned")


@bp.get("/away")
@context.needs(Verb.OWN)
def mine() -> Answer:
    """Show one's own absences, and a form to enter one."""
    return _own({}, 200)


@bp.post("/away")
@context.needs(Verb.OWN)
def enter_mine() -> Answer:
    """Say that one will be away."""
    return _entered(context.actor().name, url_for("absences.mine", done=1), _own)


@bp.post(f"/away/<{context.ROW}:absence_id>/end")
@context.needs(Verb.OWN)
def end_mine(absence_id: int) -> Answer:
    """Be there again from now on, or do not go at all."""
    return _ended(context.actor().name, absence_id, url_for("absences.mine"))


@bp.post("/people/<path:name>/absences")
@context.needs(Verb.ENTER_ABSENCES)
def enter(name: str) -> Answer:
    """Note that somebody is away."""
    from web.ui.people import person_page

    people.get(context.reading(), name)

    def again(faults: Faults, status: int) -> Answer:
        return person_page(name, None, status, faults)

    done = url_for("people.one", name=name, done="absence-noted")
    return _entered(name, done, again)


@bp.post(f"/people/<path:name>/absences/<{context.ROW}:absence_id>/end")
@context.needs(Verb.ENTER_ABSENCES)
def end(name: str, absence_id: int) -> Answer:
    """Let somebody be there again from now on, or not go at all."""
    return _ended(name, absence_id, url_for("people.one", name=name))


def listed(read: Connection, person_id: str) -> list[Listed]:
    """Return the absences of a person for a page, the latest first."""
    now = context.runtime().clock.now()
    return [_listed(row, now) for row in absences.list_page(read, person_id, 50)]


def away_now(read: Connection) -> dict[str, Any]:
    """Return who is away now."""
    return absences.list_now(read, context.runtime().clock.now())


def _listed(row: Any, now: datetime) -> Listed:
    state = absences.state_of(row, now)
    return Listed(row.id, row.from_at, row.ended_at or row.to_at, row.deputy_id, state)


def _own(faults: Faults, status: int) -> Answer:
    read, actor = context.reading(), context.actor()
    page = render_template(
        "away.html",
        absences=listed(read, actor.id),
        deputies=people.list_sharing(read, actor.id),
        faults=faults,
    )
    return make_response(page, status)


def _entered(name: str, done: str, again: Callable[[Faults, int], Answer]) -> Answer:
    engine = context.runtime().engine
    try:
        wanted = _wanted()
        context.writing(lambda work: absences.enter(work, engine, name, wanted))
    except Rejected as refused:
        here = [refused.text]
        faults = refused.fields if isinstance(refused, Invalid) else {"to": here}
        return again(faults, 422)
    return redirect(done, 303)


def _ended(name: str, absence_id: int, onward: str) -> Answer:
    engine = context.runtime().engine
    context.writing(lambda work: absences.end(work, engine, name, absence_id))
    return redirect(onward, 303)


def _wanted() -> Away:
    """Return what was typed; raises Invalid with the fields that hold no moment."""
    zone = ZoneInfo(context.runtime().settings.zone)
    ends = {
        end: moments.read(request.form.get(end, ""), zone) for end in ("from", "to")
    }
    begins, over = ends["from"], ends["to"]
    if begins is None or over is None:
        missing = [text("absence-time-missing")]
        faults = {end: missing for end, at in ends.items() if at is None}
        raise Invalid("absence-refused", faults)
    return Away(begins, over, request.form.get("deputy") or None)
