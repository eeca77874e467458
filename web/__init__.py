"""Pages for people and the REST interface for programs, on one installation."""

from __future__ import annotations

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from runtime.bootstrap import Runtime
from web import (
    api,
    assets,
    context,
    db,
    errors,
    health,
    language,
    polling,
    security,
    ui,
    watching,
)

# in this sequence each looks at a request, and in the other one at its answer
PARTS = (
    context,
    db,
    watching,
    security,
    language,
    assets,
    polling,
    errors,
    health,
    ui,
    api,
)


def create_app(runtime: Runtime) -> Flask:
    """Return the application of an installation, ready to be served."""
    app = Flask(__name__, static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = 24 * 1024 * 1024
    app.config["MAX_FORM_MEMORY_SIZE"] = 2 * 1024 * 1024
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    for part in PARTS:
        part.install(app, runtime)
    trusted = runtime.settings.proxies
    if trusted:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]  # as Flask tells to
            app.wsgi_app, x_for=trusted, x_proto=trusted, x_host=trusted
        )
    return app
