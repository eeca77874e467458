"""Authorization codes (授权码): issued, shown once, confirmed by a second person."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from runtime.identity.permissions import Verb
from runtime.kernel.errors import Conflict, Invalid, NotFound
from runtime.orders.bypass import operations, policies
from web import context
from web.ui import bypass_forms, bypass_page

bp = Blueprint("bypass_codes", __name__, url_prefix="/bypasses")


@bp.post("/<policy>/codes")
@context.needs(Verb.STEER_BYPASSES)
def issue(policy: str) -> Answer:
    """Issue codes and show them, this once: to be copied or printed as a sheet."""
    runtime = context.runtime()
    zone = ZoneInfo(runtime.settings.zone)
    wanted, faults = bypass_forms.wanted(request.form, zone)
    if faults:
        return bypass_page.rendered(policy, faults, 422)
    try:
        issued = context.writing(
            lambda work: operations.issue(
                work, runtime.engine, runtime.codes, policy, wanted
            )
        )
    except (Conflict, Invalid, NotFound) as wrong:
        return bypass_page.refused(policy, wrong, "count")
    row = policies.current(context.reading(), policy)[0]
    page = render_template("bypass_codes.html", policy=row, codes=issued, wanted=wanted)
    answer = make_response(page)
    answer.headers["Cache-Control"] = "no-store"
    return answer


@bp.post("/<policy>/codes/<selector>")
@context.needs(Verb.STEER_BYPASSES)
def confirm(policy: str, selector: str) -> Answer:
    """Confirm a code that a colleague issued."""
    engine = context.runtime().engine
    try:
        context.writing(lambda work: operations.confirm(work, engine, policy, selector))
    except Conflict as late:
        return bypass_page.refused(policy, late, "count")
    return redirect(url_for("bypasses.one", policy=policy), 303)
