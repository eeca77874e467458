"""``worker``: the loops that fire timers and send deliveries."""

from __future__ import annotations

import signal
from contextlib import ExitStack

import click

from runtime.bootstrap import Runtime, lanes
from runtime.cli.app import Frame, command
from runtime.jobs.embedded import Loop
from runtime.jobs.port import Lane
from runtime.kernel.errors import Invalid

STOPS = {signal.SIGTERM, signal.SIGINT}


@command("worker")
@click.option("--lanes", "names", metavar="A,B", help="Only these lanes.")
@click.option("--once", is_flag=True, help="Do what is due, then end.")
def worker(frame: Frame, names: str | None, once: bool) -> None:
    """Fire due timers and send due deliveries until stopped."""
    with frame.runtime() as runtime:
        wanted = _wanted(runtime, names)
        if once:
            count = sum(Loop(one).run_once() for one in wanted)
            frame.console.say("worker-done", count=count)
            frame.console.data({"done": count})
            return
        frame.console.say("worker-running")
        _run_until_stopped(wanted)


def _wanted(runtime: Runtime, names: str | None) -> list[list[Lane]]:
    """Return the loops with only the named lanes; raises Invalid for others."""
    groups = lanes(runtime)
    known = [lane.name for group in groups for lane in group]
    asked = set(known if names is None else names.split(","))
    if not asked <= set(known):
        raise Invalid("lane-unknown", found=names, known=", ".join(known))
    kept = [[lane for lane in group if lane.name in asked] for group in groups]
    return [group for group in kept if group]


def _run_until_stopped(groups: list[list[Lane]]) -> None:
    """Run until Ctrl-C or a request to end; what has begun is finished first."""
    signal.pthread_sigmask(signal.SIG_BLOCK, STOPS)
    with ExitStack() as loops:
        for group in groups:
            loops.enter_context(Loop(group))
        signal.sigwait(STOPS)
