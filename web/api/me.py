"""Who asks, as the installation knows them."""

from __future__ import annotations

from typing import Any

from flask_smorest import Blueprint
from marshmallow import Schema, fields

from runtime.identity.permissions import Verb
from web import context

bp = Blueprint("me", __name__, url_prefix="/me", description="Who asks")


class Me(Schema):
    """The person behind the token or the log-in."""

    id = fields.String(required=True)
    name = fields.String(required=True)
    roles = fields.List(fields.String(), required=True)


@bp.get("")
@context.needs(Verb.OWN)
@bp.response(200, Me)
def me() -> dict[str, Any]:
    """Return who asks."""
    actor = context.actor()
    return {"id": actor.id, "name": actor.name, "roles": sorted(actor.roles)}
