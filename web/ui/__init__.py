"""Pages for people: a module a room, each with a blueprint of its own."""

from __future__ import annotations

from flask import Flask

from runtime.bootstrap import Runtime
from web.ui import (
    absences,
    account,
    batches,
    inbox,
    incidents,
    navigation,
    order,
    parameters,
    people,
    stages,
    tasks,
    wording,
)

ROOMS = (
    account,
    inbox,
    tasks,
    batches,
    order,
    stages,
    incidents,
    people,
    absences,
    parameters,
)


def install(app: Flask, runtime: Runtime) -> None:
    """Open every room and show the way to each."""
    for room in ROOMS:
        app.register_blueprint(room.bp)
    wording.install(app)
    app.jinja_env.globals["navigation"] = navigation.shown
