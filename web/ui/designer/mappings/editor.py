"""A channel's mapping edited: fields from columns, tried on a file (渠道映射)."""

from __future__ import annotations

from flask import Blueprint, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as Answer

from runtime.designer.drafts.naming import Name
from runtime.identity.permissions import Verb
from runtime.kernel.errors import Invalid
from runtime.orders.intake import mapping_text
from web import context
from web.context import takes_files
from web.ui.designer import editing, holding
from web.ui.designer.holding import Held
from web.ui.designer.mappings import page, sample, typed
from web.ui.designer.mappings.page import Filled

bp = Blueprint("draft_mapping", __name__, url_prefix="/designer/drafts")
PATH = f"/<{context.ROW}:draft_id>/mapping/<key>"
KIND = "mapping"
SAVE = "save"


@bp.get(PATH)
@context.needs(Verb.READ_DESIGNS)
def shown(draft_id: int, key: str) -> Answer:
    """Show the mapping of a channel: each field of an order and where it comes from."""
    held = holding.get(draft_id, Name(KIND, key))
    try:
        said = mapping_text.read(held.body)
    except Invalid as wrong:
        return page.unreadable(held, wrong)
    is_saved = "saved" in request.args
    return page.show(held, Filled(said, held.revision, is_saved=is_saved), 200)


def filled_in(kept: MultiDict[str, str], draft_id: int, key: str) -> str:
    """Show the page with what was typed before a log-in ended."""
    held = holding.get(draft_id, Name(KIND, key))
    said = typed.typed_in(kept)
    filled = Filled(said, holding.seen(kept), sample.again(kept))
    return page.show(held, filled, 200).get_data(as_text=True)


@bp.post(PATH)
@context.needs(Verb.DESIGN)
@context.shows_again(filled_in)
@takes_files
def edit(draft_id: int, key: str) -> Answer:
    """Try the mapping on rows of a file, or save it into the draft."""
    held = holding.get(draft_id, Name(KIND, key))
    said, act = typed.typed_in(request.form), request.form.get("act", SAVE)
    chosen = sample.chosen(request.form)
    if act == "suggest" and chosen.sample is not None:
        said = typed.with_suggestions(said, chosen.sample)
    filled = Filled(said, holding.seen(request.form), chosen)
    if act != SAVE:
        return page.show(held, filled, 422 if chosen.refused else 200)
    return _save(held, filled)


def _save(held: Held, filled: Filled) -> Answer:
    try:
        body = mapping_text.written(held.body, filled.said)
    except Invalid as wrong:  # theirs cannot be edited: mine is written anew
        if wrong.code != "channel-not-toml":
            return page.unreadable(held, wrong)
        body = mapping_text.new_mapping(filled.said)
    kept = editing.keep(held, body, filled.revision)
    again = holding.get(held.draft.id, held.name)
    filled = filled.but(revision=kept.revision, kept=kept, is_saved=kept.is_done)
    if kept.is_done and filled.chosen.sample is not None:
        return page.show(again, filled, 200)
    draft_id, key = held.draft.id, held.name.key
    place = url_for(
        "draft_mapping.shown", draft_id=draft_id, key=key, saved=kept.revision
    )
    return editing.ended(kept, lambda status: page.show(again, filled, status), place)
