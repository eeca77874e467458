"""My notices: what came back, what is asked of me, what is new in my queues (消息)."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from runtime.engine.run import inbox, returning
from runtime.identity import notices
from runtime.identity.permissions import Verb
from runtime.kernel.texts import Text, Title, text
from web import context, polling
from web.language import spoken

bp = Blueprint("notices", __name__, url_prefix="/notices")
PAGE = 50
COUNTED = 100  # tasks of a queue are counted no further


class Shown(NamedTuple):
    """A notice as the page shows it."""

    id: int
    said: Text
    order_no: str
    task_id: int | None
    at: datetime


class Arrived(NamedTuple):
    """New tasks of one step in one's queues."""

    step: Title
    number: int
    first: datetime


@bp.get("")
@context.needs(Verb.OWN)
def shown() -> Response:
    """Show what is new, the unread first."""
    read, person = context.reading(), context.actor().id
    before = _before()
    fresh = [] if before else notices.list_page(read, person, PAGE, is_read=False)
    past = notices.list_page(read, person, PAGE + 1, before, is_read=True)
    came = [] if before else _arrived()
    seen = [row.id for row in fresh], [row.id for row in past], came

    def page() -> str:
        return render_template(
            "notices.html",
            fresh=[_shown(row) for row in fresh],
            past=[_shown(row) for row in past[:PAGE]],
            more=past[PAGE - 1].id if len(past) > PAGE else None,
            came=came,
            most=COUNTED,
            is_later=bool(before),
        )

    return polling.answered(seen, page)


@bp.post("/read")
@context.needs(Verb.OWN)
def read() -> Answer:
    """Mark one notice as read, or with ``all`` everything, also the new tasks."""
    if "all" in request.form:
        context.writing(notices.mark_all_read)
        polling.note(spoken(text("notices-all-read")))
    else:
        some = context.numbers(request.form.getlist("notice"))
        context.writing(lambda work: notices.mark_read(work, some[:PAGE]))
    return redirect(url_for("notices.shown"), 303)


def _arrived() -> list[Arrived]:
    """Return what came to one's queues since one last looked, by step."""
    runtime, read, actor = context.runtime(), context.reading(), context.actor()
    since = notices.seen_at(read, actor.id, runtime.clock.now())
    together: dict[Title, Arrived] = {}
    for row in inbox.arrived(read, actor.roles, since, COUNTED):
        deployed = runtime.engine.definitions.get(read, row.definition_id)
        step = returning.title(deployed.model, row.element)
        known = together.get(step, Arrived(step, 0, row.first))
        together[step] = known._replace(number=known.number + row.number)
    return list(together.values())


def _shown(row: Any) -> Shown:
    return Shown(row.id, notices.said(row), row.business_key, row.task_id, row.at)


def _before() -> int | None:
    return next(iter(context.numbers(request.args.getlist("before"))), None)
