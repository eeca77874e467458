"""``worker``: the loop that fires timers and sends deliveries."""

from __future__ import annotations

import signal
import threading
from typing import Any

import click

from runtime.bootstrap import lanes
from runtime.cli.app import Frame, command
from runtime.jobs.embedded import Loop
from runtime.kernel.errors import Invalid


@command("worker")
@click.option("--lanes", "names", metavar="A,B", help="Only these lanes.")
@click.option("--once", is_flag=True, help="Do what is due, then end.")
def worker(frame: Frame, names: str | None, once: bool) -> None:
    """Fire due timers and send due deliveries until stopped."""
    with frame.runtime() as runtime:
        wanted = lanes(runtime)
        if names is not None:
            asked = set(names.split(","))
            known = [lane.name for lane in wanted]
            if not asked <= set(known):
                raise Invalid("lane-unknown", found=names, known=", ".join(known))
            wanted = [lane for lane in wanted if lane.name in asked]
        loop = Loop(wanted)
        if once:
            count = loop.run_once()
            frame.console.say("worker-done", count=count)
            frame.console.data({"done": count})
            return
        frame.console.say("worker-running")
        _run_until_stopped(loop)


def _run_until_stopped(loop: Loop) -> None:
    """Run until Ctrl-C or a request to end; what has begun is finished first."""
    over = threading.Event()

    def stop(number: int, where: Any) -> None:
        over.set()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    loop.start()
    over.wait()
    loop.stop()
