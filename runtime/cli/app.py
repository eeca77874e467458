"""The frame of every command: its options, its installation, its bad news."""

from __future__ import annotations

import functools
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import click

from runtime.cli.console import Console
from runtime.kernel import texts
from runtime.kernel.actors import NAMED, Actor, ActorKind
from runtime.kernel.errors import FlowError, Misconfigured
from runtime.kernel.settings import Settings

if TYPE_CHECKING:
    from runtime.bootstrap import Runtime

REFUSED, USAGE = 1, 2
CLI = Actor("cli", "command line", frozenset(), ActorKind.SYSTEM)
# command → the module here that declares it; loaded when the command is asked for
COMMANDS = {
    "init": "setup",
    "import": "imports",
    "task": "tasks",
    "show": "orders",
    "event": "orders",
    "export-orders": "orders",
    "user": "people",
    "people": "people",
    "token": "tokens",
    "deploy": "deploying",
    "export": "deploying",
    "lint": "deploying",
    "mend": "mending",
    "diff": "differing",
    "effect": "effects",
    "feel": "rules",
    "decide": "deciding",
    "test": "cases",
    "incident": "incidents",
    "delivery": "incidents",
    "audit": "trail",
    "ledger": "trail",
    "stock": "stock",
    "parameter": "parameters",
    "worker": "worker",
    "demo": "demo",
    "bench": "bench",
    "serve": "serve",
}


@dataclass(slots=True)
class Frame:
    """What a command is given: how to speak, and the installation when it asks."""

    settings: Settings
    console: Console

    @contextmanager
    def runtime(self, *, is_new: bool = False) -> Iterator[Runtime]:
        """Open the installation; its schema must be of this release unless new."""
        from runtime import bootstrap
        from runtime.migrations import schema

        runtime = bootstrap.build(self.settings)
        try:
            if not is_new:
                schema.check(runtime.database)
                self.learn_names(runtime)
            yield runtime
        finally:
            runtime.close()

    def learn_names(self, runtime: Runtime) -> None:
        """Tell actors by their names from now on, also after the installation."""
        from runtime.identity import names

        with runtime.database.reading() as read:
            known = names.all_names(read)
        NAMED.set(lambda actor_id: known.get(actor_id, actor_id))

    def actor(self, runtime: Runtime, name: str | None) -> Actor:
        """Return who acts: the person ``--as`` names, or the command line itself."""
        if name is None:
            return CLI
        from runtime.identity import people

        with runtime.database.reading() as read:
            return people.actor(read, name)


class Commands(click.Group):
    """Loads the module of a command when it is asked for, so start stays quick."""

    def list_commands(self, context: click.Context) -> list[str]:
        """Return the names of all commands; loads none."""
        return sorted(COMMANDS)

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        """Return one command, loading its module."""
        if name in COMMANDS:
            import_module(f"runtime.cli.{COMMANDS[name]}")
        return self.commands.get(name)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="spillway-flow", prog_name="spillway")
def spillway() -> None:
    """Spillway (疏单): run BPMN, DMN and forms on the orders of a shop."""


def command(
    name: str, *, group: click.Group = spillway
) -> Callable[[Callable[..., Any]], click.Command]:
    """Declare a command; it gets a `Frame` first, then its own parameters."""

    def declare(run: Callable[..., Any]) -> click.Command:
        @functools.wraps(run)
        def framed(db: str | None, is_json: bool, lang: str | None, **own: Any) -> None:
            _run(functools.partial(run, **own), db, is_json, lang)

        wrapped: Any = framed
        for option in _OPTIONS:
            wrapped = option(wrapped)
        return group.command(name)(wrapped)

    return declare


_OPTIONS = (
    click.option("--lang", type=click.Choice(["zh", "en"]), help="Language."),
    click.option("--json", "is_json", is_flag=True, help="One JSON object on stdout."),
    click.option("--db", metavar="URL", help="Database; else SPILLWAY_DATABASE_URL."),
)


def _run(
    run: Callable[[Frame], Any], db: str | None, is_json: bool, lang: str | None
) -> None:
    console = Console(is_json, lang or _language(), ZoneInfo("Asia/Shanghai"))
    try:
        settings = Settings.read(os.environ, db)
        console.zone = ZoneInfo(settings.zone)
        texts.ZONE.set(console.zone)
        run(Frame(settings, console))
    except FlowError as error:
        console.fail(error)
        sys.exit(REFUSED)


def _language() -> str:
    found = os.environ.get("SPILLWAY_LOCALE", "zh")
    return found if found in ("zh", "en") else "zh"


def main() -> None:
    """Run the command line; exits 0, 1 (refused or failed) or 2 (usage)."""
    try:
        spillway(prog_name="spillway")
    except BrokenPipeError:
        sys.exit(REFUSED)
    except Exception as error:
        _unexpected(error)


def _unexpected(error: Exception) -> None:
    """Say plainly that something broke; the traceback only when it is asked for."""
    if os.environ.get("SPILLWAY_DEBUG"):
        import traceback

        traceback.print_exc()
    why = f"{type(error).__name__}: {error}".splitlines()[0][:300]
    is_json = "--json" in sys.argv
    console = Console(is_json, _language(), ZoneInfo("Asia/Shanghai"))
    console.fail(Misconfigured("unexpected", why=why))
    sys.exit(REFUSED)
