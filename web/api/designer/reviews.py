"""A draft's way: handed in, reviewed by somebody else, published; or put away."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Response
from marshmallow import fields, validate

from runtime.designer.drafts import drafts, publishing, reviewing
from runtime.designer.drafts.drafts import NOTE_LENGTH
from runtime.identity.permissions import Verb
from runtime.kernel.work import Work
from web import context
from web.api.designer.drafts import shown
from web.api.designer.shapes import DraftHead, Note, Published
from web.api.noun import ID, Noun, answered
from web.designer import drafting

bp = Noun("draft-reviews", __name__, url_prefix="/drafts", description="Review")


class Approval(Note):
    """An approval of exactly the version that was looked at."""

    version = fields.Integer(required=True)


class Said(Note):
    """Why; kept in the trail. With `version` it is done to that version alone."""

    note = fields.String(required=True, validate=validate.Length(1, NOTE_LENGTH))


@bp.post(f"/<{ID}:draft_id>/submit")
@context.needs(Verb.DESIGN)
@bp.arguments(Said)
@bp.response(200, DraftHead)
def submit(payload: dict[str, Any], draft_id: int) -> Response:
    """Hand a draft in for review."""
    return _done(draft_id, _reviewed(reviewing.submit, payload))


@bp.post(f"/<{ID}:draft_id>/approve")
@context.needs(Verb.REVIEW_DESIGNS)
@bp.arguments(Approval)
@bp.response(200, DraftHead)
def approve(payload: dict[str, Any], draft_id: int) -> Response:
    """Approve a draft; nobody who saved something of it may."""
    return _done(draft_id, _reviewed(reviewing.approve, payload))


@bp.post(f"/<{ID}:draft_id>/return")
@context.needs(Verb.REVIEW_DESIGNS)
@bp.arguments(Said)
@bp.response(200, DraftHead)
def send_back(payload: dict[str, Any], draft_id: int) -> Response:
    """Give a draft back to its authors, who read why."""
    return _done(draft_id, _reviewed(reviewing.send_back, payload))


@bp.post(f"/<{ID}:draft_id>/discard")
@context.needs(Verb.DESIGN)
@bp.arguments(Note)
@bp.response(200, DraftHead)
def discard(payload: dict[str, Any], draft_id: int) -> Response:
    """Put a draft away; it stays to be read and can be opened again."""
    return _done(draft_id, _reviewed(reviewing.discard, payload))


@bp.post(f"/<{ID}:draft_id>/reopen")
@context.needs(Verb.DESIGN)
@bp.response(200, DraftHead)
def reopen(draft_id: int) -> Response:
    """Open a draft again that was put away."""
    trail = context.runtime().engine.trail
    return _done(draft_id, lambda work, draft: reviewing.reopen(work, trail, draft))


@bp.post(f"/<{ID}:draft_id>/publish")
@context.needs(Verb.REVIEW_DESIGNS)
@bp.arguments(Note)
@bp.response(200, Published)
def publish(payload: dict[str, Any], draft_id: int) -> Response:
    """Publish an approved draft: all of its files and values, or none."""
    press = drafting.press()
    said = payload["note"], payload["version"]

    def run(work: Work) -> tuple[int, Any]:
        found = publishing.publish(work, press, draft_id, *said)
        return 200, {"publication": found}

    return answered(Published, run)


def _reviewed(
    act: Callable[..., None], payload: dict[str, Any]
) -> Callable[[Work, int], None]:
    trail = context.runtime().engine.trail
    said = payload["note"], payload["version"]
    return lambda work, draft_id: act(work, trail, draft_id, *said)


def _done(draft_id: int, act: Callable[..., None]) -> Response:
    def run(work: Work) -> tuple[int, Any]:
        act(work, draft_id)
        return 200, shown(drafts.get(work.session, draft_id))

    return answered(DraftHead, run)
