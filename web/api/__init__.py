"""REST under /api/v1, described by OpenAPI 3.1 at /api/v1/openapi.json."""

from __future__ import annotations

from threading import Lock
from typing import Any

from flask import Flask, Response, jsonify
from flask_smorest import Api

from runtime.bootstrap import Runtime
from web.api.describing import described
from web.api.noun import Noun, Problem
from web.api.nouns import NOUNS
from web.context import public

ROOT = "/api/v1"


class Rest(Api):
    """The interface; errors are answered in `web/errors.py` like everywhere.

    Describing all of it takes longer than serving it: that is done when somebody asks
    for the description, once.
    """

    def __init__(self, app: Flask) -> None:
        self._lock = Lock()
        self._nouns: list[Noun] = []
        self._described: dict[str, Any] = {}
        super().__init__(app)

    def register_blueprint(
        self, blp: Noun, *, parameters: Any = None, **options: Any
    ) -> None:
        """Serve a noun; it is described later."""
        self._app.extensions["flask-smorest"]["blp_name_to_api"][blp.name] = self
        self._app.register_blueprint(blp, **options)
        self._nouns.append(blp)

    def described(self) -> dict[str, Any]:
        """Return what every noun says of itself, made whole."""
        with self._lock:
            if not self._described:
                for noun in self._nouns:
                    about = {"name": noun.name, "parameters": None}
                    noun.register_views_in_doc(self, self._app, self.spec, **about)
                    self.spec.tag({"name": noun.name, "description": noun.description})
                self._described = described(self.spec.to_dict(), ROOT, Noun.MARK)
        return self._described

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
        return jsonify(rest.described())
