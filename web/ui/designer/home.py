"""The designer's home: what runs, what is being changed, what waits for review."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from runtime.designer.drafts import drafts, publications
from runtime.designer.drafts.naming import named
from runtime.designer.drafts.tables import DraftState
from runtime.identity.permissions import Verb
from runtime.kernel.errors import Invalid
from runtime.kernel.texts import Text
from web import context
from web.designer import drafting
from web.ui.designer import words

bp = Blueprint("designer", __name__, url_prefix="/designer")
PUBLICATIONS = 10
Faults = Mapping[str, Sequence[Text]]


@bp.get("")
@context.needs(Verb.READ_DESIGNS)
def shown() -> Answer:
    """Show everything that is published, and every draft that has not ended."""
    return _page({}, 200)


@bp.post("")
@context.needs(Verb.DESIGN)
def open_() -> Answer:
    """Open a draft, with the published file in it that was chosen."""
    chosen = request.form.get("file", "")
    kind, _, key = chosen.partition("/")
    names = [named(kind, key)] if chosen else []
    try:
        title = request.form.get("title", "")
        made = context.writing(lambda work: drafting.begun(work, title, *names))
    except Invalid as wrong:
        return _page(wrong.fields, 422)
    return redirect(url_for("draft.shown", draft_id=made.id), 303)


@bp.get("/ended")
@context.needs(Verb.READ_DESIGNS)
def ended() -> str:
    """Show the drafts that were published or put away."""
    over = (DraftState.PUBLISHED, DraftState.DISCARDED)
    found = drafts.list_drafts(context.reading(), over)
    return render_template("designer/ended.html", drafts=found, words=words)


def _page(faults: Faults, status: int) -> Answer:
    read = context.reading()
    latest = drafting.latest()
    page = render_template(
        "designer/home.html",
        published=words.sorted_rows(latest),
        groups=words.grouped(latest),
        drafts=drafts.list_drafts(read),
        publications=publications.list_publications(read, PUBLICATIONS),
        faults=faults,
        words=words,
    )
    return make_response(page, status)
