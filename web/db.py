"""Reads of a request: Flask-SQLAlchemy over the tables and the engine of `runtime`."""

from __future__ import annotations

from typing import Any

from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Engine

from runtime.bootstrap import Runtime
from runtime.kernel.db import Base


class Reads(SQLAlchemy):
    """One session a request, on the engine that reads; writing is for `Work` alone."""

    def _make_engine(
        self, bind_key: str | None, options: dict[str, Any], app: Flask
    ) -> Engine:
        found: Runtime = app.extensions["spillway"]
        return found.database.reader


reads = Reads(metadata=Base.metadata)


def install(app: Flask, runtime: Runtime) -> None:
    """Open the read session of each request on the installation's database."""
    app.config["SQLALCHEMY_DATABASE_URI"] = "sqlite://"  # never opened: see Reads
    reads.init_app(app)
