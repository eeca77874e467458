"""Log in, log out, choose a language, change one's password."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from flask import (
    Blueprint,
    Response,
    current_app,
    g,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask import session as form_session
from flask_limiter import RequestLimit
from flask_limiter.util import get_remote_address
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as Answer

from runtime.identity import people, permissions, sessions
from runtime.identity.permissions import Verb
from runtime.kernel.errors import Invalid, Unidentified
from runtime.kernel.texts import LANGUAGES, Text, text
from runtime.kernel.work import Work
from web import context, security, uploads
from web.language import COOKIE as LANGUAGE_COOKIE
from web.language import span

bp = Blueprint("account", __name__)
_KEPT = "kept:"  # before the names of fields that a log-in keeps for the page behind it
_AGAIN = "resume"  # says that a form is to be sent again after the log-in
_LONGEST_NAME = 100  # characters that tell names apart
_YEAR = 365 * 24 * 3600
# what is typed there is never written into a page; such a form is typed again
_SECRET = frozenset({"password", "old", "new"})


def _is_wrong(answer: Response) -> bool:
    """Count wrong passwords alone: a team behind one address may all log in."""
    return answer.status_code == 401


def _who_from_where() -> str:
    """Return whose wrong passwords are counted together: one name's, from one place."""
    name = request.form.get("name", "").strip().casefold()
    return f"{get_remote_address()} {name[:_LONGEST_NAME]}"


def _wait(limit: RequestLimit) -> Response:
    """Say when to try again; what was typed elsewhere is still kept."""
    now = context.runtime().clock.now().timestamp()
    left = max(1, limit.reset_at - int(now))
    return log_in_page(text("log-in-wait", span=span(left)), 429)


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
@security.limiter.limit(
    "10 per minute; 60 per hour",
    key_func=_who_from_where,
    deduct_when=_is_wrong,
    on_breach=_wait,
)
@security.limiter.limit(
    "100 per minute; 600 per hour", deduct_when=_is_wrong, on_breach=_wait
)
def enter() -> Answer:
    """Let somebody in and send them to where they wanted to go."""
    name, password = request.form.get("name", ""), request.form.get("password", "")
    try:
        actor = sessions.check(context.reading(), name.strip(), password)
    except Unidentified as wrong:
        return log_in_page(wrong.text)
    is_same = security.was_here(actor)
    if not is_same:
        form_session.clear()  # whoever knew the old form token knows nothing now
    g.actor = actor
    security.remember(actor)
    trail = context.runtime().engine.trail
    held = context.writing(lambda work: sessions.open_session(work, trail))
    return _let_in(_onward(is_same), held)


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
    return render_template("me.html", fault=None)


@bp.post("/me/password")
@context.needs(Verb.OWN)
def change_password() -> Answer:
    """Set a new password; every other browser is logged out."""
    old, new = request.form.get("old", ""), request.form.get("new", "")
    actor = context.actor()
    trail = context.runtime().engine.trail

    def change(work: Work) -> str:
        people.set_password(work, trail, actor.id, new)
        sessions.close_all(work, trail, actor.id)
        return sessions.open_session(work, trail)

    try:
        sessions.check(context.reading(), actor.name, old)
        held = context.writing(change)
    except Unidentified:
        return _not_changed(text("me-password-wrong"))
    except Invalid as short:
        return _not_changed(short.text)
    return _let_in(redirect(url_for("account.mine", changed=1), 303), held)


def _not_changed(fault: Text) -> Answer:
    return make_response(render_template("me.html", fault=fault), 422)


def _let_in(answer: Answer, held: str) -> Answer:
    """Give the browser the cookie of a log-in."""
    answer.set_cookie(
        context.COOKIE,
        held,
        max_age=int(sessions.LASTS.total_seconds()),
        httponly=True,
        samesite="Lax",
        secure=request.is_secure,
    )
    return answer


def log_in_page(detail: Text | None, status: int = 401) -> Response:
    """Return the page that asks for a log-in; what was typed elsewhere is kept."""
    is_here = request.endpoint in {"account.enter", "account.log_in"}
    page = render_template(
        "log_in.html",
        detail=detail,
        kept=_typed_before() if is_here else _typed_elsewhere(),
        name=request.form.get("name", "") if is_here else "",
        **(_where_before() if is_here else _where_elsewhere()),
    )
    return make_response(page, status)


def _typed_before() -> dict[str, list[str]]:
    kept = request.form.lists()
    return {name: values for name, values in kept if name.startswith(_KEPT)}


def _typed_elsewhere() -> dict[str, list[str]]:
    if _holds_a_secret():
        return {}
    typed = request.form.lists()
    kept = {_KEPT + name: values for name, values in typed if name != "csrf_token"}
    lost = [name for name in request.files if uploads.chosen(name)]
    return kept | ({_KEPT + uploads.LOST: lost} if lost else {})


def _where_before() -> dict[str, Any]:
    return {
        "onward": _inside(request.values.get("next")),
        "back": _inside(request.form.get("back")),
        "again": _AGAIN in request.form,
    }


def _where_elsewhere() -> dict[str, Any]:
    """Return where a log-in leads: to the page, or to the form that was sent."""
    if request.method == "GET":
        here = request.full_path.rstrip("?")
        return {"onward": here, "back": here, "again": False}
    came_from = urlsplit(request.referrer or "")
    back = _inside(came_from.path)
    if _holds_a_secret():
        return {"onward": back, "back": back, "again": False}
    return {"onward": request.path, "back": back, "again": True}


def _holds_a_secret() -> bool:
    return not _SECRET.isdisjoint(request.form)


def _onward(is_same: bool) -> Answer:
    """Go to the page behind the log-in; a form that was sent there is shown again.

    Only to who filled it in: somebody else begins at the start page.
    """
    onward = _inside(request.form.get("next"))
    if _AGAIN not in request.form:
        return redirect(onward)
    if not is_same:
        return redirect(url_for("account.home"))
    kept = {name.removeprefix(_KEPT): each for name, each in _typed_before().items()}
    again = _shown_again(onward, MultiDict(kept))
    if again is not None:
        return again
    back = _inside(request.form.get("back"))
    page = render_template("resume.html", kept=kept, onward=onward, back=back)
    return make_response(page)


def _shown_again(place: str, kept: MultiDict[str, str]) -> Answer | None:
    """Return the page of the form as it was filled in, None if it has no such page."""
    try:
        endpoint, facts = current_app.url_map.bind("").match(
            urlsplit(place).path, method="POST"
        )
    except HTTPException:
        return None
    view = current_app.view_functions[endpoint]
    if not hasattr(view, "again"):
        return None
    permissions.authorize(context.actor(), context.verb_of(view))
    return make_response(view.again(kept, **facts))


def _inside(place: str | None) -> str:
    """Return a place of this site; anything else becomes the start page."""
    parts = urlsplit(place or "")
    is_ours = not parts.scheme and not parts.netloc and parts.path.startswith("/")
    is_plain = is_ours and not (place or "").startswith(("//", "/\\"))
    return str(place) if is_plain else url_for("account.home")
