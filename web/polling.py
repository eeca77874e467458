"""Pages that ask whether they are still right (轮询): a mark of what they show.

A view says what its page hangs on, read as cheaply as it can be; a browser that has
the page under the same mark is answered 304, and nothing is rendered or sent. The
mark also hangs on who looks, in which language, at which release, so it never fits
anybody else's page.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime
from typing import Any

import orjson
from flask import (
    Flask,
    Response,
    flash,
    g,
    get_flashed_messages,
    make_response,
    request,
)
from werkzeug.wrappers import Response as Answer

from runtime.bootstrap import Runtime
from runtime.identity import notices
from runtime.kernel.clock import micros
from web import assets, context, openings
from web.language import language

HEADER = "X-Poll"  # says that a script asks, not a person who reads all of the page
_MINUTES = 10  # after so long also times that are told in words are told anew


def install(app: Flask, runtime: Runtime) -> None:
    """Let pages tell their mark; give lists of the interface one, too."""
    app.after_request(_with_mark)
    app.jinja_env.globals |= {
        "poll_mark": lambda: g.get("poll_mark", ""),
        "get_flashed_messages": _told,
    }


def is_poll() -> bool:
    """Tell whether a script asks for the page that somebody has open."""
    return HEADER in request.headers


def note(said: str, kind: str = "note") -> None:
    """Say something on the next page, unless a script shows the outcome itself."""
    if not is_poll():
        flash(said, kind)


def answered(seen: Any, render: Callable[[], str | Answer]) -> Response:
    """Answer 304 if the reader has what hangs on ``seen``, else the page."""
    mark = _mark(seen)
    if request.if_none_match.contains_weak(mark):
        answer = Response(status=304)
        del answer.headers["Content-Type"]
    else:
        g.poll_mark = f'W/"{mark}"'
        answer = make_response(render())
    if answer.status_code in (200, 304):
        answer.set_etag(mark, weak=True)
        answer.vary.update(("Cookie", "Accept-Language"))
    return answer


def lately(now: datetime) -> int:
    """Return what changes every few minutes: part of a mark that hangs on time."""
    return micros(now) // (_MINUTES * 60_000_000)


def unread() -> int:
    """Return how many notices who is there has not read; asked once a request."""
    if "unread" not in g:
        g.unread = notices.count_unread(context.reading(), context.actor().id)
    found: int = g.unread
    return found


def _mark(seen: Any) -> str:
    actor = context.actor()
    parts = (
        *(actor.id, sorted(actor.roles), language(), unread(), openings.mark()),
        *(assets.url_of("app.css"), assets.url_of("app.js")),
        *(request.full_path, seen),
    )
    return hashlib.sha256(orjson.dumps(parts, default=str)).hexdigest()[:24]


def _told(*args: Any, **more: Any) -> Any:
    """Return what is to be said on this page; a script leaves it to be read."""
    return [] if is_poll() else get_flashed_messages(*args, **more)


def _with_mark(answer: Response) -> Response:
    """Give what a program reads a mark of its content: it need not read it twice."""
    is_read = request.method == "GET" and request.path.startswith("/api/")
    if is_read and answer.status_code == 200:
        answer.add_etag(weak=True)
        answer.make_conditional(request)
    return answer
