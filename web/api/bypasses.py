"""The emergency bypass: what is open, opened and closed, its codes, and its use."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import orjson
from flask import Response, request

from runtime.identity.permissions import Verb
from runtime.kernel.work import Work
from runtime.orders.bypass import history, operations, queries, using
from runtime.orders.bypass.operations import Wanted
from web import context, openings
from web.api import bypass_shapes as shapes
from web.api.noun import ID, Noun, Reason, answered, made
from web.language import language

bp = Noun("bypasses", __name__, description="Shortcuts that close themselves")


@bp.get("/bypasses")
@context.needs(Verb.READ_BYPASSES)
@bp.response(200, shapes.BypassList)
def list_() -> dict[str, Any]:
    """List the policies: what is open of each, and how much waits at its steps."""
    now, engine = context.runtime().clock.now(), context.runtime().engine
    found = queries.list_policies(context.reading(), engine, now)
    return {"items": [shapes.policy(one) for one in found]}


@bp.get("/bypasses/debts")
@context.needs(Verb.READ_BYPASSES)
@bp.response(200, shapes.DebtList)
def debts() -> dict[str, Any]:
    """List what is still owed for uses, the longest due first."""
    found = queries.list_debts(context.reading(), context.runtime().clock.now())
    return {"items": [shapes.debt(one) for one in found]}


@bp.get("/bypasses/<policy>")
@context.needs(Verb.STEER_BYPASSES)
@bp.response(200, shapes.BypassLog)
def get(policy: str) -> dict[str, Any]:
    """Return what a policy says, its openings and its log with every reason."""
    read, now = context.reading(), context.runtime().clock.now()
    row = openings.followed(policy)
    found = queries.list_openings(read, policy, now)
    return {
        "policy": policy,
        "version": row.version,
        "body": orjson.loads(row.body),
        "openings": [shapes.opening(one) for one in found],
        "log": [shapes.line(one, language()) for one in history.log_of(read, policy)],
    }


@bp.post("/bypasses/<policy>/open")
@context.needs(Verb.STEER_BYPASSES)
@bp.arguments(shapes.BypassOpenIn)
@bp.response(201, shapes.BypassOpening)
def open_(payload: dict[str, Any], policy: str) -> Response:
    """Open a shortcut until a moment; it closes itself."""
    runtime = context.runtime()
    until = payload["until"]
    shapes.check_end(until, payload["minutes"])

    def run(work: Work) -> tuple[int, Any]:
        end = work.now + timedelta(minutes=payload["minutes"] or 0)
        if until is not None:
            end = shapes.moment_in(until, runtime.settings.zone)
        reason = payload["reason"]
        found = operations.open_(work, runtime.engine, policy, end, reason)
        summary = queries.summary_of(work.session, policy, found, work.now)
        return 201, shapes.opening(summary.opening)

    return answered(shapes.BypassOpening, run)


@bp.post("/bypasses/<policy>/close")
@context.needs(Verb.STEER_BYPASSES)
@bp.arguments(Reason)
@bp.response(200, shapes.BypassSummary)
def close(payload: dict[str, Any], policy: str) -> Response:
    """Close a shortcut by hand; its codes are of no use from then on."""
    engine = context.runtime().engine

    def run(work: Work) -> tuple[int, Any]:
        found = operations.close(work, engine, policy, payload["reason"])
        summary = queries.summary_of(work.session, policy, found, work.now)
        return 200, shapes.summary(summary)

    return answered(shapes.BypassSummary, run)


@bp.get(f"/bypasses/<policy>/openings/<{ID}:opening_id>")
@context.needs(Verb.STEER_BYPASSES)
@bp.response(200, shapes.BypassSummary)
def summary(policy: str, opening_id: int) -> dict[str, Any]:
    """Return what went through an opening."""
    openings.followed(policy)
    now = context.runtime().clock.now()
    found = queries.summary_of(context.reading(), policy, opening_id, now)
    return shapes.summary(found)


@bp.post("/bypasses/<policy>/codes")
@context.needs(Verb.STEER_BYPASSES)
@bp.arguments(shapes.CodesIn)
@bp.response(201, shapes.CodeList)
def issue(payload: dict[str, Any], policy: str) -> Response:
    """Issue codes. They are told this once: no answer is kept, whatever key comes."""
    runtime = context.runtime()
    if payload["until"] is not None:
        zone = runtime.settings.zone
        payload["until"] = shapes.moment_in(payload["until"], zone)
    wanted = Wanted(**{**payload, "money": shapes.money_in(payload["money"])})
    found = context.writing(
        lambda work: operations.issue(
            work, runtime.engine, runtime.codes, policy, wanted
        )
    )
    content = made(shapes.CodeList).dump({"items": found})
    answer = Response(orjson.dumps(content), 201, mimetype="application/json")
    answer.headers["Cache-Control"] = "no-store"
    return answer


@bp.post("/bypasses/<policy>/codes/<selector>/confirm")
@context.needs(Verb.STEER_BYPASSES)
@bp.response(200, shapes.ConfirmedCode)
def confirm(policy: str, selector: str) -> Response:
    """Confirm a code that somebody else issued above the set value."""
    engine = context.runtime().engine

    def run(work: Work) -> tuple[int, Any]:
        operations.confirm(work, engine, policy, selector)
        return 200, {"selector": selector, "confirmed_by": work.actor.id}

    return answered(shapes.ConfirmedCode, run)


@bp.post(f"/tasks/<{ID}:task_id>/bypass")
@context.needs(Verb.WORK)
@bp.arguments(shapes.BypassIn)
@bp.response(200, shapes.Bypassed)
def bypass(payload: dict[str, Any], task_id: int) -> Response:
    """Go around a task. A refusal gives no reason; those who issue codes see it."""
    runtime = context.runtime()
    ask = using.Ask(task_id, payload["reason"], payload["data"], payload["code"])

    def run(work: Work) -> tuple[int, Any]:
        outcome = using.use(work, runtime.engine, runtime.codes, ask)
        return 200, shapes.done(work.session, task_id, outcome)

    sent = f"{request.method} {request.full_path}\n".encode() + request.get_data()
    with openings.refusals_noted(ask):
        return answered(shapes.Bypassed, run, runtime.codes.mark(sent).hex())
