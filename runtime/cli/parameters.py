"""``parameter``: named values that people may change, with dates."""

from __future__ import annotations

from typing import Any

import click
import orjson

from runtime.cli.app import Frame, command, spillway
from runtime.kernel import parameters
from runtime.kernel.actors import name_of
from runtime.kernel.parameters import Change


@spillway.group("parameter")
def parameter() -> None:
    """Show and change parameters; every change is a new version."""


@command("list", group=parameter)
def list_(frame: Frame) -> None:
    """Show every parameter with the value that is valid now."""
    with frame.runtime() as runtime, runtime.database.reading() as read:
        now = runtime.clock.now()
        values = parameters.values_at(read, now)
        rows = parameters.list_all(read)
    items = [
        {
            "name": row.name,
            "type": row.type,
            "value": parameters.shown(values.get(row.name)),
            "version": row.version,
            "title": orjson.loads(row.title),
            "changed_by": name_of(row.changed_by),
            "changed_at": row.changed_at,
        }
        for row in rows
    ]
    frame.console.table(
        ("head-name", "head-value", "head-meaning", "head-version"),
        [
            (
                one["name"],
                one["value"],
                one["title"].get(frame.console.language, ""),
                one["version"],
            )
            for one in items
        ],
    )
    frame.console.data({"items": items})


@command("set", group=parameter)
@click.argument("name")
@click.argument("value")
@click.option("--from", "begins", metavar="TIME", help="Valid from, ISO 8601.")
@click.option("--to", "ends", metavar="TIME", help="Valid until, ISO 8601.")
@click.option("--note", required=True, help="Why; kept in the trail.")
@click.option("--as", "person", metavar="NAME", help="Who changes it.")
def set_(
    frame: Frame,
    name: str,
    value: str,
    person: str | None,
    note: str,
    **window: str | None,
) -> None:
    """Give a parameter a new value; lists are JSON such as '["CN"]'."""
    begins, ends = (
        None if window[one] is None else frame.console.moment(str(window[one]))
        for one in ("begins", "ends")
    )
    wanted = Change(_value(value), begins, ends, note)
    with frame.runtime() as runtime:
        trail = runtime.engine.trail
        version = runtime.attempt(
            frame.actor(runtime, person),
            lambda work: parameters.change(work, trail, name, wanted),
        )
    frame.console.say("parameter-changed", name=name, value=value, version=version)
    frame.console.data({"name": name, "version": version})


def _value(text: str) -> Any:
    if text[:1] in "[tf":
        try:
            return orjson.loads(text)
        except orjson.JSONDecodeError:
            return text
    return text
