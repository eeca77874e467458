"""The inbox: what to do first, and why (待办)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

from flask import (
    Blueprint,
    flash,
    redirect,
    render_template,
    request,
    url_for,
)
from sqlalchemy import Connection
from werkzeug.wrappers import Response as Answer

from runtime.engine.run import inbox, queries, user_tasks
from runtime.identity.permissions import Verb
from runtime.kernel.errors import FlowError
from runtime.kernel.texts import Text, text
from runtime.orders.order import lookup
from web import context, polling
from web.language import spoken, told
from web.ui import rows, views
from web.ui.rows import GRADES, Row

bp = Blueprint("inbox", __name__, url_prefix="/inbox")
PAGE = 50
COUNTED = 100  # a tab says 99+ beyond that
TABS = ("mine", "team", "overdue")
GROUPS = {"late": ("late",), "soon": ("warn",), "ok": ("ok", "idle")}
_ORDERS_FOUND = 5
_TOLD = 5  # refusals; what a page is told must fit into a cookie
Act = Callable[..., object]


class Found(NamedTuple):
    """A page of tasks, and where the next one begins."""

    tasks: Sequence[Any]
    after: str


class Tab(NamedTuple):
    """One view of the inbox, and how much is in it."""

    name: str
    title: Text
    number: int


class Group(NamedTuple):
    """Rows of a page that stand alike against the clock."""

    name: str
    title: Text
    rows: Sequence[Row]


@bp.get("")
@context.needs(Verb.READ_TASKS)
def shown() -> Answer:
    """Show my tasks and those of my teams."""
    chosen_view = views.onward("inbox")
    if chosen_view is not None:
        return chosen_view
    read, actor, now = context.reading(), context.actor(), context.runtime().clock.now()
    piles = inbox.count(read, actor.id, actor.roles, now, COUNTED)
    tab = request.args.get("tab", "")
    tab = tab if tab in TABS else "mine" if piles.mine else "team"
    wanted = request.args.get("q", "").strip()
    found = _searched(read, wanted) if wanted else _page(read, tab, now)
    at, grade = _at(), _grade()
    shelf = views.shelf("inbox", {"tab": tab, "at": at, "grade": grade})

    def page() -> str:
        return render_template(
            "inbox.html",
            tab="" if wanted else tab,
            tabs=[Tab(n, text(f"inbox-tab-{n}"), getattr(piles, n)) for n in TABS],
            empty=text(f"inbox-empty-{tab}"),
            most=COUNTED - 1,
            wanted=wanted,
            groups=_grouped(rows.joined(read, found.tasks, now)),
            after=found.after,
            at=at,
            grade=grade,
            grades=GRADES,
            places=views.places(actor.roles),
            shelf=shelf,
            now=now,
        )

    return polling.answered(
        (tab, piles, found.after, shelf, _seen(found.tasks, now)), page
    )


@bp.post("/claim")
@context.needs(Verb.WORK)
def claim() -> Answer:
    """Take the chosen tasks, one by one."""
    return _handed("claimed", user_tasks.claim)


@bp.post("/release")
@context.needs(Verb.WORK)
def release() -> Answer:
    """Give the chosen tasks back, one by one."""
    return _handed("released", user_tasks.release)


def chosen() -> list[int]:
    """Return the tasks that the page sent: the one whose button it was, or all."""
    one = request.form.getlist("one")
    return context.numbers(one or request.form.getlist("task"))


def chosen_tasks() -> Sequence[Any]:
    """Return those of the chosen tasks that are for who is there."""
    actor = context.actor()
    listed = queries.list_some(context.reading(), chosen()[:PAGE])
    return [
        task for task in listed if task.role in actor.roles or task.assignee == actor.id
    ]


def _seen(tasks: Sequence[Any], now: datetime) -> list[tuple[Any, ...]]:
    """Return what the rows of tasks hang on, without reading their orders."""
    times = polling.lately(now)
    return [
        (one.id, one.assignee, one.priority, rows.due(one, now).look, times)
        for one in tasks
    ]


def _handed(done: str, act: Act) -> Answer:
    """Do ``act`` with each chosen task; what is refused is told and the rest done."""
    wanted, count, why = chosen(), 0, []
    for task_id in wanted[:PAGE]:
        try:
            _act(act, task_id)
            count += 1
        except FlowError as refused:
            why.append(spoken(told(refused)))
    for each in why[:_TOLD]:
        flash(each, "alert")
    if why[_TOLD:]:
        flash(spoken(text("inbox-more-refused", count=len(why) - _TOLD)), "alert")
    if count:
        flash(spoken(text(f"inbox-{done}", count=count)), "note")
    elif not wanted:
        flash(spoken(text("inbox-none-chosen")), "alert")
    tab = request.form.get("tab", "")
    return redirect(url_for("inbox.shown", tab=tab if tab in TABS else None), 303)


def _act(act: Act, task_id: int) -> None:
    engine = context.runtime().engine
    context.writing(lambda work: act(work, engine, task_id))


def _page(read: Connection, tab: str, now: datetime) -> Found:
    actor, after = context.actor(), request.args.get("after", "")
    mark = _mark(after)
    if tab == "overdue":
        start = inbox.Due(mark[1], mark[2]) if mark else None
        tasks = inbox.list_overdue(read, actor.roles, now, PAGE + 1, start)
        return _cut(tasks, lambda last: (0, last.due_at, last.id))
    cursor, narrow = queries.Cursor(*mark) if mark else None, _narrow()
    if narrow != inbox.Narrow():
        who = (actor.id if tab == "mine" else None, actor.roles)
        tasks = inbox.list_narrowed(read, narrow, *who, PAGE + 1, cursor)
    elif tab == "mine":
        tasks = list(queries.list_mine(read, actor.id, PAGE + 1, cursor))
    else:
        tasks = queries.list_queue(read, actor.roles, PAGE + 1, cursor)
    return _cut(tasks, lambda last: (last.priority, last.created_at, last.id))


def _narrow() -> inbox.Narrow:
    grade = _grade()
    return inbox.Narrow(_at(), GRADES.index(grade) if grade else None)


def _grade() -> str:
    """Return the grade that is asked for, "" for all; a task's priority is its own."""
    asked = request.args.get("grade", "")
    return asked if asked in GRADES else ""


def _at() -> str:
    """Return the step that is asked for, "" for all."""
    return request.args.get("at", "").strip()[:200]


def _cut(
    tasks: Sequence[Any], place: Callable[[Any], tuple[int, datetime, int]]
) -> Found:
    """Return one page of tasks; one more than a page tells that there is a next."""
    if len(tasks) <= PAGE:
        return Found(tasks, "")
    priority, at, number = place(tasks[PAGE - 1])
    return Found(tasks[:PAGE], f"{priority}~{at.isoformat()}~{number}")


def _mark(after: str) -> tuple[int, datetime, int] | None:
    """Return where the page before ended; what is no such place is the start."""
    try:
        written, at, number = after.split("~")
        (row,), (priority,) = context.numbers([number]), context.numbers([written])
        return priority, datetime.fromisoformat(at).astimezone(UTC), row
    except (ValueError, OverflowError):
        return None


def _searched(read: Connection, wanted: str) -> Found:
    """Return the open tasks of an order that are for who is there."""
    actor = context.actor()
    tasks = [
        task
        for order in lookup.find(read, wanted)[:_ORDERS_FOUND]
        for task in queries.list_of(read, order.order_no)
        if task.state == queries.OPEN
        and (task.role in actor.roles or task.assignee == actor.id)
    ]
    return Found(tasks, "")


def _grouped(listed: Sequence[Row]) -> list[Group]:
    """Return the rows in groups: late first, each in the sequence of the page."""
    groups = [
        Group(
            name,
            text(f"inbox-group-{name}"),
            [row for row in listed if row.due.look in looks],
        )
        for name, looks in GROUPS.items()
    ]
    return [group for group in groups if group.rows]
