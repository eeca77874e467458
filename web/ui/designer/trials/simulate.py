"""A process of a draft, stepped through on a page (模拟)."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, request
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as Answer

from runtime.designer.drafts import drafts
from runtime.identity.permissions import Verb
from runtime.kernel.errors import Invalid
from web import context
from web.designer import playing
from web.ui.designer.trials.simulation import moves, run_page, start, start_page
from web.ui.designer.trials.simulation.start import Wanted
from web.ui.designer.trials.simulation.view import REFUSALS, Sent, Shown

bp = Blueprint("draft_simulate", __name__, url_prefix="/designer/drafts")
PATH = f"/<{context.ROW}:draft_id>/simulate"


@bp.get(PATH)
@context.needs(Verb.READ_DESIGNS)
def shown(draft_id: int) -> Answer:
    """Show how one may begin; with a case or an order in the address it begins."""
    draft = drafts.get(context.reading(), draft_id)
    given = request.args.to_dict()
    view = Shown(draft, MultiDict({**start.UNTOUCHED, **given}))
    if "from" not in given:
        return start_page.start(view, 200)
    return _begun(view)


def carried_on(kept: Sent, draft_id: int) -> str:
    """Do what was wanted before a log-in ended: nothing is kept, so it harms nobody."""
    draft = drafts.get(context.reading(), draft_id)
    return _acted(Shown(draft, kept)).get_data(as_text=True)


@bp.post(PATH)
@context.needs(Verb.READ_DESIGNS)
@context.shows_again(carried_on)
def act(draft_id: int) -> Answer:
    """Begin, do one thing, or undo the last; nothing is kept."""
    draft = drafts.get(context.reading(), draft_id)
    return _acted(Shown(draft, MultiDict(request.form)))


def _acted(view: Shown) -> Answer:
    sent = view.sent
    if "go" in sent:
        return _begun(view)
    try:
        wanted = start.read_back(sent.get("script", ""))
        if "undo" in sent:
            return _played(view, replace(wanted, moves=wanted.moves[:-1]))
        if "look" in sent:
            return _played(view, wanted)
        return _moved(view, wanted)
    except REFUSALS as wrong:
        return start_page.start(replace(view, wrong=wrong), 422)


def _begun(view: Shown) -> Answer:
    try:
        on = playing.rehearsal(view.draft)
        return _played(view, start.begun(on, view.given))
    except REFUSALS as wrong:
        return start_page.start(replace(view, wrong=wrong), 422)


def _played(view: Shown, wanted: Wanted) -> Answer:
    """Play everything; a move that cannot be done is told and left out."""
    on = playing.rehearsal(view.draft)
    found = playing.play(on, wanted.process, wanted.start, wanted.moves)
    refusal = found.simulation.refusal
    kept = wanted.moves[: found.simulation.done]
    status = 422 if refusal is not None else 200
    page = replace(view, played=found)
    return run_page.played(page, replace(wanted, moves=kept), status)


def _moved(view: Shown, wanted: Wanted) -> Answer:
    on = playing.rehearsal(view.draft)
    found = playing.play(on, wanted.process, wanted.start, wanted.moves)
    try:
        move = moves.moved(found.simulation, view.sent)
    except Invalid as wrong:
        page = replace(view, wrong=wrong, played=found)
        return run_page.played(page, wanted, 422)
    return _played(view, replace(wanted, moves=[*wanted.moves, move]))
