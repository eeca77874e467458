"""What is done to a draft on its page: handed in, reviewed, published, put away."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, redirect, request, url_for
from werkzeug.wrappers import Response as Answer

from runtime.designer.drafts import publishing, reviewing
from runtime.identity.permissions import Verb
from runtime.kernel.errors import Conflict, Invalid, Misconfigured
from runtime.kernel.work import Work
from web import context
from web.designer import drafting
from web.ui.designer import draft as pages
from web.ui.designer import holding

bp = Blueprint("draft_review", __name__, url_prefix="/designer/drafts")


@bp.post(f"/<{context.ROW}:draft_id>/submit")
@context.needs(Verb.DESIGN)
def submit(draft_id: int) -> Answer:
    """Hand a draft in for review."""
    return _passed(draft_id, reviewing.submit)


@bp.post(f"/<{context.ROW}:draft_id>/approve")
@context.needs(Verb.REVIEW_DESIGNS)
def approve(draft_id: int) -> Answer:
    """Approve a draft, and publish it at once if that was asked."""
    trail, press, is_last = _trail(), drafting.press(), "publish" in request.form

    def run(work: Work) -> None:
        reviewing.approve(work, trail, draft_id, _note(), _seen())
        if is_last:
            publishing.publish(work, press, draft_id, _note())

    return _done(draft_id, run)


@bp.post(f"/<{context.ROW}:draft_id>/return")
@context.needs(Verb.REVIEW_DESIGNS)
def send_back(draft_id: int) -> Answer:
    """Give a draft back to its authors, who read why."""
    return _passed(draft_id, reviewing.send_back)


@bp.post(f"/<{context.ROW}:draft_id>/publish")
@context.needs(Verb.REVIEW_DESIGNS)
def publish(draft_id: int) -> Answer:
    """Publish an approved draft."""
    press = drafting.press()
    return _done(
        draft_id,
        lambda work: publishing.publish(work, press, draft_id, _note(), _seen()),
    )


@bp.post(f"/<{context.ROW}:draft_id>/discard")
@context.needs(Verb.DESIGN)
def discard(draft_id: int) -> Answer:
    """Put a draft away; it can be opened again."""
    return _passed(draft_id, reviewing.discard)


@bp.post(f"/<{context.ROW}:draft_id>/reopen")
@context.needs(Verb.DESIGN)
def reopen(draft_id: int) -> Answer:
    """Open a draft again that was put away."""
    trail = _trail()
    return _done(draft_id, lambda work: reviewing.reopen(work, trail, draft_id))


def _passed(draft_id: int, act: Callable[..., None]) -> Answer:
    """Do what is done to a draft with a note, as it was looked at."""
    trail, note, seen = _trail(), _note(), _seen()
    return _done(draft_id, lambda work: act(work, trail, draft_id, note, seen))


def _done(draft_id: int, run: Callable[[Work], Any]) -> Answer:
    """Do it and show the draft; or show it with why it was not done."""
    try:
        context.writing(run)
    except Invalid as wrong:
        return pages.page(draft_id, wrong.fields, 422)
    except (Conflict, Misconfigured) as refused:
        status = 409 if isinstance(refused, Conflict) else 422
        return pages.page(draft_id, {}, status, refused.text)
    return redirect(url_for("draft.shown", draft_id=draft_id), 303)


def _trail() -> Any:
    return context.runtime().engine.trail


def _note() -> str:
    return request.form.get("note", "")


def _seen() -> int:
    """Return the version that was looked at; 0, which none has, without."""
    return holding.seen(request.form, "version")
