"""A run of a simulation, written into the cases of the draft (记为用例)."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, flash, redirect, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as Answer

from runtime.designer.drafts import drafts
from runtime.designer.simulating import recording
from runtime.identity.permissions import Verb
from web import context
from web.designer import playing
from web.language import t
from web.ui.designer.trials import case_file
from web.ui.designer.trials.simulation import run_page, start, start_page, view
from web.ui.designer.trials.simulation.view import Shown

bp = Blueprint("draft_record", __name__, url_prefix="/designer/drafts")


@bp.post(f"/<{context.ROW}:draft_id>/simulate/record")
@context.needs(Verb.DESIGN)
def record(draft_id: int) -> Answer:
    """Write the run into the draft's cases, under a name in both languages."""
    draft = drafts.get(context.reading(), draft_id)
    shown = Shown(draft, MultiDict(request.form))
    try:
        wanted = start.read_back(request.form.get("script", ""))
        on = playing.rehearsal(draft)
        found = playing.play(on, wanted.process, wanted.start, wanted.moves)
    except view.REFUSALS as wrong:
        return start_page.start(replace(shown, wrong=wrong), 422)
    name = {one: request.form.get(f"name_{one}", "").strip() for one in ("zh", "en")}
    try:
        case = recording.case_of(found.simulation, found.script, name, _parts())
        case_file.add(draft_id, wanted.process, case)
    except view.REFUSALS as wrong:
        page = replace(shown, wrong=wrong, played=found)
        return run_page.played(page, wanted, 422)
    flash(t("simulate-recorded"), "note")
    place = url_for("draft_cases.shown", draft_id=draft_id, key=wanted.process)
    return redirect(place, 303)


def _parts() -> frozenset[str]:
    return frozenset(request.form.getlist("expect"))
