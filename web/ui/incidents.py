"""Incidents: what is stuck, why, and the three ways out of it (故障)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask import (
    Blueprint,
    Response,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as Answer

from runtime.engine.run import incidents
from runtime.engine.run.standing import title_of
from runtime.engine.tables import IncidentState
from runtime.identity.permissions import Verb
from runtime.kernel.errors import FlowError
from runtime.kernel.texts import Text, Title, text
from web import context, errors, polling, sights
from web.ui import warnings
from web.ui.warnings import Choice

bp = Blueprint("incidents", __name__, url_prefix="/incidents")
WAYS: Mapping[str, Callable[..., Any]] = {
    "retry": incidents.retry,
    "skip": incidents.skip,
    "cancel": incidents.cancel,
}
RED = ("skip", "cancel")  # ways that cannot be taken back
STUCK = "stuck"  # what came of a way out that led back into an incident


@bp.get("")
@context.needs(Verb.READ_INCIDENTS)
def shown() -> Response:
    """Show what is stuck, or with ``?state=resolved`` what was."""
    is_open = request.args.get("state") != IncidentState.RESOLVED.value
    state = IncidentState.OPEN if is_open else IncidentState.RESOLVED
    rows = incidents.list_page(context.reading(), state)
    done = request.args.get("done", "")
    now = context.runtime().clock.now()

    def page() -> str:
        veils = sights.veils(row.business_key for row in rows)
        return render_template(
            "incidents.html",
            rows=[
                (row, _step(row), veils[row.business_key].text(_told(row)))
                for row in rows
            ],
            technical=lambda row: veils[row.business_key].text(incidents.cause_of(row)),
            is_open=is_open,
            ways=tuple(WAYS),
            reds=RED,
            said=said,
            done=done if done in (*WAYS, STUCK) else "",
            now=now,
        )

    return polling.answered(([row.id for row in rows], polling.lately(now)), page)


@bp.get(f"/<{context.ROW}:incident_id>/<way>")
@context.needs(Verb.SOLVE_INCIDENTS)
def asked(incident_id: int, way: str) -> Answer:
    """Say what a way out will do, and ask for the reason."""
    return _confirming(incident_id, way, None, 200)


@bp.post(f"/<{context.ROW}:incident_id>/<way>")
@context.needs(Verb.SOLVE_INCIDENTS)
def resolved(incident_id: int, way: str) -> Answer:
    """Go that way; a refusal is said on the page that asked."""
    run = _run(way)
    choice = warnings.choice() if way in RED else Choice.YES
    if choice is Choice.NO:
        return warnings.unchanged(url_for("incidents.shown"))
    if choice is Choice.NONE:
        return _confirming(incident_id, way, text("warning-undecided"), 422)
    reason, engine = request.form.get("reason", "").strip(), context.runtime().engine
    try:
        went_on = context.writing(lambda work: run(work, engine, incident_id, reason))
    except FlowError as wrong:
        detail = wrong.text
        return _confirming(incident_id, way, detail, errors.status_of(wrong))
    done = STUCK if went_on is False else way
    return redirect(url_for("incidents.shown", done=done), 303)


def said(way: str, what: str) -> Text:
    """Return the words for a way out: its "name", what it "will" do, what is "done"."""
    return text(f"incidents-{way}-{what}")


def _confirming(incident_id: int, way: str, detail: Text | None, status: int) -> Answer:
    _run(way)
    row = incidents.get(context.reading(), incident_id)
    veil = sights.veil(row.business_key)
    page = render_template(
        "incident.html",
        row=row,
        step=_step(row),
        why=veil.text(_told(row)),
        technical=lambda row: veil.text(incidents.cause_of(row)),
        way=way,
        is_red=way in RED,
        said=said,
        is_open=row.state == IncidentState.OPEN.value,
        detail=detail,
        reason=request.form.get("reason", ""),
    )
    return make_response(page, status)


def _run(way: str) -> Callable[..., Any]:
    if way not in WAYS:
        raise NotFound
    return WAYS[way]


def _told(row: Any) -> Text | Title:
    return incidents.told(row, _step(row))


def _step(row: Any) -> Title:
    engine = context.runtime().engine
    deployed = engine.definitions.get(context.reading(), row.definition_id)
    return title_of(deployed.model, row.element)
