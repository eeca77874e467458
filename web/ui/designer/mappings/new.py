"""A channel that is not there yet, made from a file of its orders (新渠道)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as Answer

from runtime.designer.drafts import drafts
from runtime.designer.drafts.naming import named
from runtime.identity.permissions import Verb
from runtime.kernel.errors import Invalid
from runtime.kernel.texts import Text, text
from runtime.orders.intake import mapping_text
from runtime.orders.intake.mapping_text import MappingText
from web import context
from web.context import takes_files
from web.ui.designer import editing, holding
from web.ui.designer.mappings import page, sample
from web.ui.designer.mappings.page import Filled
from web.ui.designer.mappings.sample import Chosen
from web.ui.designer.mappings.typed import with_suggestions

bp = Blueprint("draft_mapping_new", __name__, url_prefix="/designer/drafts")
PATH = f"/<{context.ROW}:draft_id>/mapping"
KIND = "mapping"
LONGEST_TITLE = 100
Faults = Mapping[str, Sequence[Text]]


@bp.get(PATH)
@context.needs(Verb.DESIGN)
def asked(draft_id: int) -> Answer:
    """Ask what the channel is called, and for a file of its orders."""
    return _page(draft_id, request.args, {}, 200)


def filled_in(kept: MultiDict[str, str], draft_id: int) -> str:
    """Show the page with what was typed before a log-in ended."""
    return _page(draft_id, kept, {}, 200).get_data(as_text=True)


@bp.post(PATH)
@context.needs(Verb.DESIGN)
@context.shows_again(filled_in)
@takes_files
def made(draft_id: int) -> Answer:
    """Put a new channel into the draft and open its editor."""
    typed = request.form
    key = typed.get("key", "").strip()
    chosen = sample.chosen(typed)
    faults = _faults(draft_id, key, typed, chosen)
    if faults:
        return _page(draft_id, typed, faults, 422)
    said = MappingText(
        typed["title"].strip(), typed["title_en"].strip(), typed.get("zone", "")
    )
    if chosen.sample is not None:
        said = with_suggestions(said, chosen.sample)
    held = holding.find(draft_id, named(KIND, key))
    kept = editing.keep(held, mapping_text.new_mapping(said), 0)
    if kept.refused is not None:
        return _page(draft_id, typed, {"key": [kept.refused]}, 409)
    if chosen.sample is None:
        place = url_for("draft_mapping.shown", draft_id=draft_id, key=key)
        return redirect(place, 303)
    again = holding.get(draft_id, held.name)
    return page.show(again, Filled(said, kept.revision, chosen), 200)


def _faults(
    draft_id: int, key: str, typed: Mapping[str, str], chosen: Chosen
) -> Faults:
    zh, en = (typed.get(one, "").strip() for one in ("title", "title_en"))
    found = editing.title_faults(zh, en, LONGEST_TITLE)
    if chosen.refused is not None:
        found["file"] = [chosen.refused]
    if typed.get("zone", "") not in page.ZONES:
        found["zone"] = [text("mapping-zone-wrong")]
    draft = drafts.get(context.reading(), draft_id)
    try:
        if editing.is_there(draft, named(KIND, key)):
            found["key"] = [text("mapping-new-taken", key=key)]
    except Invalid as wrong:
        found["key"] = list(wrong.fields["key"])
    return found


def _page(
    draft_id: int, typed: Mapping[str, str], faults: Faults, status: int
) -> Answer:
    shown = render_template(
        "designer/mapping_new.html",
        draft=drafts.get(context.reading(), draft_id),
        typed=typed,
        faults=faults,
        zones=page.ZONES,
    )
    return make_response(shown, status)
