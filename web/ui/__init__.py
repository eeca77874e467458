"""Pages for people: a module a room, each with a blueprint of its own."""

from __future__ import annotations

from flask import Flask

from runtime.bootstrap import Runtime
from web import openings
from web.ui import attachments, going_back, help, navigation, task_bypass, wording
from web.ui.rooms import ROOMS


def install(app: Flask, runtime: Runtime) -> None:
    """Open every room and show the way to each."""
    for room in ROOMS:
        app.register_blueprint(room.bp)
    for part in (wording, help, attachments, going_back, openings, task_bypass):
        part.install(app)
    app.jinja_env.globals["navigation"] = navigation.shown
