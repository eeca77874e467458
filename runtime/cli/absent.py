"""``user absent``: who is away, and who stands in for them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import click

from runtime.cli.app import Frame, command
from runtime.identity import absences, people
from runtime.identity.absences import Away
from runtime.kernel.actors import name_of


@click.group("absent")
def absent() -> None:
    """Note, show and end absences; times are by the clock of the shop."""


@command("enter", group=absent)
@click.argument("name")
@click.option("--from", "begins", metavar="TIME", required=True, help="ISO 8601.")
@click.option("--to", "ends", metavar="TIME", required=True, help="ISO 8601.")
@click.option("--deputy", metavar="NAME", help="Who stands in; else the queues.")
@click.option("--as", "person", metavar="NAME", help="Who notes it.")
def enter(
    frame: Frame,
    name: str,
    begins: str,
    ends: str,
    deputy: str | None,
    person: str | None,
) -> None:
    """Note that somebody is away; their tasks go to the deputy or the queues."""
    moment = frame.console.moment
    wanted = Away(moment(begins), moment(ends), deputy)
    with frame.runtime() as runtime:
        engine = runtime.engine
        number = runtime.attempt(
            frame.actor(runtime, person),
            lambda work: absences.enter(work, engine, name, wanted),
        )
    frame.console.say("absence-entered", absence=number, name=name)
    frame.console.data({"id": number, "name": name, "deputy": deputy})


@command("list", group=absent)
@click.argument("name", required=False)
def list_(frame: Frame, name: str | None) -> None:
    """Show somebody's absences, or everybody's that are not over."""
    with frame.runtime() as runtime, runtime.database.reading() as read:
        now = runtime.clock.now()
        if name is None:
            rows = absences.list_to_come(read, now)
        else:
            rows = absences.list_page(read, people.get(read, name).id)
    items = [_item(row, now) for row in rows]
    columns = ("id", "name", "from", "to", "deputy", "state")
    frame.console.table(
        [f"head-absence-{one}" for one in columns],
        [
            [
                *(one[column] for column in columns[:-1]),
                frame.console.sentence(f"absence-is-{one['state']}"),
            ]
            for one in items
        ],
    )
    if not items:
        frame.console.say("absence-none")
    frame.console.data({"items": items})


@command("end", group=absent)
@click.argument("name")
@click.argument("absence_id", type=int, metavar="ID")
@click.option("--as", "person", metavar="NAME", help="Who ends it.")
def end(frame: Frame, name: str, absence_id: int, person: str | None) -> None:
    """Let somebody be there again from now on, or not go at all."""
    with frame.runtime() as runtime:
        engine = runtime.engine
        runtime.attempt(
            frame.actor(runtime, person),
            lambda work: absences.end(work, engine, name, absence_id),
        )
    frame.console.say("absence-ended-now", name=name)
    frame.console.data({"id": absence_id, "name": name, "ended": True})


def _item(row: Any, now: datetime) -> dict[str, Any]:
    return {
        "id": row.id,
        "name": name_of(row.person_id),
        "from": row.from_at,
        "to": row.to_at,
        "deputy": name_of(row.deputy_id),
        "entered_by": name_of(row.entered_by),
        "state": absences.state_of(row, now),
    }
