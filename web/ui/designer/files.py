"""Files of a draft: put in, taken out, based anew, downloaded."""

from __future__ import annotations

from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.wrappers import Response as Answer

from runtime.designer.drafts import drafts, saving
from runtime.designer.drafts.naming import named
from runtime.identity.permissions import Verb
from runtime.kernel.errors import Conflict, Invalid, NotFound
from web import context
from web.designer import drafting
from web.ui.designer import draft as pages
from web.ui.designer import editors, sending

bp = Blueprint("draft_files", __name__, url_prefix="/designer/drafts")
DRAFT = f"/<{context.ROW}:draft_id>"


@bp.post(f"{DRAFT}/files")
@context.needs(Verb.DESIGN)
def add(draft_id: int) -> Answer:
    """Put a published file into a draft and go on to its editor."""
    press = drafting.press()
    kind, _, key = request.form.get("file", "").partition("/")
    try:
        name = named(kind, key)
        context.writing(lambda work: saving.take_in(work, press, draft_id, name))
    except Invalid as wrong:
        told = [one for said in wrong.fields.values() for one in said]
        return pages.page(draft_id, {"file": told}, 422)
    except (Conflict, NotFound) as refused:
        return pages.page(draft_id, {}, 409, refused.text)
    return redirect(editors.place_of(draft_id, kind, key), 303)


@bp.post(f"{DRAFT}/files/<kind>/<key>/take-out")
@context.needs(Verb.DESIGN)
def take_out(draft_id: int, kind: str, key: str) -> Answer:
    """Take a file out of a draft; what it said is kept beside it."""
    trail, name = context.runtime().engine.trail, named(kind, key)
    try:
        context.writing(lambda work: saving.take_out(work, trail, draft_id, name))
    except Conflict as refused:
        return pages.page(draft_id, {}, 409, refused.text)
    return redirect(url_for("draft.shown", draft_id=draft_id), 303)


@bp.post(f"{DRAFT}/files/<kind>/<key>/rebase")
@context.needs(Verb.DESIGN)
def rebase(draft_id: int, kind: str, key: str) -> Answer:
    """Begin from what was published meanwhile: with the draft's text, or with that."""
    press, name, mine = drafting.press(), named(kind, key), "mine" in request.form
    try:
        context.writing(
            lambda work: saving.rebase(work, press, draft_id, name, mine=mine)
        )
    except Conflict as refused:
        return pages.page(draft_id, {}, 409, refused.text)
    return redirect(url_for("draft.shown", draft_id=draft_id), 303)


@bp.get(f"{DRAFT}/files/<kind>/<key>/download")
@context.needs(Verb.READ_DESIGNS)
def download(draft_id: int, kind: str, key: str) -> Response:
    """Send a file of a draft to keep it elsewhere."""
    held = drafts.get(context.reading(), draft_id).get(named(kind, key))
    return sending.file(kind, key, held.place, held.body)


@bp.get(f"{DRAFT}/copies/<{context.ROW}:copy_id>")
@context.needs(Verb.READ_DESIGNS)
def copy(draft_id: int, copy_id: int) -> Response:
    """Send what was kept beside a draft."""
    row = drafts.get_copy(context.reading(), draft_id, copy_id)
    name = f"{row.kind}-{row.key}-{row.id}.txt"
    return sending.attachment(bytes(row.body), name)
