"""REST under /api/v1, described by OpenAPI 3.1 at /api/v1/openapi.json."""

from __future__ import annotations

from flask import Flask, Response, jsonify
from flask_smorest import Api

from runtime.bootstrap import Runtime
from web.api.describing import described
from web.api.noun import Noun, Problem
from web.api.nouns import NOUNS
from web.context import public

ROOT = "/api/v1"


class Rest(Api):
    """The interface; errors are answered in `web/errors.py` like everywhere."""

    def _register_error_handlers(self) -> None:
        pass


def install(app: Flask, runtime: Runtime) -> None:
    """Register every noun and the description of all of them."""
    app.config |= {
        "API_TITLE": "Spillway",
        "API_VERSION": "v1",
        "OPENAPI_VERSION": "3.1.0",
        "OPENAPI_URL_PREFIX": None,
    }
    rest = Rest(app)
    rest.spec.components.security_scheme("bearer", {"type": "http", "scheme": "bearer"})
    rest.spec.components.schema("Problem", schema=Problem)
    for noun in NOUNS:
        rest.register_blueprint(noun.bp, url_prefix=f"{ROOT}{noun.bp.url_prefix or ''}")

    @app.get(f"{ROOT}/openapi.json")
    @public
    def openapi() -> Response:
        return jsonify(described(rest.spec.to_dict(), ROOT, Noun.MARK))
