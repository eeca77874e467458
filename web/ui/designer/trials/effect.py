"""What a draft would have changed for recorded orders, before publishing (影响面)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, make_response, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from runtime.designer.drafts import drafts
from runtime.designer.drafts.drafts import Draft
from runtime.designer.effect import answering
from runtime.designer.effect.measuring import MOST, Asked
from runtime.identity.permissions import Verb
from runtime.kernel.errors import Conflict, Invalid, Misconfigured, NotFound
from runtime.kernel.texts import Text
from web import context, sights
from web.designer import playing
from web.language import language
from web.ui import moments, quantities

bp = Blueprint("draft_effect", __name__, url_prefix="/designer/drafts")
CHOICES = (200, 1_000, 5_000, 20_000, MOST)
SECONDS = 3.0  # of one page; the next one goes on
_DIGITS = 18


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which orders to look at, and how far a look in several pages has come."""

    last: int
    since: datetime | None
    typed: str
    before: int
    seen: int
    found: int


@bp.get(f"/<{context.ROW}:draft_id>/effect")
@context.needs(Verb.READ_DESIGNS)
def shown(draft_id: int) -> Answer:
    """Show which recorded orders the draft would have handled differently."""
    draft = drafts.get(context.reading(), draft_id)
    try:
        wanted = _wanted()
        effect = _measured(draft, wanted)
    except Misconfigured as wrong:  # the draft cannot run yet, which is an answer
        return _page(draft, None, 200, refused=wrong.text, findings=wrong.findings)
    except (NotFound, Conflict) as wrong:
        return _page(draft, None, 200, refused=wrong.text)
    except Invalid as wrong:
        return _page(draft, None, 422, refused=wrong.text)
    further = _further(draft, wanted, effect)
    seen, found = wanted.seen + effect["looked_at"], wanted.found + effect["changed"]
    playing.note_look(draft, seen, found, is_whole=further is None)
    return _page(draft, effect, 200, wanted=wanted, further=further)


def _measured(draft: Draft, wanted: Wanted) -> dict[str, Any]:
    asked = Asked(wanted.last, wanted.since, wanted.before, SECONDS)
    found = playing.effect(draft, asked)
    veils = sights.veils(one.key for one in found.affected)
    return answering.answer(found, language(), veils)


def _wanted() -> Wanted:
    typed = request.args.get("since", "")
    return Wanted(
        min(max(_number("last") or CHOICES[1], 1), MOST),
        moments.read(typed, ZoneInfo(context.runtime().settings.zone))
        if typed
        else None,
        typed,
        _number("cursor"),
        _number("seen"),
        _number("found"),
    )


def _number(name: str) -> int:
    return quantities.whole(request.args.get(name, ""), _DIGITS) or 0


def _further(draft: Draft, wanted: Wanted, effect: dict[str, Any]) -> str | None:
    """Return where the look goes on, None when everything was looked at."""
    if effect["next"] is None:
        return None
    return url_for(
        "draft_effect.shown",
        draft_id=draft.id,
        last=wanted.last - effect["looked_at"],
        since=wanted.typed or None,
        cursor=effect["next"],
        seen=wanted.seen + effect["looked_at"],
        found=wanted.found + effect["changed"],
    )


def _page(
    draft: Draft, effect: dict[str, Any] | None, status: int, **more: Any
) -> Answer:
    refused: Text | None = more.pop("refused", None)
    findings = [one.as_data(language()) for one in more.pop("findings", ())]
    page = render_template(
        "designer/effect.html",
        draft=draft,
        effect=effect,
        choices=CHOICES,
        refused=refused,
        findings=findings,
        is_idle=effect is not None and _is_idle(draft, effect),
        **{"wanted": None, "further": None, **more},
    )
    return make_response(page, status)


def _is_idle(draft: Draft, effect: dict[str, Any]) -> bool:
    """Tell whether nothing in the draft changes the way that orders go."""
    idle = sum(one["idle"] for one in effect["silent"])
    return bool(idle) and idle == len(draft.files)
