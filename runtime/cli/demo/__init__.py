"""``demo``: two weeks in a shop, played in seconds, printed for people."""

from __future__ import annotations

from pathlib import Path
from zoneinfo import ZoneInfo

import click

from runtime import bootstrap
from runtime.cli.app import Frame, command
from runtime.cli.demo.designing import design
from runtime.cli.demo.play import Play, Played
from runtime.cli.demo.telling import tell
from runtime.cli.serve import serve_until_stopped
from runtime.cli.setup import initialise, make_folder
from runtime.identity import roles as all_roles
from runtime.kernel.clock import FixedClock, clock_from
from runtime.kernel.db import Database
from runtime.orders.order import queries


@command("demo")
@click.option("--fresh", is_flag=True, help="Begin again: the demo's file is removed.")
@click.option("--no-serve", is_flag=True, help="Only play; serve no pages.")
@click.option("--port", default=8000, show_default=True, help="Port; 0 takes any.")
def demo(frame: Frame, fresh: bool, no_serve: bool, port: int) -> None:
    """Play two weeks of orders, print what happened to whom, then serve the shop."""
    _prepare(frame, fresh)
    if not no_serve:
        with frame.runtime() as runtime:
            serve_until_stopped(frame, runtime, "127.0.0.1", port, works=True)


def _prepare(frame: Frame, fresh: bool) -> None:
    """Play the demo unless it was played before; tell what there is."""
    make_folder(frame)
    if fresh:
        _remove(frame)
    zone = ZoneInfo(frame.settings.zone)
    until = clock_from(frame.settings.now).now().astimezone(zone)
    clock = FixedClock(until)
    runtime = bootstrap.build(frame.settings, clock)
    try:
        initialise(runtime)
        with runtime.database.reading() as read:
            is_played = bool(queries.count(read))
            roles = all_roles.known(read)
        played = Played()
        if not is_played:
            with frame.console.progress("import-running", None) as bar:
                play = Play(runtime, clock, bar.to)
                play.hire(roles)
                played = play.run(until)
                design(runtime)
        frame.learn_names(runtime)
        tell(frame, runtime, played, is_played=is_played)
    finally:
        runtime.close()


def _remove(frame: Frame) -> None:
    """Remove the SQLite file of the demo and what stands beside it."""
    database = Database(frame.settings.database_url)
    path = database.path
    database.close()
    if path is None:
        return
    for suffix in ("", "-wal", "-shm", ".lock", ".key"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
    folder: Path = frame.settings.anchors or path.with_name(path.name + ".anchors")
    for file in folder.glob("*.log"):
        file.unlink()
