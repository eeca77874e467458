"""Is it alive, and can it work: for whoever watches the server."""

from __future__ import annotations

from collections.abc import Iterable

from flask import Flask, Response, current_app, jsonify
from sqlalchemy.exc import SQLAlchemyError

from runtime.bootstrap import Runtime
from runtime.jobs.embedded import Loop
from runtime.kernel.errors import Misconfigured
from runtime.kernel.texts import text
from runtime.migrations import schema
from web import errors
from web.context import public
from web.context import runtime as installation

_LOOPS = "spillway.loops"


def install(app: Flask, runtime: Runtime) -> None:
    """Answer under fixed addresses, without a log-in."""
    app.add_url_rule("/healthz", "healthz", _alive)
    app.add_url_rule("/readyz", "readyz", _ready)


def watch(app: Flask, loops: Iterable[Loop]) -> None:
    """Let ``/readyz`` also say how the background work beside the pages does."""
    app.extensions[_LOOPS] = list(loops)


@public
def _alive() -> Response:
    return jsonify({"alive": True})


@public
def _ready() -> Response:
    """Answer 200 when the database is of this release and background work goes on.

    A lane that fails rests and is tried again: it is named, and pages still work.
    """
    try:
        schema.check(installation().database)
    except Misconfigured as old:
        return errors.problem(503, old.code, old.text)
    except SQLAlchemyError as cause:
        why = type(cause).__name__
        return errors.problem(
            503, "ready-no-database", text("ready-no-database", why=why)
        )
    loops: list[Loop] = current_app.extensions.get(_LOOPS, [])
    if not all(loop.is_running for loop in loops):
        return errors.problem(503, "ready-no-worker", text("ready-no-worker"))
    failing = [lane for loop in loops for lane in loop.failing]
    return jsonify({"ready": True, "failing": failing})
