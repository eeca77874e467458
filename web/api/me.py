"""Who asks, as the installation knows them."""

from __future__ import annotations

from typing import Any

from flask import Response
from marshmallow import Schema, fields, validate

from runtime.identity import people, sessions
from runtime.identity.permissions import Verb
from runtime.kernel.errors import Invalid, Unidentified
from runtime.kernel.texts import text
from runtime.kernel.work import Work
from web import context, security
from web.api.noun import Noun, answered

bp = Noun("me", __name__, url_prefix="/me", description="Who asks")


class Me(Schema):
    """The person behind the token or the log-in."""

    id = fields.String(required=True)
    name = fields.String(required=True)
    roles = fields.List(fields.String(), required=True)


class PasswordChange(Schema):
    """The password one has now, and the one from now on."""

    old = fields.String(required=True)
    new = fields.String(required=True)


class LogOut(Schema):
    """Said in so many words: the token that asks ends, too."""

    everywhere = fields.Boolean(required=True, validate=validate.Equal(True))


@bp.get("")
@context.needs(Verb.OWN)
@bp.response(200, Me)
def me() -> dict[str, Any]:
    """Return who asks."""
    return _shown()


@bp.post("/password")
@context.needs(Verb.OWN)
@security.limiter.limit("10 per minute; 60 per hour", deduct_when=security.is_refused)
@bp.arguments(PasswordChange)
@bp.response(200, Me)
def change_password(payload: dict[str, str]) -> Response:
    """Set a new password; every log-in and token of one's own ends."""
    actor, trail = context.actor(), context.runtime().engine.trail
    try:
        sessions.check(context.reading(), actor.name, payload["old"])
    except Unidentified:
        raise Invalid(
            "me-password-wrong", {"old": [text("me-password-wrong")]}
        ) from None

    def run(work: Work) -> tuple[int, Any]:
        people.set_password(work, trail, actor.id, payload["new"])
        sessions.close_all(work, trail, actor.id)
        return 200, _shown()

    return answered(Me, run)


@bp.post("/log-out")
@context.needs(Verb.OWN)
@bp.arguments(LogOut)
@bp.response(200, Me)
def log_out_everywhere(payload: dict[str, bool]) -> Response:
    """Log out in every browser and end every token, this one, too."""
    actor, trail = context.actor(), context.runtime().engine.trail

    def run(work: Work) -> tuple[int, Any]:
        sessions.close_all(work, trail, actor.id)
        return 200, _shown()

    return answered(Me, run)


def _shown() -> dict[str, Any]:
    actor = context.actor()
    return {"id": actor.id, "name": actor.name, "roles": sorted(actor.roles)}
