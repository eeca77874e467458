"""What is seen of each request: a line in the log, and figures (观测).

A line names the view, never what was typed, asked or answered: no cookie, token,
password or query reaches a log. Figures carry no name of anybody.
"""

from __future__ import annotations

import re
import secrets
import time

import structlog
from flask import Flask, Response, g, request
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4, generate_latest
from structlog.contextvars import bind_contextvars, clear_contextvars

from runtime.bootstrap import Runtime
from runtime.engine.run import deliveries, queries
from runtime.identity.permissions import Verb
from web import context

log = structlog.get_logger(__name__)
HEADER = "X-Request-ID"
_GIVEN = re.compile(r"[A-Za-z0-9_-]{8,64}")  # what a proxy may call a request
_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)


class Figures:
    """The figures of one process that serves."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry(auto_describe=False)
        self.requests = Counter(
            "spillway_requests",
            "Requests answered.",
            ("endpoint", "status"),
            registry=self.registry,
        )
        self.seconds = Histogram(
            "spillway_request_seconds",
            "How long answers took.",
            ("endpoint",),
            buckets=_SECONDS,
            registry=self.registry,
        )
        self.tasks = Gauge(
            "spillway_open_tasks",
            "Tasks that wait for a person.",
            ("role",),
            registry=self.registry,
        )
        self.incidents = Gauge(
            "spillway_open_incidents",
            "Elements that cannot go on.",
            registry=self.registry,
        )
        self.dead = Gauge(
            "spillway_dead_deliveries",
            "Calls to outside systems that were given up.",
            registry=self.registry,
        )


def install(app: Flask, runtime: Runtime) -> None:
    """Watch every request; show the figures at /metrics."""
    figures = Figures()

    @app.before_request
    def begin() -> None:
        clear_contextvars()
        given = request.headers.get(HEADER, "")
        g.request_id = given if _GIVEN.fullmatch(given) else secrets.token_hex(8)
        g.began = time.monotonic()
        bind_contextvars(request=g.request_id)
        order = (request.view_args or {}).get("order_no")
        if order is not None:
            bind_contextvars(order=order)

    @app.after_request
    def end(answer: Response) -> Response:
        _note(figures, answer)
        return answer

    @app.teardown_request
    def forget(cause: BaseException | None) -> None:
        clear_contextvars()

    @app.get("/metrics")
    @context.needs(Verb.READ_METRICS)
    def metrics() -> Response:
        """Show the figures in the text format of Prometheus."""
        _look(figures)
        return Response(
            generate_latest(figures.registry), content_type=CONTENT_TYPE_PLAIN_0_0_4
        )


def _note(figures: Figures, answer: Response) -> None:
    seconds = time.monotonic() - g.began
    endpoint = request.endpoint or "none"
    figures.requests.labels(endpoint, answer.status_code).inc()
    figures.seconds.labels(endpoint).observe(seconds)
    answer.headers[HEADER] = g.request_id
    if endpoint != "static":
        log.info(
            "A request was answered",
            action="request",
            method=request.method,
            endpoint=endpoint,
            status=answer.status_code,
            milliseconds=round(seconds * 1000, 1),
        )


def _look(figures: Figures) -> None:
    """Read what stands in the database now."""
    read = context.reading()
    figures.tasks.clear()
    for role, count in queries.count_by_role(read).items():
        figures.tasks.labels(role).set(count)
    stuck = queries.count_incidents(read)
    figures.incidents.set(sum(stuck.values()))
    figures.dead.set(stuck.get(deliveries.DEAD, 0))
