"""Is it alive, and can it work: for whoever watches the server."""

from __future__ import annotations

from flask import Flask, Response, jsonify
from sqlalchemy.exc import SQLAlchemyError

from runtime.bootstrap import Runtime
from runtime.kernel.errors import Misconfigured
from runtime.kernel.texts import text
from runtime.migrations import schema
from web import errors
from web.context import public
from web.context import runtime as installation


def install(app: Flask, runtime: Runtime) -> None:
    """Answer under fixed addresses, without a log-in."""
    app.add_url_rule("/healthz", "healthz", _alive)
    app.add_url_rule("/readyz", "readyz", _ready)


@public
def _alive() -> Response:
    return jsonify({"alive": True})


@public
def _ready() -> Response:
    """Answer 200 when the database can be read and is of this release, else 503."""
    try:
        schema.check(installation().database)
    except Misconfigured as old:
        return errors.problem(503, old.code, text(old.code, **old.facts))
    except SQLAlchemyError as cause:
        why = type(cause).__name__
        return errors.problem(
            503, "ready-no-database", text("ready-no-database", why=why)
        )
    return jsonify({"ready": True})
