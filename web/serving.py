"""Serve until told to stop; what has begun is finished first."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable
from contextlib import ExitStack
from types import FrameType
from typing import Any

from waitress.server import create_server

from runtime import bootstrap
from runtime.bootstrap import Runtime
from runtime.jobs.embedded import Loop
from web import create_app

THREADS = 16
PATIENCE_SECONDS = 30


def serve(
    runtime: Runtime,
    host: str,
    port: int,
    started: Callable[[str], None],
    *,
    works: bool = True,
) -> None:
    """Serve pages and REST, with the background work unless ``works`` is false.

    Blocks until SIGINT or SIGTERM. Then no new request is taken, those that have
    begun are answered, and each lane of background work finishes what it does.
    """
    server: Any = create_server(
        create_app(runtime), host=host, port=port, threads=THREADS, ident=""
    )
    stop = threading.Event()

    def ask_to_stop(number: int, frame: FrameType | None) -> None:
        stop.set()

    before = {
        number: signal.signal(number, ask_to_stop)
        for number in (signal.SIGINT, signal.SIGTERM)
    }
    listening = threading.Thread(target=server.run, name="web", daemon=True)
    with ExitStack() as stack:
        if works:
            for lanes in bootstrap.lanes(runtime):
                stack.enter_context(Loop(lanes))
        listening.start()
        started(f"http://{host}:{server.socket.getsockname()[1]}")
        stop.wait()
        server.task_dispatcher.shutdown(timeout=PATIENCE_SECONDS)
        server.close()
    for number, handler in before.items():
        signal.signal(number, handler)
