"""A draft: its files, what it changes in words, what is wrong, and its review."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from runtime.designer.drafts import drafts, publications
from runtime.designer.drafts.drafts import Draft
from runtime.identity.permissions import Verb
from runtime.kernel.errors import Invalid
from runtime.kernel.texts import Text
from web import context
from web.designer import drafting, faults
from web.ui.designer import listing, placing, words

bp = Blueprint("draft", __name__, url_prefix="/designer/drafts")
Faults = Mapping[str, Sequence[Text]]


@bp.get(f"/<{context.ROW}:draft_id>")
@context.needs(Verb.READ_DESIGNS)
def shown(draft_id: int) -> Answer:
    """Show a draft with everything that one decides by."""
    return page(draft_id, {}, 200)


@bp.post(f"/<{context.ROW}:draft_id>/title")
@context.needs(Verb.DESIGN)
def rename(draft_id: int) -> Answer:
    """Give a draft another title."""
    trail, title = context.runtime().engine.trail, request.form.get("title", "")
    try:
        context.writing(
            lambda work: drafts.rename(
                work, trail, drafts.get(work.session, draft_id), title
            )
        )
    except Invalid as wrong:
        return page(draft_id, wrong.fields, 422)
    return redirect(url_for("draft.shown", draft_id=draft_id), 303)


def page(
    draft_id: int, wrong: Faults, status: int, refused: Text | None = None
) -> Answer:
    """Return a draft's page, with what kept somebody from doing what they wanted."""
    read = context.reading()
    draft = drafts.get(read, draft_id)
    found = faults.findings(draft) if draft.is_live else []
    body = render_template(
        "designer/draft.html",
        draft=draft,
        files=listing.files(draft),
        findings=placing.placed(draft, faults.told(draft, found)),
        has_errors=any(one.level == "error" for one in found),
        copies=drafts.list_copies(read, draft_id),
        addable=_addable(draft),
        publication=publications.find_of_draft(read, draft_id),
        may_review=context.actor().id not in draft.authors,
        faults=wrong,
        refused=refused,
        words=words,
    )
    return make_response(body, status)


def _addable(draft: Draft) -> list[Any]:
    rows = drafting.latest()
    return words.sorted_rows(
        one for one in rows if (one.kind, one.key) not in draft.files
    )
