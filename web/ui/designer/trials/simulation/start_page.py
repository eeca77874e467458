"""The page on which one chooses how a simulation begins (开始模拟)."""

from __future__ import annotations

from flask import make_response, render_template
from werkzeug.wrappers import Response as Answer

from runtime.orders.order.canonical import CREDITS, KINDS
from web import context
from web.designer import playing
from web.ui.designer.trials.simulation import choices, told, view
from web.ui.designer.trials.simulation.view import Shown


def start(shown: Shown, status: int) -> Answer:
    """Return the page on which one chooses how to begin."""
    on, refused = choices.rehearsal(shown.draft)
    chosen = shown.given.get("process") or playing.first_process(shown.draft)
    processes = choices.processes(on)
    page = render_template(
        "designer/simulate_start.html",
        draft=shown.draft,
        given=shown.given,
        chosen=chosen,
        processes=processes,
        titles=dict(processes),
        cases=sorted(choices.cases(on), key=lambda one: one[0] != chosen),
        orders=choices.latest(),
        now=context.runtime().clock.now().isoformat(),
        kinds=KINDS,
        credits=CREDITS,
        told=told,
        refused=view.refused(shown.wrong or refused),
        faults=view.faults(shown.wrong or refused),
        findings=view.findings(shown.wrong or refused),
    )
    return make_response(page, status)
