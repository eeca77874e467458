"""Rights: who sees which field of an order; each change is a new version."""

from __future__ import annotations

from typing import Any

from flask import Response
from marshmallow import Schema, fields, validate

from runtime.identity.permissions import Verb
from runtime.kernel.work import Work
from runtime.orders.order import rights, rights_changes
from web import context
from web.api.noun import Noun, Who, answered

bp = Noun("rights", __name__, url_prefix="/rights", description="Field rights")
_ROLES = fields.Dict(
    keys=fields.String(), values=fields.String(validate=validate.OneOf(rights.WORDS))
)


class RightsIn(Schema):
    """Field → role → `read` or `hide`; `*` is everybody else.

    A field that is not named is seen by everybody; who is not named at a field does
    not see it.
    """

    fields_ = fields.Dict(
        keys=fields.String(), values=_ROLES, required=True, data_key="fields"
    )


class Rights(RightsIn):
    """The rights that hold now: which version, by whom and when."""

    version = fields.Integer(required=True)
    changed_by = Who(required=True, allow_none=True)
    changed_at = fields.DateTime(required=True, allow_none=True)


class RightsSet(Schema):
    """The version that holds from now on."""

    version = fields.Integer(required=True)


@bp.get("")
@context.needs(Verb.READ_RIGHTS)
@bp.response(200, Rights)
def get() -> dict[str, Any]:
    """Return who sees which field of an order."""
    row = rights_changes.find(context.reading())
    return {
        "fields_": rights.rules_of(b"" if row is None else bytes(row.body)),
        "version": 0 if row is None else row.version,
        "changed_by": None if row is None else row.deployed_by,
        "changed_at": None if row is None else row.deployed_at,
    }


@bp.post("")
@context.needs(Verb.CHANGE_RIGHTS)
@bp.arguments(RightsIn)
@bp.response(200, RightsSet)
def change(payload: dict[str, Any]) -> Response:
    """Say anew who sees which field of an order; what is left out is seen by all."""
    engine = context.runtime().engine

    def run(work: Work) -> tuple[int, Any]:
        version = rights_changes.change(work, engine, payload["fields_"])
        return 200, {"version": version}

    return answered(RightsSet, run)
