"""Files of a draft: read, saved, taken out; who saves too late loses nothing."""

from __future__ import annotations

from typing import Any

import orjson
from flask import Response
from marshmallow import Schema, fields, validate

from runtime.designer.drafts import drafts, saving
from runtime.designer.drafts.naming import LARGEST, named
from runtime.designer.drafts.saving import Clash, Saved, Saving
from runtime.identity.permissions import Verb
from runtime.kernel.actors import name_of
from runtime.kernel.work import Work
from web import context
from web.api.designer.shapes import DraftFileHead
from web.api.noun import ID, Noun, answered
from web.designer import drafting
from web.errors import problem

bp = Noun("draft-files", __name__, url_prefix="/drafts", description="Files of drafts")
PATH = f"/<{ID}:draft_id>/files/<kind>/<key>"


class DraftFile(DraftFileHead):
    """A file of a draft with what it says."""

    body = fields.String(required=True)


class FileIn(Schema):
    """What a file says; `revision` is the one that was last seen, null for none."""

    body = fields.String(required=True, validate=validate.Length(max=LARGEST))
    revision = fields.Integer(load_default=None, allow_none=True)


class Revision(Schema):
    """The revision that a file has now."""

    revision = fields.Integer(required=True)


class Rebase(Schema):
    """Which text stays: the draft's own, or the one published meanwhile."""

    take = fields.String(required=True, validate=validate.OneOf(("mine", "theirs")))


class TakenOut(Schema):
    """The copy that is kept of a file that was taken out."""

    copy = fields.Integer(required=True)


@bp.get(PATH)
@context.needs(Verb.READ_DESIGNS)
@bp.response(200, DraftFile)
def read(draft_id: int, kind: str, key: str) -> dict[str, Any]:
    """Return a file as the draft has it."""
    held = drafts.get(context.reading(), draft_id).get(named(kind, key))
    told = {name: getattr(held, name) for name in DraftFileHead._declared_fields}
    return {**told, "body": held.body.decode()}


@bp.put(PATH)
@context.needs(Verb.DESIGN)
@bp.arguments(FileIn)
@bp.response(200, Revision)
@bp.alt_response(409, description="Somebody saved meanwhile: both texts are kept")
def save(payload: dict[str, Any], draft_id: int, kind: str, key: str) -> Response:
    """Save a file; a draft in review is open again by that."""
    trail = context.runtime().engine.trail
    body = payload["body"].encode()
    wanted = Saving(kind, key, body, payload["revision"])
    found = context.writing(lambda work: saving.save(work, trail, draft_id, wanted))
    if isinstance(found, Clash):
        return clashed(found)
    return Response(
        orjson.dumps({"revision": found.revision}), mimetype="application/json"
    )


@bp.post(PATH)
@context.needs(Verb.DESIGN)
@bp.response(200, Revision)
def take_in(draft_id: int, kind: str, key: str) -> Response:
    """Put a published file into the draft as it is; one that is in it stays."""
    press, name = drafting.press(), named(kind, key)

    def run(work: Work) -> tuple[int, Any]:
        saving.take_in(work, press, draft_id, name)
        draft = drafts.get(work.session, draft_id)
        return 200, Saved(draft.get(name).revision)

    return answered(Revision, run)


@bp.delete(PATH)
@context.needs(Verb.DESIGN)
@bp.response(200, TakenOut)
def take_out(draft_id: int, kind: str, key: str) -> Response:
    """Take a file out of the draft; what it said is kept as a copy."""
    trail, name = context.runtime().engine.trail, named(kind, key)

    def run(work: Work) -> tuple[int, Any]:
        return 200, {"copy": saving.take_out(work, trail, draft_id, name)}

    return answered(TakenOut, run)


@bp.post(f"{PATH}/rebase")
@context.needs(Verb.DESIGN)
@bp.arguments(Rebase)
@bp.response(200, Revision)
def rebase(payload: dict[str, Any], draft_id: int, kind: str, key: str) -> Response:
    """Let a file begin from what was published meanwhile."""
    press, name, mine = drafting.press(), named(kind, key), payload["take"] == "mine"

    def run(work: Work) -> tuple[int, Any]:
        return 200, Saved(saving.rebase(work, press, draft_id, name, mine=mine))

    return answered(Revision, run)


def clashed(clash: Clash) -> Response:
    """Return the answer to who saved too late: by whom, when, and what is kept."""
    at = clash.saved_at.isoformat()
    by = name_of(clash.saved_by)
    answer = problem(409, clash.text.code, clash.text)
    told = {"revision": clash.revision, "saved_at": at, "saved_by": by}
    answer.set_data(
        orjson.dumps({**orjson.loads(answer.get_data()), **told, "copy": clash.copy_id})
    )
    return answer
