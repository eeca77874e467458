"""Bypasses (绕行): what jams, which shortcut fits, open it, watch it, close it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from runtime.identity.permissions import Verb
from runtime.kernel.errors import Conflict, Invalid
from runtime.kernel.texts import Text, text
from runtime.kernel.work import Work
from runtime.orders.bypass import operations, policies, queries
from runtime.orders.bypass.queries import Shown
from web import context, polling
from web.ui import bypass_page, moments
from web.ui.bypass_page import SPANS

bp = Blueprint("bypasses", __name__, url_prefix="/bypasses")
UNTIL = "until"


@bp.get("")
@context.needs(Verb.READ_BYPASSES)
def shown() -> Answer:
    """Show every shortcut: what is open first, then where most waits."""
    read, now = context.reading(), context.runtime().clock.now()
    found = queries.list_policies(read, context.runtime().engine, now)
    seen = [(one.policy.name, one.row.version, one.waits) for one in found]
    return polling.answered((seen, polling.lately(now)), lambda: _list(found, now))


@bp.get("/<policy>")
@context.needs(Verb.READ_BYPASSES)
def one(policy: str) -> Answer:
    """Show one shortcut: its state, its codes, its log, what it allows."""
    return bypass_page.rendered(policy, {}, 200)


@bp.post("/<policy>/open")
@context.needs(Verb.STEER_BYPASSES)
def open_(policy: str) -> Answer:
    """Open a shortcut for a while."""
    engine, now = context.runtime().engine, context.runtime().clock.now()
    reason = request.form.get("reason", "").strip()
    until, faults = _until(now)
    if not reason:
        faults["reason"] = [text("bypasses-reason-missing")]
    if faults:
        return bypass_page.rendered(policy, faults, 422)

    def run(work: Work) -> int:
        end = until or work.now + SPANS[request.form["span"]]
        return operations.open_(work, engine, policy, end, reason)

    try:
        context.writing(run)
    except (Conflict, Invalid) as wrong:
        return bypass_page.refused(policy, wrong, UNTIL)
    return redirect(url_for("bypasses.one", policy=policy), 303)


@bp.post("/<policy>/close")
@context.needs(Verb.STEER_BYPASSES)
def close(policy: str) -> Answer:
    """Close it by hand, and show what went through it."""
    engine = context.runtime().engine
    reason = request.form.get("reason", "").strip()
    if not reason:
        missing = {"close": [text("bypasses-reason-missing")]}
        return bypass_page.rendered(policy, missing, 422)
    try:
        opening = context.writing(
            lambda work: operations.close(work, engine, policy, reason)
        )
    except Conflict as late:
        return bypass_page.refused(policy, late, "close")
    return redirect(url_for("bypasses.opening", policy=policy, opening_id=opening), 303)


@bp.get(f"/<policy>/openings/<{context.ROW}:opening_id>")
@context.needs(Verb.READ_BYPASSES)
def opening(policy: str, opening_id: int) -> str:
    """Show what went through while it was open."""
    read, now = context.reading(), context.runtime().clock.now()
    return render_template(
        "bypass_opening.html",
        policy=policies.current(read, policy)[0],
        summary=queries.summary_of(read, policy, opening_id, now),
        closed=bypass_page.how,
    )


@bp.get("/debts")
@context.needs(Verb.READ_BYPASSES)
def debts() -> str:
    """Show what is still owed, the longest due first."""
    now = context.runtime().clock.now()
    found = queries.list_debts(context.reading(), now)
    return render_template("bypass_debts.html", debts=found, now=now)


def _until(now: datetime) -> tuple[datetime | None, dict[str, Sequence[Text]]]:
    """Return the moment that was typed; None for a span from now on."""
    chosen = request.form.get("span", "")
    if chosen in SPANS:
        return None, {}
    zone = ZoneInfo(context.runtime().settings.zone)
    found = moments.read(request.form.get(UNTIL, "").strip(), zone)
    if found is None or chosen != UNTIL:
        return now, {UNTIL: [text("bypasses-until-missing")]}
    return found, {}


def _list(found: Sequence[Shown], now: datetime) -> str:
    by_need = sorted(found, key=lambda one: (one.opening is None, -one.waits))
    owed = queries.list_debts(context.reading(), now)
    return render_template("bypasses.html", shown=by_need, now=now, owed=len(owed))
