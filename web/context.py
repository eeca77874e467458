"""What a view asks for: the installation, who is there, how they show it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from flask import Flask, current_app, g, request
from sqlalchemy import Connection
from structlog.contextvars import bind_contextvars

from runtime.bootstrap import Runtime
from runtime.identity import permissions, sessions
from runtime.identity.permissions import Verb
from runtime.identity.sessions import Present
from runtime.kernel.actors import Actor
from runtime.kernel.errors import Unidentified
from runtime.kernel.work import Work
from web import db

COOKIE = "spillway"
MOST_WITH_FILES = 128 * 1024 * 1024
LARGEST = 2**63 - 1  # what a database keeps as a number
ROW = f"int(max={LARGEST})"  # the number of a row, in an address
_BEARER = "Bearer "
View = TypeVar("View", bound=Callable[..., Any])
Result = TypeVar("Result")


def install(app: Flask, runtime: Runtime) -> None:
    """Keep the installation with the application."""
    app.extensions["spillway"] = runtime


def runtime() -> Runtime:
    """Return the installation that is served."""
    found: Runtime = current_app.extensions["spillway"]
    return found


def reading() -> Connection:
    """Return the connection that this request reads through."""
    return db.reads.session.connection()


def writing(run: Callable[[Work], Result]) -> Result:
    """Do ``run`` in a unit of work of the actor; once more when it lost a race."""
    return runtime().attempt(actor(), run)


def is_by_cookie() -> bool:
    """Tell whether a browser asks, which sends its cookie by itself."""
    return not request.headers.get("Authorization", "").startswith(_BEARER)


def actor() -> Actor:
    """Return who is there; raises Unidentified."""
    if "actor" not in g:
        g.actor, g.chosen_language = _identified()
        bind_contextvars(person=g.actor.id)
    found: Actor | None = g.actor
    if found is None:
        raise Unidentified("log-in-missing")
    return found


def find_actor() -> Actor | None:
    """Return who is there, None if nobody has shown who they are."""
    try:
        return actor()
    except Unidentified:
        return None


def ask_nobody() -> None:
    """Answer the rest of this request as if nobody were there: nothing is read."""
    g.actor = g.chosen_language = None


def chosen_language() -> str | None:
    """Return the language that who is there chose; None if nobody or none."""
    find_actor()
    found: str | None = g.get("chosen_language")
    return found


def needs(verb: Verb) -> Callable[[View], View]:
    """Say what a view does; `security` asks before each call whether one may.

    Every view says so or is `public`: a test looks at all of them.
    """

    def mark(view: View) -> View:
        view.verb = verb  # type: ignore[attr-defined]  # a mark, read by security
        return view

    return mark


def takes_files(view: View) -> View:
    """Let who may call a view send as much as nine photos take."""
    view.most = MOST_WITH_FILES  # type: ignore[attr-defined]  # read by security
    return view


def verb_of(view: Any) -> Verb:
    """Return what a view does; raises AttributeError if it does not say."""
    found: Verb = view.verb
    return found


def public(view: View) -> View:
    """Let everybody call a view, also without a log-in."""
    view.is_public = True  # type: ignore[attr-defined]  # a mark, read by security
    return view


def shows_again(how: Callable[..., str]) -> Callable[[View], View]:
    """Say how the page of a form is shown as it was filled in, after a log-in."""

    def mark(view: View) -> View:
        view.again = how  # type: ignore[attr-defined]  # a mark, read by the log-in
        return view

    return mark


def may(verb: str) -> bool:
    """Tell whether who is there may do ``verb``; nobody may do nothing."""
    found = find_actor()
    return found is not None and permissions.may(found, Verb(verb))


def numbers(given: Iterable[str]) -> list[int]:
    """Return what can be the number of a row, each once; the rest is passed over."""
    plain = (one for one in given if one.isascii() and one.isdigit() and len(one) < 20)
    return [one for one in dict.fromkeys(map(int, plain)) if one <= LARGEST]


def _identified() -> Present:
    given = request.headers.get("Authorization", "")
    now = runtime().clock.now()
    if given.startswith(_BEARER):
        return sessions.by_token(reading(), given.removeprefix(_BEARER), now)
    held = request.cookies.get(COOKIE)
    if not held:
        raise Unidentified("log-in-missing")
    return sessions.by_cookie(reading(), held, now)
