"""Log in, log out, choose a language, change one's password."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

from flask import (
    Blueprint,
    Response,
    g,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask import session as form_session
from werkzeug.wrappers import Response as Answer

from runtime.identity import people, sessions
from runtime.identity.permissions import Verb
from runtime.kernel.errors import Unidentified
from runtime.kernel.texts import LANGUAGES, Text, text
from runtime.kernel.work import Work
from web import context, security
from web.language import COOKIE as LANGUAGE_COOKIE

bp = Blueprint("account", __name__)
_KEPT = "kept:"  # before the names of fields that a log-in keeps for the page behind it
_YEAR = 365 * 24 * 3600


@bp.get("/")
@context.public
def home() -> Answer:
    """Lead to the first room that who is there may enter."""
    if context.find_actor() is None:
        return redirect(url_for("account.log_in"))
    can_work = context.may(Verb.READ_TASKS)
    return redirect(url_for("inbox.shown" if can_work else "account.mine"))


@bp.get("/log-in")
@context.public
def log_in() -> Response:
    """Ask for name and password."""
    return log_in_page(None, status=200)


@bp.post("/log-in")
@context.public
@security.limiter.limit("10 per minute; 60 per hour")
def enter() -> Answer:
    """Let somebody in and send them to where they wanted to go."""
    name, password = request.form.get("name", ""), request.form.get("password", "")
    try:
        actor = sessions.check(context.reading(), name.strip(), password)
    except Unidentified as wrong:
        return log_in_page(text(wrong.code, **wrong.facts))
    form_session.clear()  # whoever knew the old form token knows nothing now
    g.actor = actor
    trail = context.runtime().engine.trail
    held = context.writing(lambda work: sessions.open_session(work, trail))
    answer = _onward()
    answer.set_cookie(
        context.COOKIE,
        held,
        max_age=int(sessions.LASTS.total_seconds()),
        httponly=True,
        samesite="Lax",
        secure=request.is_secure,
    )
    return answer


@bp.post("/log-out")
@context.needs(Verb.OWN)
def leave() -> Answer:
    """Log out here, or in every browser."""
    trail, person = context.runtime().engine.trail, context.actor().id
    if "everywhere" in request.form:
        context.writing(lambda work: sessions.close_all(work, trail, person))
    else:
        held = request.cookies.get(context.COOKIE, "")
        context.writing(lambda work: sessions.close_session(work, trail, held))
    answer = redirect(url_for("account.log_in"))
    answer.delete_cookie(context.COOKIE)
    return answer


@bp.post("/language")
@context.public
def speak() -> Answer:
    """Speak another language from now on."""
    chosen = request.form.get("language", "")
    answer = redirect(_inside(request.form.get("next")))
    if chosen in LANGUAGES:
        answer.set_cookie(LANGUAGE_COOKIE, chosen, max_age=_YEAR, samesite="Lax")
        actor = context.find_actor()
        if actor is not None:
            person = actor.id
            context.writing(lambda work: people.speak(work, person, chosen))
    return answer


@bp.get("/me")
@context.needs(Verb.OWN)
def mine() -> str:
    """Show who one is here, and what one may change about it."""
    return render_template("me.html")


@bp.post("/me/password")
@context.needs(Verb.OWN)
def change_password() -> Answer:
    """Set a new password; every other browser is logged out."""
    old, new = request.form.get("old", ""), request.form.get("new", "")
    actor = context.actor()
    sessions.check(context.reading(), actor.name, old)
    trail = context.runtime().engine.trail

    def change(work: Work) -> str:
        people.set_password(work, trail, actor.id, new)
        sessions.close_all(work, trail, actor.id)
        return sessions.open_session(work, trail)

    held = context.writing(change)
    answer = redirect(url_for("account.mine", changed=1))
    answer.set_cookie(context.COOKIE, held, httponly=True, samesite="Lax")
    return answer


def log_in_page(detail: Text | None, status: int = 401) -> Response:
    """Return the page that asks for a log-in; what was typed elsewhere is kept."""
    is_here = request.endpoint == "account.enter"
    kept = {
        name if is_here else _KEPT + name: values
        for name, values in request.form.lists()
        if name.startswith(_KEPT) or (not is_here and name != "csrf_token")
    }
    page = render_template(
        "log_in.html",
        detail=detail,
        kept=kept,
        name=request.form.get("name", "") if is_here else "",
        onward=_wanted(is_here),
    )
    return make_response(page, status)


def _wanted(is_here: bool) -> str:
    if is_here or request.endpoint == "account.log_in":
        return _inside(request.values.get("next"))
    return request.full_path.rstrip("?") if request.method == "GET" else request.path


def _onward() -> Response:
    """Go to the page behind the log-in; a form that was sent there is shown again."""
    kept: Mapping[str, list[str]] = {
        name.removeprefix(_KEPT): values
        for name, values in request.form.lists()
        if name.startswith(_KEPT)
    }
    onward = _inside(request.form.get("next"))
    if not kept:
        return make_response(redirect(onward))
    return make_response(render_template("resume.html", kept=kept, onward=onward))


def _inside(place: str | None) -> str:
    """Return a place of this site; anything else becomes the start page."""
    parts = urlsplit(place or "")
    is_ours = not parts.scheme and not parts.netloc and parts.path.startswith("/")
    is_plain = is_ours and not (place or "").startswith(("//", "/\\"))
    return str(place) if is_plain else url_for("account.home")
