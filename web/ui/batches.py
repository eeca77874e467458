"""Several tasks of one step at once: first what would happen, then what did."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from flask import (
    Blueprint,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as Answer

from runtime.engine.run import batches
from runtime.identity.permissions import Verb
from runtime.kernel.texts import text
from runtime.kernel.work import Work
from web import answers, context
from web.language import spoken
from web.rendering import PREFIX, Field
from web.ui import inbox, rows, task_form
from web.ui.lines import DONE, READY, Line, outcome

bp = Blueprint("batches", __name__, url_prefix="/inbox/batch")


@bp.post("")
@context.needs(Verb.WORK)
def shown() -> Answer:
    """Show what a batch would do; with the count typed right, do it one by one."""
    tasks = inbox.chosen_tasks()
    if len({(task.definition_id, task.element) for task in tasks}) != 1:
        flash(spoken(text("batch-one-step")), "alert")
        return redirect(url_for("inbox.shown"), 303)
    fields = [
        one
        for one in task_form.fields_of(context.reading(), tasks[0])
        if not one.is_upload  # photos are of one order; they are not for all
    ]
    listed = rows.joined(context.reading(), tasks, context.runtime().clock.now())
    lines = [_tried(Line(row)) for row in listed]
    if "go" not in request.form:
        return _page(fields, lines)
    ready = sum(line.state in (READY, DONE) for line in lines)
    if request.form.get("count", "").strip() != str(ready):
        return _page(fields, lines, spoken(text("batch-count-wrong", count=ready)))
    return _page(fields, [_done(line, fields) for line in lines])


def _tried(line: Line) -> Line:
    """Return whether a task could be completed in this batch."""
    return outcome(line, READY, partial(_check, line.row.id))


def _done(line: Line, fields: Sequence[Field]) -> Line:
    """Complete the task of a line that is ready, with its own and the shared answer."""
    if line.state != READY:
        return line
    zone = context.runtime().settings.zone
    answer = answers.read(fields, _posted(line.row.id), zone)
    return outcome(line, DONE, partial(_complete, line.row.id, answer))


def _check(task_id: int, work: Work) -> None:
    batches.check(work, context.runtime().engine, task_id)


def _complete(task_id: int, answer: Mapping[str, Any], work: Work) -> None:
    batches.complete(work, context.runtime().engine, task_id, answer)


def _posted(task_id: int) -> MultiDict[str, str]:
    """Return what was typed for a task: its own fields, then those of all."""
    own = f"own.{task_id}."
    found: MultiDict[str, str] = MultiDict()
    for name, values in request.form.lists():
        if name.startswith(own):
            found.setlist(PREFIX + name.removeprefix(own), values)
        elif name.startswith(PREFIX):
            found.setlist(name, values)
    return found


def _page(fields: Sequence[Field], lines: Sequence[Line], wrong: str = "") -> Answer:
    """Return the page; a field that must be typed is asked for each task by itself."""
    own = [one for one in fields if _is_own(one)]
    page = render_template(
        "batch.html",
        step=lines[0].row.step,
        lines=lines,
        own=own,
        shared=[one for one in fields if one not in own],
        typed=answers.typed(fields, request.form) if "go" in request.form else {},
        yes_no=[],
        ready=sum(line.state == READY for line in lines),
        done=sum(line.state == DONE for line in lines),
        is_result="go" in request.form and not wrong,
        wrong=wrong,
        scope=_scope(lines),
    )
    return make_response(page, 422 if wrong else 200)


def _scope(lines: Sequence[Line]) -> Mapping[str, Any]:
    """Return where the tasks were chosen: the filter that must not be overlooked."""
    tab = request.form.get("tab", "")
    return {
        "tab": text(f"inbox-tab-{tab}") if tab in inbox.TABS else text("inbox-search"),
        "step": lines[0].row.step,
        "count": len(lines),
        "sent": tab,
    }


def _is_own(one: Field) -> bool:
    return one.is_required and one.widget in {"text", "scan", "number"}
