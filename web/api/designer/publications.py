"""Publications: what was published together, and is taken back together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Response
from marshmallow import Schema, fields, validate

from runtime.designer.drafts import publications, rollback
from runtime.designer.drafts.drafts import NOTE_LENGTH
from runtime.designer.drafts.publications import Part
from runtime.identity.permissions import Verb
from runtime.kernel.work import Work
from web import context
from web.api.designer.shapes import FileName, Published
from web.api.noun import ID, Noun, Who, answered
from web.designer import drafting

bp = Noun(
    "publications", __name__, url_prefix="/publications", description="Publications"
)


class PublishedPart(FileName):
    """A file, or a parameter's value: its version before, 0 for none, and after."""

    before = fields.Integer(required=True)
    after = fields.Integer(required=True)


class Publication(Schema):
    """Files and values that were published together; `undoes` is one it took back."""

    id = fields.Integer(required=True)
    draft_id = fields.Integer(required=True, allow_none=True)
    undoes = fields.Integer(required=True, allow_none=True)
    title = fields.String(required=True)
    note = fields.String(required=True)
    reviewed_by = Who(required=True, allow_none=True)
    published_at = fields.DateTime(required=True)
    published_by = Who(required=True)
    parts = fields.List(fields.Nested(PublishedPart), required=True)


class Publications(Schema):
    """The last publications, the newest first."""

    items = fields.List(fields.Nested(Publication), required=True)


class RollBack(Schema):
    """Why something is taken back; kept in the trail."""

    note = fields.String(required=True, validate=validate.Length(1, NOTE_LENGTH))


@bp.get("")
@context.needs(Verb.READ_DESIGNS)
@bp.response(200, Publications)
def list_() -> dict[str, Any]:
    """List the last publications with their parts, the newest first."""
    found = publications.list_publications(context.reading())
    return {"items": [shown(*one) for one in found]}


@bp.get(f"/<{ID}:publication>")
@context.needs(Verb.READ_DESIGNS)
@bp.response(200, Publication)
def one(publication: int) -> dict[str, Any]:
    """Return a publication with its parts."""
    return shown(*publications.get(context.reading(), publication))


@bp.post(f"/<{ID}:publication>/rollback")
@context.needs(Verb.REVIEW_DESIGNS)
@bp.arguments(RollBack)
@bp.response(200, Published)
def roll_back(payload: dict[str, Any], publication: int) -> Response:
    """Publish once more what a publication replaced, all of it together."""
    press = drafting.press()

    def run(work: Work) -> tuple[int, Any]:
        found = rollback.undo(work, press, publication, payload["note"])
        return 200, {"publication": found}

    return answered(Published, run)


def shown(row: Any, parts: Sequence[Part]) -> dict[str, Any]:
    """Return a publication as the interface shows it."""
    return {**row._mapping, "parts": [one._asdict() for one in parts]}
