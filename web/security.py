"""Before a view: may they? After it: headers that leave a browser no choice (安全)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Flask, Response, current_app, g, request
from flask import session as form_session
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_wtf.csrf import CSRFError, CSRFProtect
from werkzeug.exceptions import BadRequest

from runtime.bootstrap import Runtime
from runtime.identity import permissions
from runtime.kernel.actors import Actor
from web import context

_PERSON = "person"
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data: blob:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), microphone=(), geolocation=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}
csrf = CSRFProtect()
limiter = Limiter(get_remote_address, storage_uri="memory://", headers_enabled=True)


def install(app: Flask, runtime: Runtime) -> None:
    """Guard every view of the application."""
    app.secret_key = runtime.keys.derive("web")
    app.config |= {
        "SESSION_COOKIE_NAME": "spillway_form",
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_REFRESH_EACH_REQUEST": False,
        "PERMANENT_SESSION_LIFETIME": timedelta(days=30),
        "WTF_CSRF_CHECK_DEFAULT": False,
        "WTF_CSRF_TIME_LIMIT": None,
        "WTF_CSRF_SSL_STRICT": False,
        "RATELIMIT_ENABLED": True,
    }
    csrf.init_app(app)
    limiter.init_app(app)
    app.before_request(_guard)
    app.after_request(_with_headers)
    app.jinja_env.globals |= {"may": context.may, "find_actor": context.find_actor}


def is_refused(answer: Response) -> bool:
    """Count what was refused alone: who types right is never slowed."""
    return answer.status_code in {401, 422}


def _guard() -> None:
    """Refuse a forged form, somebody unknown, and who may not."""
    view = current_app.view_functions.get(request.endpoint or "")
    if view is None:  # there is no such page: the error says so
        return
    _allow_files(view)
    if request.method not in SAFE and context.is_by_cookie():
        _refuse_forged()
    if getattr(view, "is_public", False):
        return
    permissions.authorize(context.actor(), context.verb_of(view))
    if context.is_by_cookie():
        remember(context.actor())


def was_here(actor: Actor) -> bool:
    """Tell whether it was this person who last used forms in this browser."""
    return form_session.get(_PERSON) == actor.id


def remember(actor: Actor) -> None:
    """Keep who uses forms in this browser, also after the log-in has ended."""
    if not was_here(actor):
        form_session[_PERSON] = actor.id
        form_session.permanent = True


def _allow_files(view: Any) -> None:
    """Let somebody who may call a view that takes files send as much as they take.

    It stands before anything reads the request; a stranger sends no more than usual.
    """
    most = getattr(view, "most", None)
    if most is None or request.mimetype != "multipart/form-data":
        return  # without files a form is read as a whole, and stays small
    known = context.find_actor()
    if known is not None and permissions.may(known, context.verb_of(view)):
        request.max_content_length = most


def _refuse_forged() -> None:
    try:
        csrf.protect()
    except CSRFError as cause:
        raise BadRequest from cause


def _with_headers(answer: Response) -> Response:
    for name, value in HEADERS.items():
        answer.headers.setdefault(name, value)
    if request.is_secure:
        answer.headers["Strict-Transport-Security"] = "max-age=31536000"
    if "Cache-Control" not in answer.headers:
        answer.headers["Cache-Control"] = "no-store" if "actor" in g else "no-cache"
    return answer
