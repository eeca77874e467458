"""Help (帮助): what pages are for, a tour for newcomers, red warnings, keys."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from flask import (
    Blueprint,
    Flask,
    current_app,
    redirect,
    render_template,
    request,
    url_for,
)
from flask import session as form_session
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as Answer

from runtime.kernel.texts import Text, catalogue, text
from web import context
from web.context import public
from web.ui import navigation

bp = Blueprint("help", __name__, url_prefix="/help")
# pages whose help is not that of their room
OWN: Mapping[str, str] = {
    "account.home": "log-in",
    "account.log_in": "log-in",
    "account.mine": "me",
    "bypass_batch.asked": "bypasses",
    "going_back.asked": "tasks",
    "draft.shown": "drafts",
    "draft_files.copy": "drafts",
    "draft_files.download": "drafts",
    "draft_form.edit": "draft-form",
    "draft_form.shown": "draft-form",
    "draft_form_new.asked": "draft-form-new",
    "draft_form_new.made": "draft-form-new",
    "draft_mapping.edit": "draft-mapping",
    "draft_mapping.shown": "draft-mapping",
    "draft_mapping_new.asked": "draft-mapping-new",
    "draft_mapping_new.made": "draft-mapping-new",
    "draft_policies.edit": "draft-policies",
    "draft_policies.shown": "draft-policies",
    "draft_policies_new.asked": "draft-policies-new",
    "draft_policies_new.made": "draft-policies-new",
    "draft_steps.change": "draft-steps",
    "draft_steps.shown": "draft-steps",
    "draft_text.save": "draft-text",
    "draft_text.shown": "draft-text",
    "draft_values.edit": "draft-values",
    "draft_values.shown": "draft-values",
    "published.shown": "versions",
    "published.download": "versions",
    "publication.shown": "versions",
    "draft_cases.shown": "draft-cases",
    "draft_cases.change": "draft-cases",
    "draft_effect.shown": "draft-effect",
    "draft_simulate.act": "draft-simulate",
    "draft_record.record": "draft-simulate",
    "draft_simulate.shown": "draft-simulate",
    "orders.card": "order",
    **{
        f"bypass_policy.{page}": "bypass-policy"
        for page in ("asked", "save", "version", "restore")
    },
}
# what each step of the tour is about: the page to look at
TOUR: Sequence[str] = (
    "inbox.shown",
    "inbox.shown",
    "inbox.shown",
    "help.warnings",
    "inbox.shown",
    "orders.listed",
    "stages.shown",
)
KEYS = ("j", "k", "x", "enter", "slash", "question")
_SIGNS = {"enter": "Enter", "slash": "/", "question": "?"}
OFF = "keys-off"  # in the session of forms, which is a cookie of this browser


class Topic(NamedTuple):
    """The help of one page or room."""

    name: str
    title: Text
    purpose: Text
    does: Text
    place: str | None


class Key(NamedTuple):
    """One key, and what it does."""

    sign: str
    does: Text


def install(app: Flask) -> None:
    """Let every page lead to its help, and know whether keys are wanted."""
    app.jinja_env.globals |= {
        "help_here": lambda: topic_of(request.endpoint or ""),
        "keys_off": lambda: OFF in form_session,
        "keys": keys,
    }


def topic_of(endpoint: str) -> str:
    """Return the topic of a page's help; the contents where there is none."""
    topic = OWN.get(endpoint, endpoint.partition(".")[0])
    return topic if _is_known(topic) else "help"


@bp.get("")
@public
def contents() -> str:
    """Show where to begin, and the help of every page."""
    rooms = {*current_app.blueprints, *OWN.values()}
    topics = [_topic(name) for name in _names() if name in rooms]
    return render_template("help.html", topics=topics)


@bp.get("/<topic>")
@public
def shown(topic: str) -> str:
    """Show what a page is for and what one does there."""
    if not _is_known(topic):
        raise NotFound
    return render_template("help_topic.html", topic=_topic(topic))


@bp.get("/tour")
@public
def tour() -> Answer:
    """Begin the tour."""
    return redirect(url_for("help.step", number=1))


@bp.get("/tour/<int:number>")
@public
def step(number: int) -> str:
    """Show one step of the tour, with the page that it is about."""
    if not 0 < number <= len(TOUR):
        raise NotFound
    endpoint = TOUR[number - 1]
    way = next((one for one in navigation.WAYS if one.endpoint == endpoint), None)
    is_open = way is not None and context.may(way.verb)
    return render_template(
        "help_tour.html",
        number=number,
        count=len(TOUR),
        title=text(f"tour-{number}-title"),
        says=text(f"tour-{number}-says"),
        place=url_for(endpoint) if is_open or endpoint == "help.warnings" else None,
        place_name=text(way.code if way is not None else "red-title"),
    )


@bp.get("/warnings")
@public
def warnings() -> str:
    """Tell the rule of the red warnings."""
    return render_template("help_warnings.html")


@bp.get("/keys")
@public
def keyboard() -> str:
    """Show the keys, and whether they are switched on."""
    return render_template("help_keys.html")


@bp.post("/keys")
@public
def switch() -> Answer:
    """Switch the keys off or on, in this browser."""
    if request.form.get("keys") == "off":
        form_session[OFF] = True
        form_session.permanent = True
    else:
        form_session.pop(OFF, None)
    return redirect(url_for("help.keyboard"), 303)


def keys() -> list[Key]:
    """Return every key with what it does."""
    return [Key(_SIGNS.get(name, name.upper()), text(f"keys-{name}")) for name in KEYS]


def _topic(name: str) -> Topic:
    ways = {one.endpoint.partition(".")[0]: one for one in navigation.WAYS}
    way = ways.get(name)
    is_open = way is not None and context.may(way.verb)
    return Topic(
        name,
        text(f"help-{name}-title"),
        text(f"help-{name}-for"),
        text(f"help-{name}-do"),
        url_for(way.endpoint) if way is not None and is_open else None,
    )


def _names() -> list[str]:
    """Return every topic, in the order of the catalogue."""
    start, end = "help-", "-title"
    return [
        code[len(start) : -len(end)]
        for code in catalogue()
        if code.startswith(start) and code.endswith(end)
    ]


def _is_known(topic: str) -> bool:
    return f"help-{topic}-title" in catalogue()
