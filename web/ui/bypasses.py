"""Bypasses (绕行): what jams, which shortcut fits, open it, watch it, close it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from runtime.identity import roles
from runtime.identity.permissions import Verb
from runtime.kernel.errors import Conflict, Invalid, NotFound
from runtime.kernel.texts import Text, text
from runtime.kernel.work import Work
from runtime.orders.bypass import operations, policies, queries
from runtime.orders.bypass.queries import Shown
from runtime.orders.bypass.rules import Policy
from runtime.orders.intake import channels
from web import context, errors, polling
from web.ui import bypass_forms, moments, wording
from web.ui.bypass_forms import Faults

bp = Blueprint("bypasses", __name__, url_prefix="/bypasses")
SPANS = {"30": timedelta(minutes=30), "120": timedelta(hours=2)}
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
    return _page(policy, {}, 200)


@bp.post("/<policy>/open")
@context.needs(Verb.STEER_BYPASSES)
def open_(policy: str) -> Answer:
    """Open a shortcut for a while."""
    engine, now = context.runtime().engine, context.runtime().clock.now()
    reason = request.form.get("reason", "").strip()
    until, faults = _until(now)
    if not reason:
        faults["reason"] = [text("bypasses-reason-missing")]

    def run(work: Work) -> int:
        end = until or work.now + SPANS[request.form["span"]]
        return operations.open_(work, engine, policy, end, reason)

    return _done(policy, run, faults)


@bp.post("/<policy>/close")
@context.needs(Verb.STEER_BYPASSES)
def close(policy: str) -> Answer:
    """Close it by hand, and show what went through it."""
    engine = context.runtime().engine
    reason = request.form.get("reason", "").strip()
    if not reason:
        return _page(policy, {"close": [text("bypasses-reason-missing")]}, 422)
    try:
        opening = context.writing(
            lambda work: operations.close(work, engine, policy, reason)
        )
    except Conflict as late:
        return _page(policy, {"close": [late.text]}, errors.status_of(late))
    return redirect(url_for("bypasses.opening", policy=policy, opening_id=opening), 303)


@bp.post("/<policy>/codes")
@context.needs(Verb.STEER_BYPASSES)
def issue(policy: str) -> Answer:
    """Issue codes and show them, this once: to be copied or printed as a sheet."""
    runtime = context.runtime()
    zone = ZoneInfo(runtime.settings.zone)
    wanted, faults = bypass_forms.wanted(request.form, zone)
    if faults:
        return _page(policy, faults, 422)
    try:
        issued = context.writing(
            lambda work: operations.issue(
                work, runtime.engine, runtime.codes, policy, wanted
            )
        )
    except (Conflict, Invalid, NotFound) as wrong:
        told = bypass_forms.beside(wrong, "count")
        return _page(policy, told, errors.status_of(wrong))
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

    def run(work: Work) -> None:
        operations.confirm(work, engine, policy, selector)

    return _done(policy, run, {})


@bp.get(f"/<policy>/openings/<{context.ROW}:opening_id>")
@context.needs(Verb.READ_BYPASSES)
def opening(policy: str, opening_id: int) -> str:
    """Show what went through while it was open."""
    read, now = context.reading(), context.runtime().clock.now()
    found = queries.summary_of(read, policy, opening_id, now)
    return render_template(
        "bypass_opening.html",
        policy=policies.current(read, policy)[0],
        summary=found,
        closed=_how,
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


def _done(policy: str, run: Any, faults: Faults) -> Answer:
    """Do it and show the page anew, or say beside the form why not."""
    if faults:
        return _page(policy, faults, 422)
    try:
        context.writing(run)
    except (Conflict, Invalid) as wrong:
        told = bypass_forms.beside(wrong, UNTIL)
        return _page(policy, told, errors.status_of(wrong))
    return redirect(url_for("bypasses.one", policy=policy), 303)


def _list(found: Sequence[Shown], now: datetime) -> str:
    by_need = sorted(found, key=lambda one: (one.opening is None, -one.waits))
    owed = queries.list_debts(context.reading(), now)
    return render_template("bypasses.html", shown=by_need, now=now, owed=len(owed))


def _page(name: str, faults: Faults, status: int) -> Answer:
    read, now = context.reading(), context.runtime().clock.now()
    engine = context.runtime().engine
    found = queries.list_policies(read, engine, now)
    policies.current(read, name)  # raises NotFound
    shown = next(one for one in found if one.policy.name == name)
    steers = _may(shown.policy.opens) or _may(shown.policy.issues)
    current = shown.opening
    summary = queries.summary_of(read, name, current.row.id, now) if current else None
    page = render_template(
        "bypass.html",
        shown=shown,
        policy=shown.policy,
        summary=summary,
        openings=queries.list_openings(read, name, now) if steers else [],
        log=queries.log_of(read, name, 50) if steers else [],
        spans=_spans(shown.policy),
        may_open=_may(shown.policy.opens),
        may_issue=_may(shown.policy.issues),
        closed=_how,
        titles=roles.titles(read),
        namer=wording.namer(channels.titles(read)),
        faults=faults,
        now=now,
    )
    return make_response(page, status)


def _spans(policy: Policy) -> Mapping[str, Text]:
    """Return the spans that the policy allows."""
    fitting = {name: span for name, span in SPANS.items() if span <= policy.longest}
    return {name: text(f"bypasses-for-{name}") for name in fitting}


def _may(roles: frozenset[str]) -> bool:
    return not roles.isdisjoint(context.actor().roles)


def _how(how: str) -> Text:
    """Return in which way an opening ended."""
    return text(f"bypasses-closed-{how}")
