"""``token``: what a program shows to say for whom it acts."""

from __future__ import annotations

import click

from runtime.cli.app import CLI, Frame, command, spillway
from runtime.identity import sessions


@spillway.group("token")
def token() -> None:
    """Make Bearer tokens for programs."""


@command("create", group=token)
@click.argument("name")
@click.option("--days", default=90, show_default=True, help="Valid for so many days.")
@click.option("--title", default="", help="What it is for.")
def create(frame: Frame, name: str, days: int, title: str) -> None:
    """Print a new token of a person; it is shown this once."""
    with frame.runtime() as runtime:
        trail = runtime.engine.trail
        held = runtime.attempt(
            CLI, lambda work: sessions.make_token(work, trail, name, title, days)
        )
    frame.console.say("token-made", name=name, days=days)
    if not frame.console.is_json:
        click.echo(held)
    frame.console.data({"name": name, "days": days, "token": held})
