"""``user``: the people who work with Spillway."""

from __future__ import annotations

import sys

import click

from runtime.cli.app import CLI, Frame, command, spillway
from runtime.identity import people
from runtime.identity import roles as all_roles
from runtime.identity.people import NewPerson


@spillway.group("user")
def user() -> None:
    """Add, list and disable people."""


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
    items = [
        {
            "name": row.name,
            "roles": roles,
            "phone": row.phone,
            "disabled": row.disabled_at is not None,
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
    """Keep a person from acting; their trail stays."""
    with frame.runtime() as runtime:
        trail = runtime.engine.trail
        runtime.attempt(CLI, lambda work: people.disable(work, trail, name))
    frame.console.say("user-disabled", name=name)
    frame.console.data({"name": name, "disabled": True})
