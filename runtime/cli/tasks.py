"""``task``: the day's work from the shell."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import click

from runtime.cli.app import Frame, command, spillway
from runtime.cli.options import json_object
from runtime.engine.run import queries, user_tasks
from runtime.kernel.actors import name_of
from runtime.orders.order import lookup

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from runtime.bootstrap import Runtime
    from runtime.engine.machine import Engine
    from runtime.kernel.work import Work

AS = click.option("--as", "name", required=True, metavar="NAME", help="Who acts.")


@spillway.group("task")
def task() -> None:
    """List, claim, release and complete user tasks."""


@command("list", group=task)
@AS
@click.option("--mine", is_flag=True, help="Only what I have claimed.")
@click.option("--order", "order_no", help="Only this order.")
@click.option("--limit", default=50, show_default=True, help="At most so many.")
def list_(
    frame: Frame, name: str, mine: bool, order_no: str | None, limit: int
) -> None:
    """Show my tasks and my queues: most urgent first, then oldest."""
    with frame.runtime() as runtime, runtime.database.reading() as read:
        actor = frame.actor(runtime, name)
        if order_no is not None:
            rows = [
                row
                for row in queries.list_of(read, _order_no(read, order_no))
                if row.state == queries.OPEN and row.role in actor.roles
            ]
        else:
            rows = list(queries.list_mine(read, actor.id, limit))
            if not mine:
                rows += queries.list_queue(read, actor.roles, limit)
        items = listed(runtime, read, rows[:limit])
    show(frame, items)


@command("show", group=task)
@click.argument("task_id", type=int)
def show_one(frame: Frame, task_id: int) -> None:
    """Show one task with the fields of its form."""
    with frame.runtime() as runtime, runtime.database.reading() as read:
        row = user_tasks.get(read, task_id)
        (found,) = listed(runtime, read, [row])
        deployed = runtime.engine.definitions.get(read, row.definition_id)
        form = deployed.form_of(row.element)
    found["form"] = {
        "key": form.key if form else "",
        "schema": form.schema if form else {},
    }
    frame.console.table(
        ("head-field", "head-meaning", "head-required"),
        _fields(frame, form.schema if form else {}),
    )
    frame.console.data(found)


@command("claim", group=task)
@click.argument("task_id", type=int)
@AS
def claim(frame: Frame, task_id: int, name: str) -> None:
    """Take a task; the second who tries is refused."""
    _hand(frame, task_id, name, user_tasks.claim)
    frame.console.say("task-claimed", task=task_id, name=name)
    frame.console.data({"task": task_id, "assignee": name})


@command("release", group=task)
@click.argument("task_id", type=int)
@AS
def release(frame: Frame, task_id: int, name: str) -> None:
    """Give a claimed task back to its queue."""
    holder = _hand(frame, task_id, name, user_tasks.release)
    frame.console.say("task-released", task=task_id)
    frame.console.data({"task": task_id, "assignee": name_of(holder)})


@command("complete", group=task)
@click.argument("task_id", type=int)
@AS
@click.option("--data", default="{}", metavar="JSON", help="The form's answer.")
def complete(frame: Frame, task_id: int, name: str, data: str) -> None:
    """Complete a task with an answer such as '{"decision": "approve"}'."""
    answer = json_object(data)
    with frame.runtime() as runtime:
        engine, actor = runtime.engine, frame.actor(runtime, name)
        outcome = runtime.attempt(
            actor, lambda work: user_tasks.complete(work, engine, task_id, answer)
        )
        with runtime.database.reading() as read:
            row = user_tasks.get(read, task_id)
            order = lookup.get(read, row.business_key)
    facts = {"task": task_id, "order_no": order.order_no, "state": order.state}
    if outcome is None:
        frame.console.say("task-answer-kept", task=task_id, who=row.assignee or "-")
        frame.console.data({**facts, "waits_at": [row.element], "incident": None})
        return
    state = frame.console.state(order.state)
    frame.console.say("task-completed", task=task_id, order=order.order_no, state=state)
    waits = sorted({wait.element.id for wait in outcome.waits})
    failed = outcome.failure.element if outcome.failure else None
    frame.console.data({**facts, "waits_at": waits, "incident": failed})


def listed(
    runtime: Runtime, read: Connection, rows: Sequence[Any]
) -> list[dict[str, Any]]:
    """Return tasks as lists show them; their orders are read in one statement."""
    orders = lookup.get_listed(read, (row.business_key for row in rows))
    return [_item(runtime, read, row, orders[row.business_key]) for row in rows]


def show(frame: Frame, items: list[dict[str, Any]]) -> None:
    """Print tasks as a table, or say that there are none."""
    console = frame.console
    if not items:
        console.say("task-none")
    else:
        heads = ("head-task", "head-order", "head-step", "head-grade", "head-total")
        console.table(
            (*heads, "head-due", "head-assignee"),
            [
                (
                    one["id"],
                    one["order_no"],
                    one["name"][console.language],
                    one["order"]["grade"],
                    one["order"]["total"],
                    console.shown(one["due_at"]) + (" !" if one["overdue"] else ""),
                    one["assignee"],
                )
                for one in items
            ],
        )
    console.data({"items": items, "next": None})


def _hand(
    frame: Frame,
    task_id: int,
    name: str,
    act: Callable[[Work, Engine, int], str | None],
) -> str | None:
    with frame.runtime() as runtime:
        engine, actor = runtime.engine, frame.actor(runtime, name)
        return runtime.attempt(actor, lambda work: act(work, engine, task_id))


def _item(runtime: Runtime, read: Connection, row: Any, order: Any) -> dict[str, Any]:
    deployed = runtime.engine.definitions.get(read, row.definition_id)
    element = deployed.model.elements[row.element]
    return {
        "id": row.id,
        "order_no": row.business_key,
        "element": row.element,
        "name": {"zh": element.name, "en": element.name_en},
        "role": row.role,
        "priority": row.priority,
        "state": row.state,
        "assignee": name_of(row.assignee),
        "created_at": row.created_at,
        "due_at": row.due_at,
        "overdue": row.due_at is not None and row.due_at < runtime.clock.now(),
        "order": {
            "kind": order.kind,
            "grade": order.grade,
            "level": order.level,
            "color": order.color,
            "total": str(order.total),
            "channel": order.channel,
            "external_no": order.external_no,
        },
    }


def _order_no(read: Any, name: str) -> str:
    found = lookup.find(read, name)
    return found[0].order_no if len(found) == 1 else name


def _fields(frame: Frame, schema: Any) -> list[tuple[str, str, str]]:
    language = frame.console.language
    required = set(schema.get("required", ()))
    rows = []
    for name, field in schema.get("properties", {}).items():
        title = field.get("title", {})
        shown = title.get(language, "") if isinstance(title, dict) else str(title)
        rows.append((name, shown, "✓" if name in required else ""))
    return rows
