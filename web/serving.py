"""Serve until told to stop; what has begun is finished first."""

from __future__ import annotations

import signal
import socket
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from types import FrameType
from typing import Any

import structlog
from flask import Flask
from waitress.server import create_server

from runtime import bootstrap
from runtime.bootstrap import Runtime
from runtime.jobs.embedded import Loop
from runtime.kernel import logs
from runtime.kernel.errors import Misconfigured
from web import create_app, health

THREADS = 16
CONNECTIONS = 1_000  # a browser that is open keeps several
PATIENCE_SECONDS = 30
log = structlog.get_logger(__name__)


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
    Raises Misconfigured when the address is taken.
    """
    logs.configure(runtime.settings.log)
    app = create_app(runtime)
    server = _listening(app, host, port)
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
            loops = [Loop(lanes) for lanes in bootstrap.lanes(runtime)]
            for loop in loops:
                stack.enter_context(loop)
            health.watch(app, loops)
        listening.start()
        started(f"http://{host}:{server.socket.getsockname()[1]}")
        stop.wait()
        _wind_down(server)
    for number, handler in before.items():
        signal.signal(number, handler)


def _listening(app: Flask, host: str, port: int) -> Any:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listener = socket.create_server((host, port), family=family)
    except OSError as cause:
        why = cause.strerror or str(cause)
        raise Misconfigured("serve-address", host=host, port=port, why=why) from cause
    return create_server(
        app,
        sockets=[listener],
        threads=THREADS,
        connection_limit=CONNECTIONS,
        asyncore_use_poll=True,  # `select` ends at 1,024 files
        ident="",
        clear_untrusted_proxy_headers=False,  # the application believes none unasked
    )


def _wind_down(server: Any) -> None:
    """Take nothing new, answer what has begun, see the answers sent."""
    log.info("Stopping: what has begun is finished", action="stopping")
    until = time.monotonic() + PATIENCE_SECONDS
    server.accepting = False
    server.task_dispatcher.shutdown(timeout=PATIENCE_SECONDS)
    while _is_sending(server) and time.monotonic() < until:
        server.pull_trigger()
        time.sleep(0.01)
    server.close()


def _is_sending(server: Any) -> bool:
    channels = list(server.active_channels.values())
    return any(channel.total_outbufs_len for channel in channels)
