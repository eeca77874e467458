"""``serve``: pages and REST, with the background work beside them."""

from __future__ import annotations

import click

from runtime.bootstrap import Runtime
from runtime.cli.app import Frame, command


@command("serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address.")
@click.option("--port", default=8000, show_default=True, help="Port; 0 takes any.")
@click.option("--no-worker", is_flag=True, help="Leave timers and deliveries alone.")
def serve(frame: Frame, host: str, port: int, no_worker: bool) -> None:
    """Serve pages and the REST interface until stopped."""
    with frame.runtime() as runtime:
        serve_until_stopped(frame, runtime, host, port, works=not no_worker)


def serve_until_stopped(
    frame: Frame, runtime: Runtime, host: str, port: int, *, works: bool
) -> None:
    """Serve an installation and say where; blocks until SIGINT or SIGTERM."""
    from web import serving

    def started(address: str) -> None:
        frame.console.say("serve-started", address=address)
        frame.console.data({"address": address})

    serving.serve(runtime, host, port, started, works=works)
