"""A form that is not there yet: from nothing, or like another one (新建表单)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as Answer

from runtime.designer.drafts import drafts
from runtime.designer.drafts.naming import named
from runtime.designer.forming import keys, writing
from runtime.designer.forming.jsontext import NotEditable
from runtime.engine.design import artifacts
from runtime.engine.design.artifacts import Kind
from runtime.identity.permissions import Verb
from runtime.kernel.errors import Invalid
from runtime.kernel.texts import Text, text
from web import context
from web.ui.designer import editing, holding

bp = Blueprint("draft_form_new", __name__, url_prefix="/designer/drafts")
PATH = f"/<{context.ROW}:draft_id>/form"
LONGEST_TITLE = 200
Faults = Mapping[str, Sequence[Text]]


@bp.get(PATH)
@context.needs(Verb.DESIGN)
def asked(draft_id: int) -> Answer:
    """Ask what the form is called, and whether it is like another one."""
    return _page(draft_id, request.args, {}, 200)


def filled_in(kept: MultiDict[str, str], draft_id: int) -> str:
    """Show the page with what was typed before a log-in ended."""
    return _page(draft_id, kept, {}, 200).get_data(as_text=True)


@bp.post(PATH)
@context.needs(Verb.DESIGN)
@context.shows_again(filled_in)
def made(draft_id: int) -> Answer:
    """Put a new form into the draft and open its editor."""
    typed = request.form
    title = {one: typed.get(f"title.{one}", "").strip() for one in ("zh", "en")}
    draft = drafts.get(context.reading(), draft_id)
    key = typed.get("key", "").strip() or keys.derived(title["en"], (), "form")
    faults = _faults(draft, key, title)
    if not faults:
        try:
            body = _body(draft_id, key, title, typed.get("like", ""))
            held = holding.find(draft_id, named(Kind.FORM.value, key))
            refused = editing.keep(held, body, 0).refused
            faults = {"key": [refused]} if refused else {}
        except NotEditable as wrong:
            faults = {"like": [Text(wrong.code, wrong.facts)]}
    if faults:
        return _page(draft_id, typed, faults, 422)
    return redirect(url_for("draft_form.shown", draft_id=draft_id, key=key), 303)


def _body(draft_id: int, key: str, title: Mapping[str, str], like: str) -> bytes:
    if not like:
        return writing.new_form(key, title)
    other = holding.get(draft_id, named(Kind.FORM.value, like))
    return writing.copied(other.body, key, title)


def _faults(draft: drafts.Draft, key: str, title: Mapping[str, str]) -> Faults:
    found = editing.title_faults(title["zh"], title["en"], LONGEST_TITLE)
    try:
        name = named(Kind.FORM.value, key)
    except Invalid as wrong:
        found["key"] = list(wrong.fields["key"])
    else:
        if editing.is_there(draft, name):
            found["key"] = [text("forms-new-taken", key=key)]
    return found


def _page(
    draft_id: int, typed: Mapping[str, str], faults: Faults, status: int
) -> Answer:
    draft = drafts.get(context.reading(), draft_id)
    page = render_template(
        "designer/form_new.html",
        draft=draft,
        typed=typed,
        faults=faults,
        forms=known_forms(draft),
    )
    return make_response(page, status)


def known_forms(draft: drafts.Draft) -> list[str]:
    """Return the keys of all forms, published and in the draft."""
    rows = artifacts.list_latest(context.reading(), Kind.FORM)
    held = {key for kind, key in draft.files if kind == Kind.FORM.value}
    return sorted({row.key for row in rows} | held)
