"""Tasks: what waits for a person, claimed, released, completed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from flask import Response
from marshmallow import Schema, fields, validate

from runtime.engine.run import queries, user_tasks
from runtime.engine.run.queries import Cursor
from runtime.engine.tables import TaskState
from runtime.identity.permissions import Verb
from runtime.kernel.errors import Conflict, Forbidden
from runtime.kernel.work import Work
from runtime.orders.order import lookup
from web import context, sights
from web.api import asking, hands
from web.api.noun import (
    ID,
    Noun,
    PageQuery,
    Who,
    answered,
    opened,
    page_of,
    paged,
)

bp = Noun("tasks", __name__, url_prefix="/tasks", description="User tasks")
STATES = tuple(state.value for state in TaskState)
Act = Callable[..., str | None]


class Named(Schema):
    """A name in both languages."""

    zh = fields.String(required=True)
    en = fields.String(required=True)


class TaskOrder(Schema):
    """What a list of tasks says of an order."""

    kind = fields.String(required=True)
    grade = fields.String(required=True, allow_none=True)
    level = fields.String(required=True, allow_none=True)
    color = fields.String(required=True, allow_none=True)
    total = fields.String(required=True, allow_none=True)  # null: hidden
    channel = fields.String(required=True)
    external_no = fields.String(required=True)


class Task(Schema):
    """One task as lists show it."""

    id = fields.Integer(required=True)
    order_no = fields.String(required=True)
    element = fields.String(required=True)
    name = fields.Nested(Named, required=True)
    role = fields.String(required=True)
    priority = fields.Integer(required=True)
    state = fields.String(required=True)
    assignee = Who(required=True, allow_none=True)
    created_at = fields.DateTime(required=True)
    owner = Who(required=True, allow_none=True)
    signing = fields.String(required=True, allow_none=True)
    asked_by = Who(required=True, allow_none=True)
    due_at = fields.DateTime(required=True, allow_none=True)
    overdue = fields.Boolean(required=True)
    order = fields.Nested(TaskOrder, required=True)


class TaskForm(Schema):
    """What is asked: JSON Schema, how it looks, and what is filled in."""

    key = fields.String(required=True)
    schema = fields.Dict(required=True)
    uiSchema = fields.Dict(required=True)  # noqa: N815 - the name programs know
    data = fields.Dict(required=True)


class OpenedTask(Task):
    """One task with its form; `version` may be sent back with the answer."""

    signers = fields.List(fields.Nested(hands.SignerOf), required=True)

    version = fields.Integer(required=True)
    form = fields.Nested(TaskForm, required=True, allow_none=True)


class TaskQuery(PageQuery):
    """Whose tasks: a role's queue, mine, one order's; else mine and my queues'."""

    queue = fields.String(load_default=None)
    mine = fields.Boolean(load_default=None)
    state = fields.String(
        load_default=TaskState.OPEN.value, validate=validate.OneOf(STATES)
    )
    order = fields.String(load_default=None)


class TaskAnswer(Schema):
    """What a person answers; `version`: what they saw, if that matters."""

    data = fields.Dict(keys=fields.String(), load_default=dict)
    version = fields.Integer(
        load_default=None, allow_none=True, validate=validate.Range(0, 2**53)
    )


class Verdict(TaskAnswer):
    """Why a person approves or rejects, and what else the form asks."""

    note = fields.String(load_default=None, allow_none=True)


class Held(Schema):
    """Who holds a task now."""

    task = fields.Integer(required=True)
    assignee = Who(required=True, allow_none=True)


class TaskDone(Schema):
    """Where the order stands after a task; `is_kept`: the task is not over yet.

    Its answer is kept, and the task is with `assignee`: with whom it belongs to, or
    with who is to sign it.
    """

    is_kept = fields.Boolean(required=True)
    assignee = Who(required=True, allow_none=True)

    task = fields.Integer(required=True)
    order_no = fields.String(required=True)
    state = fields.String(required=True)
    waits_at = fields.List(fields.String(), required=True)
    incident = fields.String(required=True, allow_none=True)


@bp.get("")
@context.needs(Verb.READ_TASKS)
@bp.arguments(TaskQuery, location="query")
@bp.response(200, page_of(Task))
def list_(query: dict[str, Any]) -> dict[str, Any]:
    """List tasks that are mine or my roles': the most urgent first, then by age."""
    queue, roles = query["queue"], context.actor().roles
    if queue is not None and queue not in roles:
        raise Forbidden("queue-not-yours", queue=queue)
    if query["order"] is not None:
        rows, onward = _of_order(query)
    elif query["state"] != TaskState.OPEN.value:
        rows, onward = _ended(query)
    else:
        rows, onward = _open(query)
    return {"items": _items(rows), "next": onward}


@bp.get(f"/<{ID}:task_id>")
@context.needs(Verb.READ_TASKS)
@bp.response(200, OpenedTask)
def get(task_id: int) -> dict[str, Any]:
    """Return one task with its form; another role's is refused."""
    read = context.reading()
    row = user_tasks.get(read, task_id)
    signers = hands.signers_of(read, row, context.actor())
    (found,) = _items([row])
    found["signers"] = signers
    found["version"] = queries.version_at(read, row.instance_id)
    found["form"] = asking.asked(row)
    return found


@bp.post(f"/<{ID}:task_id>/claim")
@context.needs(Verb.WORK)
@bp.response(200, Held)
def claim(task_id: int) -> Response:
    """Take a task; the second who tries is refused."""
    return _hand(task_id, user_tasks.claim)


@bp.post(f"/<{ID}:task_id>/release")
@context.needs(Verb.WORK)
@bp.response(200, Held)
def release(task_id: int) -> Response:
    """Give a claimed task back to its queue, or to whom it belongs."""
    return _hand(task_id, user_tasks.release)


@bp.post(f"/<{ID}:task_id>/complete")
@context.needs(Verb.WORK)
@bp.arguments(TaskAnswer)
@bp.response(200, TaskDone)
def complete(answer: dict[str, Any], task_id: int) -> Response:
    """Complete a task; an unclaimed one of my roles is claimed by that."""
    return _complete(task_id, answer, {})


@bp.post(f"/<{ID}:task_id>/approve")
@context.needs(Verb.WORK)
@bp.arguments(Verdict)
@bp.response(200, TaskDone)
def approve(answer: dict[str, Any], task_id: int) -> Response:
    """Complete a task with the decision to approve, where its form asks for one."""
    return _complete(task_id, answer, _decided(task_id, "approve", answer["note"]))


@bp.post(f"/<{ID}:task_id>/reject")
@context.needs(Verb.WORK)
@bp.arguments(Verdict)
@bp.response(200, TaskDone)
def reject(answer: dict[str, Any], task_id: int) -> Response:
    """Complete a task with the decision to reject, where its form asks for one."""
    return _complete(task_id, answer, _decided(task_id, "reject", answer["note"]))


def _decided(task_id: int, verdict: str, note: str | None) -> dict[str, str]:
    """Return a decision as a form takes it; raises Conflict where none is asked."""
    read = context.reading()
    row = user_tasks.get(read, task_id)
    user_tasks.check_role(row, context.actor())
    definitions = context.runtime().engine.definitions
    form = definitions.get(read, row.definition_id).form_of(row.element)
    if form is None or "decision" not in form.schema.get("properties", {}):
        raise Conflict("task-without-decision", task=task_id)
    return (
        {"decision": verdict} if note is None else {"decision": verdict, "note": note}
    )


def _complete(
    task_id: int, answer: Mapping[str, Any], decided: Mapping[str, str]
) -> Response:
    engine, data = context.runtime().engine, {**answer["data"], **decided}

    def run(work: Work) -> tuple[int, Any]:
        if answer["version"] is not None:
            _check_version(work, task_id, answer["version"])
        outcome = user_tasks.complete(work, engine, task_id, data)
        order = lookup.of_task(work.read, task_id)
        done = {"task": task_id, "order_no": order.order_no, "state": order.state}
        return 200, {**done, **hands.stands(work, task_id, outcome)}

    return answered(TaskDone, run)


def _check_version(work: Work, task_id: int, seen: int) -> None:
    row = user_tasks.get(work.read, task_id)
    user_tasks.check_turn(row, work.actor)
    found = queries.version_at(work.read, row.instance_id)
    if found != seen:
        raise Conflict("task-seen-changed", task=task_id, seen=seen, found=found)


def _hand(task_id: int, act: Act) -> Response:
    engine = context.runtime().engine

    def run(work: Work) -> tuple[int, Any]:
        return 200, {"task": task_id, "assignee": act(work, engine, task_id)}

    return answered(Held, run)


def _open(query: Mapping[str, Any]) -> tuple[list[Any], str | None]:
    """Return a page of what waits: what I hold and my queues, merged by urgency."""
    read, actor, limit = context.reading(), context.actor(), query["limit"]
    key = opened(query["cursor"], int, datetime, int)
    after = None if key is None else Cursor(*key)
    rows: list[Any] = []
    if query["queue"] is None and query["mine"] is not False:
        rows += queries.list_mine(read, actor.id, limit, after)
    if not query["mine"]:
        roles = actor.roles if query["queue"] is None else {query["queue"]}
        rows += queries.list_queue(read, roles, limit, after)
    rows = sorted(rows, key=_urgency)[:limit]
    return rows, paged(rows, limit, _urgency)


def _ended(query: Mapping[str, Any]) -> tuple[list[Any], str | None]:
    """Return a page of what is over, the newest first."""
    roles = context.actor().roles if query["queue"] is None else {query["queue"]}
    (before,) = opened(query["cursor"], int) or (None,)
    mine = context.actor().id if query["mine"] else None
    state, limit = TaskState(query["state"]), query["limit"]
    asked = queries.Ended(frozenset(roles), state, mine)
    rows = list(queries.list_ended(context.reading(), asked, limit, before))
    return rows, paged(rows, limit, lambda row: (row.id,))


def _of_order(query: Mapping[str, Any]) -> tuple[list[Any], str | None]:
    """Return a page of one order's tasks, the oldest first."""
    (after,) = opened(query["cursor"], int) or (0,)
    mine, queue = query["mine"], query["queue"]
    rows = [
        row
        for row in queries.list_of(context.reading(), query["order"])
        if row.id > after
        and row.state == query["state"]
        and _is_mine(row)
        and (queue is None or row.role == queue)
        and (mine is None or mine == (row.assignee == context.actor().id))
    ][: query["limit"]]
    return rows, paged(rows, query["limit"], lambda row: (row.id,))


def _urgency(row: Any) -> tuple[Any, ...]:
    return row.priority, row.created_at, row.id


def _is_mine(row: Any) -> bool:
    actor = context.actor()
    return row.role in actor.roles or row.assignee == actor.id


def _items(rows: Sequence[Any]) -> list[dict[str, Any]]:
    """Return tasks as lists show them; their orders are read in one statement."""
    read = context.reading()
    orders = lookup.get_listed(read, (row.business_key for row in rows))
    seen = dict(zip(orders, sights.listed(list(orders.values())), strict=True))
    return [_item(row, seen[row.business_key]) for row in rows]


def _item(row: Any, order: Any) -> dict[str, Any]:
    runtime = context.runtime()
    deployed = runtime.engine.definitions.get(context.reading(), row.definition_id)
    element = deployed.model.elements[row.element]
    is_open = row.state == TaskState.OPEN.value
    is_late = row.due_at is not None and row.due_at < runtime.clock.now()
    return {
        **row._mapping,
        "order_no": row.business_key,
        "name": {"zh": element.name, "en": element.name_en},
        "overdue": is_open and is_late,
        "order": order,
    }
