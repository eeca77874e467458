"""Let through what fits (成批放行): first what would go around, then what did."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from flask import (
    Blueprint,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from werkzeug.wrappers import Response as Answer

from runtime.engine.run import queries
from runtime.identity.permissions import Verb
from runtime.kernel.errors import Conflict
from runtime.kernel.texts import text
from runtime.orders.bypass import policies
from runtime.orders.bypass.using import Ask
from web import context, openings
from web.language import spoken
from web.ui import rows
from web.ui.lines import DONE, READY, Line, outcome

bp = Blueprint("bypass_batch", __name__, url_prefix="/bypasses")
MOST = 100  # tasks on one page


@bp.get("/<policy>/pass")
@context.needs(Verb.WORK)
def asked(policy: str) -> Answer:
    """Show which of the waiting tasks would go around, and which not."""
    try:
        waiting = openings.waiting(policy, MOST)
    except Conflict as refused:
        return _shut(policy, refused)
    return _page(policy, [_tried(line, policy) for line in _lines(waiting)])


@bp.post("/<policy>/pass")
@context.needs(Verb.WORK)
def pass_(policy: str) -> Answer:
    """Let the tasks go around that were shown, one by one, if the count is typed."""
    try:
        openings.check_many(policy)
    except Conflict as refused:
        return _shut(policy, refused)
    chosen = context.numbers(request.form.getlist("task"))[:MOST]
    lines = _lines(queries.list_some(context.reading(), chosen))
    tried = [_tried(line, policy) for line in lines]
    reason = request.form.get("reason", "").strip()
    if not reason:
        return _page(policy, tried, spoken(text("bypasses-reason-missing")))
    ready = sum(line.state == READY for line in tried)
    if request.form.get("count", "").strip() != str(ready):
        return _page(policy, tried, spoken(text("batch-count-wrong", count=ready)))
    asks = [Ask(line.row.id, reason[:2000], {}, policy=policy) for line in lines]
    went = [_went(line, ask) for line, ask in zip(tried, asks, strict=True)]
    openings.note_refusals(asks)
    return _page(policy, went, is_result=True)


def _lines(tasks: Sequence[object]) -> list[Line]:
    now = context.runtime().clock.now()
    return [Line(row) for row in rows.joined(context.reading(), tasks, now)]


def _tried(line: Line, policy: str) -> Line:
    """Return whether a task would go around now."""
    ask = Ask(line.row.id, "", {}, policy=policy)
    return outcome(line, READY, partial(openings.check, ask))


def _went(line: Line, ask: Ask) -> Line:
    """Let the task of a line that is ready go around."""
    if line.state != READY:
        return line
    return outcome(line, DONE, partial(openings.go, ask))


def _shut(policy: str, refused: Conflict) -> Answer:
    flash(spoken(refused.text), "alert")
    return redirect(url_for("bypasses.one", policy=policy), 303)


def _page(
    policy: str, lines: Sequence[Line], wrong: str = "", *, is_result: bool = False
) -> Answer:
    page = render_template(
        "bypass_pass.html",
        policy=policies.current(context.reading(), policy)[0],
        lines=lines,
        ready=sum(line.state == READY for line in lines),
        done=sum(line.state == DONE for line in lines),
        is_result=is_result,
        wrong=wrong,
    )
    return make_response(page, 422 if wrong else 200)
