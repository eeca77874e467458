"""The page that shows where a simulation stands, and what may be done (模拟页面)."""

from __future__ import annotations

from flask import make_response, render_template
from werkzeug.wrappers import Response as Answer

from runtime.designer.simulating import answering, recording
from runtime.designer.simulating.simulation import Simulation
from runtime.identity import roles
from web import context, rendering
from web.language import language
from web.ui.designer.trials.simulation import filling, moves, told, view
from web.ui.designer.trials.simulation.start import Wanted
from web.ui.designer.trials.simulation.view import Shown


def played(shown: Shown, wanted: Wanted, status: int) -> Answer:
    """Return the page that shows where a run stands, and what may be done."""
    if shown.played is None:
        raise LookupError("nothing was played")
    found = shown.played.simulation
    turn = moves.turn(found, _asked(shown, found))
    refusal = found.refusal
    page = render_template(
        "designer/simulate.html",
        draft=shown.draft,
        given=shown.given,
        written=wanted.written,
        moves=len(wanted.moves),
        simulation=found,
        run=answering.answer(found, language()),
        title=told.title(found),
        pictures=told.drawn(found),
        turn=turn,
        filling=filling.filling(shown, turn),
        labels={} if turn is None else filling.labels(turn),
        others=[one for one in found.waits if turn is None or one is not turn.wait],
        told_wait=lambda one: told.told_wait(found, one),
        paid=told.paid(found),
        values=list(told.values(found.data)),
        yes_no=rendering.yes_no,
        roles=roles.titles(context.reading()),
        limits={},
        kept={},
        parts=recording.PARTS,
        expected=_expected(shown),
        told=told,
        is_stuck=refusal is not None and not refusal.fields,
        refused=view.refused(shown.wrong),
        faults=view.faults(shown.wrong),
    )
    return make_response(page, status)


def _asked(shown: Shown, found: Simulation) -> str:
    """Return the step whose form is wanted: the one chosen, or the one refused."""
    refusal = found.refusal
    if refusal is not None and refusal.fields:
        return refusal.element
    return shown.sent.get("look", "")


def _expected(shown: Shown) -> frozenset[str]:
    """Return what a case is to expect: as it was ticked, else what it usually does."""
    if "name_zh" in shown.sent:
        return frozenset(shown.sent.getlist("expect"))
    return recording.PARTS_AT_FIRST
