"""Drafts: changes of processes, rules and forms that nobody runs yet."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Response
from marshmallow import Schema, fields, validate

from runtime.designer.drafts import checking, drafts
from runtime.designer.drafts.naming import LARGEST, named
from runtime.designer.drafts.tables import DraftState
from runtime.identity.permissions import Verb
from runtime.kernel.work import Work
from web import context
from web.api.designer.shapes import DraftHead, Faults, FileName, Title
from web.api.noun import ID, Noun, Who, answered
from web.designer import drafting, faults

bp = Noun("drafts", __name__, url_prefix="/drafts", description="Drafts")


class Wanted(Schema):
    """Which drafts to list; those that are not ended without a state."""

    state = fields.List(
        fields.String(validate=validate.OneOf([one.value for one in DraftState])),
        load_default=None,
    )


class DraftIn(Title):
    """A new draft; published files may be put into it at once."""

    files = fields.List(fields.Nested(FileName), load_default=list)


class DraftList(Schema):
    """Drafts, the last changed first."""

    items = fields.List(fields.Nested(DraftHead), required=True)


class As(FileName):
    """What a file would say; nothing is kept of it."""

    body = fields.String(required=True, validate=validate.Length(max=LARGEST))


class Copy(FileName):
    """What is kept beside a draft: saved too late, saved over or taken out."""

    id = fields.Integer(required=True)
    revision = fields.Integer(required=True)
    kept_at = fields.DateTime(required=True)
    kept_by = Who(required=True)
    body = fields.String()


class Copies(Schema):
    """Everything that is kept beside a draft, the newest first."""

    items = fields.List(fields.Nested(Copy), required=True)


@bp.get("")
@context.needs(Verb.READ_DESIGNS)
@bp.arguments(Wanted, location="query")
@bp.response(200, DraftList)
def list_(query: dict[str, Any]) -> dict[str, Any]:
    """List drafts with the heads of their files, the last changed first."""
    states = [DraftState(one) for one in query["state"] or drafts.LIVE]
    found = drafts.list_drafts(context.reading(), states)
    return {"items": [_head(row, files) for row, files in found]}


@bp.post("")
@context.needs(Verb.DESIGN)
@bp.arguments(DraftIn)
@bp.response(201, DraftHead)
def open_(payload: dict[str, Any]) -> Response:
    """Open a draft, with published files in it if some are named."""
    title, names = payload["title"], [named(**one) for one in payload["files"]]
    return answered(
        DraftHead, lambda work: (201, shown(drafting.begun(work, title, *names)))
    )


@bp.get(f"/<{ID}:draft_id>")
@context.needs(Verb.READ_DESIGNS)
@bp.response(200, DraftHead)
def one(draft_id: int) -> dict[str, Any]:
    """Return a draft with the heads of its files."""
    return shown(drafts.get(context.reading(), draft_id))


@bp.put(f"/<{ID}:draft_id>")
@context.needs(Verb.DESIGN)
@bp.arguments(Title)
@bp.response(200, DraftHead)
def rename(payload: dict[str, Any], draft_id: int) -> Response:
    """Give a draft another title."""
    trail = context.runtime().engine.trail

    def run(work: Work) -> tuple[int, Any]:
        draft = drafts.get(work.session, draft_id)
        drafts.rename(work, trail, draft, payload["title"])
        return 200, shown(drafts.get(work.session, draft_id))

    return answered(DraftHead, run)


@bp.get(f"/<{ID}:draft_id>/lint")
@context.needs(Verb.READ_DESIGNS)
@bp.response(200, Faults)
def lint(draft_id: int) -> dict[str, Any]:
    """Say what keeps a draft from being published, all faults at once."""
    draft = drafts.get(context.reading(), draft_id)
    return {"items": faults.told(draft, faults.findings(draft))}


@bp.post(f"/<{ID}:draft_id>/lint")
@context.needs(Verb.DESIGN)
@bp.arguments(As)
@bp.response(200, Faults)
def lint_as(payload: dict[str, Any], draft_id: int) -> dict[str, Any]:
    """Say what would be wrong if a file said this; nothing is kept."""
    draft = drafts.get(context.reading(), draft_id)
    name = named(payload["kind"], payload["key"])
    body = payload["body"].encode()
    changed = checking.as_if(draft, name, body)
    return {"items": faults.told(changed, faults.findings(changed))}


@bp.get(f"/<{ID}:draft_id>/copies")
@context.needs(Verb.READ_DESIGNS)
@bp.response(200, Copies)
def copies(draft_id: int) -> dict[str, Any]:
    """List what is kept beside a draft: nothing that somebody wrote is lost."""
    read = context.reading()
    drafts.get(read, draft_id)
    return {"items": [one._mapping for one in drafts.list_copies(read, draft_id)]}


@bp.get(f"/<{ID}:draft_id>/copies/<{ID}:copy_id>")
@context.needs(Verb.READ_DESIGNS)
@bp.response(200, Copy)
def copy(draft_id: int, copy_id: int) -> dict[str, Any]:
    """Return one kept copy with what it says."""
    row = drafts.get_copy(context.reading(), draft_id, copy_id)
    return {**row._mapping, "body": bytes(row.body).decode()}


def shown(draft: drafts.Draft) -> dict[str, Any]:
    """Return a draft as the interface shows it."""
    told = {name: getattr(draft, name) for name in DraftHead._declared_fields}
    return {**told, "files": list(draft.files.values())}


def _head(row: Any, files: Sequence[Any]) -> dict[str, Any]:
    heads = [{**one._mapping, "place": one.file} for one in files]
    return {**row._mapping, "files": heads}
