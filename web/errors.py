"""The one table from errors to HTTP: problem+json for programs, pages for people."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from typing import Any

import structlog
from flask import Flask, Response, jsonify, make_response, render_template, request
from werkzeug.exceptions import HTTPException

from runtime.bootstrap import Runtime
from runtime.kernel.db import BUSY, refusal_of
from runtime.kernel.errors import (
    BpmnError,
    Conflict,
    FlowError,
    Forbidden,
    Invalid,
    Misconfigured,
    NotFound,
    Rejected,
    Stuck,
    Suspended,
    Unidentified,
)
from runtime.kernel.texts import Text, text
from web import context
from web.language import language, told

log = structlog.get_logger(__name__)
STATUS: Sequence[tuple[type[FlowError], int]] = (
    (Unidentified, 401),
    (Forbidden, 403),
    (NotFound, 404),
    (Conflict, 409),
    (Invalid, 422),
    (Misconfigured, 422),
    (Suspended, 503),
    (Rejected, 409),
    (BpmnError, 409),
    (Stuck, 409),
)
WATCHED = frozenset({"/healthz", "/readyz", "/metrics"})  # programs look at these
# what a person reads for the status codes that Flask itself answers with
_SPOKEN: Mapping[int, str] = {
    400: "http-bad-request",
    404: "http-not-found",
    405: "http-method",
    413: "http-too-large",
    415: "http-media-type",
    422: "http-content",
    429: "http-too-often",
}


def install(app: Flask, runtime: Runtime) -> None:
    """Answer every error, expected or not."""
    app.register_error_handler(FlowError, _refused)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _unexpected)


def status_of(error: FlowError) -> int:
    """Return the status code of one of our errors."""
    return next((code for kind, code in STATUS if isinstance(error, kind)), 500)


def fields_of(error: FlowError) -> dict[str, list[str]]:
    """Return field path, or file → sentences in the reader's language."""
    if isinstance(error, Misconfigured):
        found: dict[str, list[str]] = {}
        for one in error.findings:
            found.setdefault(one.file, []).append(one.text.say(language()))
        return found
    return {
        path: [each.say(language()) for each in said]
        for path, said in getattr(error, "fields", {}).items()
    }


def is_for_programs() -> bool:
    """Tell whether a program asked."""
    return request.path.startswith("/api/") or request.path in WATCHED


def _refused(error: FlowError) -> Response:
    status = status_of(error)
    fields = fields_of(error)
    is_page = not is_for_programs()
    if error.code == BUSY:
        log.warning("No connection to be had", action=BUSY, why=_why(error))
        context.ask_nobody()
    detail = told(error) if is_page else error.text
    if status == 401 and is_page:
        return _log_in(detail)
    return _answer(status, error.code, detail, fields)


def _why(error: FlowError) -> str:
    """Return the first line of what an error came from."""
    cause = error.__cause__ or error
    return str(cause).splitlines()[0]


def _http(error: HTTPException) -> Response:
    status = error.code or 500
    if status < 400:  # a redirect is no error
        return make_response(error)
    if error.response is not None and not is_for_programs():
        return make_response(error.response)  # somebody knew more of it
    code = _SPOKEN.get(status, "http-other")
    messages = getattr(error, "data", {}).get("messages", {})
    most = (request.max_content_length or 0) >> 20
    detail = text(code, status=status, most=most)
    answer = _answer(status, code, detail, _flat(messages))
    for name, value in error.get_headers():
        if name in {"Allow", "Retry-After"}:
            answer.headers[name] = value
    return answer


def _unexpected(error: Exception) -> Response:
    busy = refusal_of(error)
    if busy is not None:
        busy.__cause__ = error
        return _refused(busy)
    number = secrets.token_hex(4)
    log.error("A request failed", action="request-failed", number=number, exc_info=True)
    return _answer(500, "http-failed", text("http-failed", number=number), {})


def _answer(
    status: int, code: str, detail: Text, fields: Mapping[str, Any]
) -> Response:
    if not is_for_programs():
        page = render_template(
            "error.html", status=status, detail=detail.say(language()), fields=fields
        )
        return make_response(page, status)
    return problem(status, code, detail, fields)


def problem(
    status: int, code: str, detail: Text, fields: Mapping[str, Any] | None = None
) -> Response:
    """Return the answer that a program understands (RFC 9457)."""
    problem: dict[str, Any] = {
        "type": f"urn:spillway:{code}",
        "title": code.replace("-", " "),
        "status": status,
        "code": code,
        "detail": detail.say(language()),
    }
    if fields:
        problem["errors"] = fields
    answer = jsonify(problem)
    answer.status_code = status
    answer.content_type = "application/problem+json"
    if status == 401:
        answer.headers["WWW-Authenticate"] = "Bearer"
    if status == 503:
        answer.headers["Retry-After"] = "5"
    return answer


def _log_in(detail: Text) -> Response:
    """Ask who is there, and keep what was typed."""
    from web.ui.account import log_in_page

    return log_in_page(detail if request.method == "POST" else None)


def _flat(messages: Any, path: str = "") -> dict[str, list[str]]:
    """Return marshmallow's nested messages as field path → messages."""
    if isinstance(messages, list):
        return {path: [str(each) for each in messages]}
    found: dict[str, list[str]] = {}
    if isinstance(messages, dict):
        for key, inner in messages.items():
            is_place = not path and key in {"json", "query", "headers"}
            deeper = "" if is_place else f"{path}.{key}".lstrip(".")
            found |= _flat(inner, deeper)
    return found
