"""Pages for people: a module a room, each with a blueprint of its own."""

from __future__ import annotations

from flask import Flask

from runtime.bootstrap import Runtime
from web.ui import (
    account,
    attachments,
    batches,
    inbox,
    incidents,
    navigation,
    order,
    people,
    stages,
    tasks,
    wording,
)

ROOMS = (account, inbox, tasks, batches, order, attachments, stages, incidents, people)


def install(app: Flask, runtime: Runtime) -> None:
    """Open every room and show the way to each."""
    for room in ROOMS:
        app.register_blueprint(room.bp)
    wording.install(app)
    attachments.install(app)
    app.jinja_env.globals["navigation"] = navigation.shown
