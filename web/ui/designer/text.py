"""A file of a draft as text: for kinds without a page of their own, and for experts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from runtime.designer.drafts import checking
from runtime.designer.drafts.naming import Name, named
from runtime.identity.permissions import Verb
from runtime.kernel.errors import Conflict, Invalid
from runtime.kernel.texts import Text
from web import context
from web.designer import faults
from web.ui.designer import holding, words

bp = Blueprint("draft_text", __name__, url_prefix="/designer/drafts")
PATH = f"/<{context.ROW}:draft_id>/text/<kind>/<key>"
Faults = Mapping[str, Sequence[Text]]


class Filled(NamedTuple):
    """The text as it is shown, upon which revision, and who saved meanwhile."""

    body: str
    revision: int
    clash: Text | None = None


@bp.get(PATH)
@context.needs(Verb.READ_DESIGNS)
def shown(draft_id: int, kind: str, key: str) -> Answer:
    """Show a file as text with what is wrong with it."""
    return _page(draft_id, named(kind, key), None, {}, 200)


def filled_in(kept: Mapping[str, str], draft_id: int, kind: str, key: str) -> str:
    """Show the text as it was typed before the log-in ended."""
    page = _page(draft_id, named(kind, key), _typed(kept), {}, 200)
    return page.get_data(as_text=True)


@bp.post(PATH)
@context.needs(Verb.DESIGN)
@context.shows_again(filled_in)
def save(draft_id: int, kind: str, key: str) -> Answer:
    """Save the text; or check it and keep nothing."""
    name, filled = named(kind, key), _typed(request.form)
    if "check" in request.form:
        return _page(draft_id, name, filled, {}, 200)
    held = holding.find(draft_id, name)
    try:
        found = holding.save(held, filled.body.encode(), filled.revision)
    except Invalid as wrong:
        return _page(draft_id, name, filled, wrong.fields, 422)
    except Conflict as refused:
        return _page(draft_id, name, filled, {"body": [refused.text]}, 409)
    if found.clash is not None:
        later = Filled(filled.body, *found)
        return _page(draft_id, name, later, {}, 409)
    place = url_for("draft_text.shown", draft_id=draft_id, kind=kind, key=key, saved=1)
    return redirect(place, 303)


def _page(
    draft_id: int, name: Name, filled: Filled | None, wrong: Faults, status: int
) -> Answer:
    held = holding.find(draft_id, name)
    if filled is None:
        filled = Filled(held.body.decode(), held.revision)
    changed = checking.as_if(held.draft, name, filled.body.encode())
    found = [] if wrong else faults.told(changed, faults.findings(changed))
    page = render_template(
        "designer/text.html",
        draft=held.draft,
        name=name,
        filled=filled,
        findings=[one for one in found if (one["kind"], one["key"]) == name],
        theirs=held.body.decode() if filled.clash else "",
        faults=wrong,
        words=words,
    )
    return make_response(page, status)


def _typed(form: Mapping[str, str]) -> Filled:
    body = form.get("body", "").replace("\r\n", "\n")
    return Filled(body, holding.seen(form))
