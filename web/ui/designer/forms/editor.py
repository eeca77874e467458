"""The form editor: fields in plain words, with the form beside them (表单编辑)."""

from __future__ import annotations

from flask import Blueprint, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as Answer

from runtime.designer.drafts.naming import Name
from runtime.designer.forming import reading
from runtime.designer.forming.jsontext import NotEditable
from runtime.designer.forming.writing import written
from runtime.identity.permissions import Verb
from web import context
from web.ui.designer import editing, holding
from web.ui.designer.forms import page, typed
from web.ui.designer.forms.house import faults_of
from web.ui.designer.forms.page import Filled
from web.ui.designer.holding import Held

bp = Blueprint("draft_form", __name__, url_prefix="/designer/drafts")
PATH = f"/<{context.ROW}:draft_id>/form/<key>"
KIND = "form"
SAVE = "save"


@bp.get(PATH)
@context.needs(Verb.READ_DESIGNS)
def shown(draft_id: int, key: str) -> Answer:
    """Show a form of a draft, or the published one, as fields to edit."""
    at = holding.get(draft_id, Name(KIND, key))
    try:
        source = reading.read(at.body)
    except NotEditable as wrong:
        return page.unreadable(at, wrong)
    filled = Filled(source, source.form, at.revision, is_saved="saved" in request.args)
    return page.show(at, filled, 200)


def filled_in(kept: MultiDict[str, str], draft_id: int, key: str) -> str:
    """Show the form with what was typed before a log-in ended."""
    at = holding.get(draft_id, Name(KIND, key))
    source = _source(kept, at)
    form = typed.typed_in(kept, source)
    filled = Filled(source, form, holding.seen(kept))
    return page.show(at, filled, 200).get_data(as_text=True)


@bp.post(PATH)
@context.needs(Verb.DESIGN)
@context.shows_again(filled_in)
def edit(draft_id: int, key: str) -> Answer:
    """Do one thing to the fields and show them, or save them into the draft."""
    at = holding.get(draft_id, Name(KIND, key))
    try:
        source = _source(request.form, at)
    except NotEditable as wrong:
        return page.unreadable(at, wrong)
    form = typed.typed_in(request.form, source)
    revision, act = holding.seen(request.form), request.form.get("act", SAVE)
    if act == SAVE:
        return _save(at, Filled(source, form, revision))
    form, place = typed.acted(form, act)
    return page.show(at, Filled(source, form, revision, at=place), 200)


def _source(sent: MultiDict[str, str], at: Held) -> reading.Source:
    """Return the form that the page was made of: what was typed is told against it."""
    given = sent.get("source", "")
    return reading.read(given.encode() if given else at.body)


def _save(at: Held, filled: Filled) -> Answer:
    if faults_of(filled.form).keep_from_writing:
        return page.show(at, filled, 422)
    kept = editing.keep(at, written(filled.source, filled.form), filled.revision)
    again = holding.get(at.draft.id, at.name)
    later = filled.but(revision=kept.revision, kept=kept, is_saved=kept.is_done)
    draft_id, key = at.draft.id, at.name.key
    place = url_for("draft_form.shown", draft_id=draft_id, key=key, saved=kept.revision)
    return editing.ended(kept, lambda status: page.show(again, later, status), place)
