"""A publication: what was published together, and the way back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from runtime.designer.drafts import comparing, publications, rollback
from runtime.designer.drafts.publications import Part
from runtime.identity.permissions import Verb
from runtime.kernel.errors import Conflict, Invalid, Misconfigured
from runtime.kernel.texts import Text
from web import context
from web.designer import drafting
from web.ui.designer import words

bp = Blueprint("publication", __name__, url_prefix="/designer/publications")
PATH = f"/<{context.ROW}:publication>"
Faults = Mapping[str, Sequence[Text]]


@bp.get(PATH)
@context.needs(Verb.READ_DESIGNS)
def shown(publication: int) -> Answer:
    """Show what was published together, what it changed, and the way back."""
    return _page(publication, {}, 200)


@bp.post(PATH)
@context.needs(Verb.REVIEW_DESIGNS)
def roll_back(publication: int) -> Answer:
    """Publish once more what a publication replaced."""
    press, note = drafting.press(), request.form.get("note", "")
    try:
        made = context.writing(
            lambda work: rollback.undo(work, press, publication, note)
        )
    except Invalid as wrong:
        return _page(publication, wrong.fields, 422)
    except (Conflict, Misconfigured) as refused:
        return _page(publication, {"note": [refused.text]}, 409)
    return redirect(url_for("publication.shown", publication=made, done=1), 303)


def _page(publication: int, wrong: Faults, status: int) -> Answer:
    read = context.reading()
    row, parts = publications.get(read, publication)
    page = render_template(
        "designer/publication.html",
        row=row,
        parts=[(one, _changes(one)) for one in parts],
        undone=publications.find_undoing(read, publication),
        faults=wrong,
        words=words,
    )
    return make_response(page, status)


def _changes(part: Part) -> Any:
    """Return what a part changed, None for a new file."""
    return comparing.of_part(context.reading(), part) if part.before else None
