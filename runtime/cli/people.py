"""``user``: the people who work with Spillway."""

from __future__ import annotations

import sys

import click

from runtime.cli.absent import absent
from runtime.cli.app import CLI, Frame, command, spillway
from runtime.identity import absences, leaving, names, people
from runtime.identity import roles as all_roles
from runtime.identity.people import NewPerson


@spillway.group("user")
def user() -> None:
    """Add, list and disable people."""


user.add_command(absent)


@command("add", group=user)
@click.argument("name")
@click.option("--role", "roles", multiple=True, required=True, help="Role id.")
@click.option("--phone", default="", help="Telephone number.")
@click.option("--password-stdin", is_flag=True, help="Read the password from stdin.")
def add(
    frame: Frame, name: str, roles: tuple[str, ...], phone: str, password_stdin: bool
) -> None:
    """Add a person with one or more roles."""
    password = sys.stdin.readline().rstrip("\n") if password_stdin else None
    person = NewPerson(name, roles, phone, password)
    with frame.runtime() as runtime:
        trail = runtime.engine.trail
        runtime.attempt(
            CLI,
            lambda work: people.add(work, trail, person, all_roles.known(work.read)),
        )
    frame.console.say("user-added", name=name, roles=", ".join(roles))
    frame.console.data({"name": name, "roles": sorted(roles)})


@command("list", group=user)
def list_(frame: Frame) -> None:
    """Show everybody and their roles."""
    with frame.runtime() as runtime, runtime.database.reading() as read:
        found = people.list_people(read)
        away = absences.list_now(read, runtime.clock.now())
    items = [
        {
            "name": row.name,
            "roles": roles,
            "phone": row.phone,
            "disabled": row.disabled_at is not None,
            "away": row.id in away,
        }
        for row, roles in found
    ]
    frame.console.table(
        ("head-name", "head-roles", "head-phone", "head-disabled"),
        [
            (row.name, ", ".join(roles), row.phone, row.disabled_at)
            for row, roles in found
        ],
    )
    if not items:
        frame.console.say("user-none")
    frame.console.data({"items": items})


@command("disable", group=user)
@click.argument("name")
def disable(frame: Frame, name: str) -> None:
    """Keep a person from acting; their tasks go back, their trail stays."""
    with frame.runtime() as runtime:
        engine = runtime.engine
        runtime.attempt(CLI, lambda work: leaving.let_go(work, engine, name))
    frame.console.say("user-disabled", name=name)
    frame.console.data({"name": name, "disabled": True})


@command("hand-over", group=user)
@click.argument("name")
@click.option("--to", metavar="NAME", help="To whom; else back to the queues.")
def hand_over(frame: Frame, name: str, to: str | None) -> None:
    """Give all open tasks of somebody to their queues or to another person."""
    with frame.runtime() as runtime:
        engine = runtime.engine
        count = runtime.attempt(
            CLI, lambda work: leaving.hand_over(work, engine, name, to)
        )
    frame.console.say("user-handed-over", name=name, count=count)
    frame.console.data({"name": name, "to": to, "tasks": count})


@command("erase", group=user)
@click.argument("name")
@click.option("--yes", "typed", metavar="NAME", help="The name once more.")
def erase(frame: Frame, name: str, typed: str | None) -> None:
    """Forget a person: name, telephone, log-ins, absences; the trail stays whole."""
    _erase(frame, name, typed)


@spillway.group("people")
def everybody() -> None:
    """Forget people for good; everything else is in `user`."""


@command("erase", group=everybody)
@click.argument("person_id", metavar="ID")
@click.option("--yes", "typed", metavar="NAME", help="The name once more.")
def erase_by_id(frame: Frame, person_id: str, typed: str | None) -> None:
    """Forget a person by their id, or by their name."""
    with frame.runtime() as runtime, runtime.database.reading() as read:
        name = names.all_names(read).get(person_id, person_id)
    _erase(frame, name, typed)


def _erase(frame: Frame, name: str, typed: str | None) -> None:
    said = typed if typed is not None else _asked(frame, name)
    with frame.runtime() as runtime:
        engine = runtime.engine
        person_id = runtime.attempt(
            CLI, lambda work: leaving.erase(work, engine, name, said)
        )
    frame.console.say("user-erased", id=person_id)
    frame.console.data({"id": person_id, "erased": True})


def _asked(frame: Frame, name: str) -> str:
    """Ask for the name once more; a program that says nothing is refused."""
    if frame.console.is_json or not sys.stdin.isatty():
        return ""
    asked: str = click.prompt(frame.console.sentence("user-erase-ask", name=name))
    return asked
