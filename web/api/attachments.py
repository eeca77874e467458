"""Attachments: photos and files of orders and tasks, checked and redrawn."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any
from urllib.parse import quote

from flask import Response, request
from flask_smorest.fields import Upload
from marshmallow import Schema, fields, validate
from werkzeug.datastructures import FileStorage

from runtime.engine.run import user_tasks
from runtime.identity.permissions import Verb
from runtime.kernel.errors import Invalid
from runtime.kernel.texts import text
from runtime.kernel.work import Work
from runtime.orders.attachments import operations, queries
from runtime.orders.attachments.rules import Kind, Prepared
from runtime.orders.order import lookup
from web import context, uploads
from web.api.noun import ID, UPLOAD, Noun, Who, answered, digest_of_upload

bp = Noun("attachments", __name__, description="Photos and files")
# it may be looked at, and never be a page: no script, no frame, no form
POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
_BYTES = {"schema": {"type": "string", "format": "binary"}}
_KINDS = {"content": {kind.value: _BYTES for kind in Kind if kind is not Kind.WEBP}}


class Attachment(Schema):
    """One photo or file; its bytes are at `/attachments/{id}`."""

    id = fields.String(required=True)
    order_no = fields.String(required=True)
    task = fields.Integer(required=True, allow_none=True)
    name = fields.String(required=True)
    media_type = fields.String(required=True)
    bytes = fields.Integer(required=True)
    sha256 = fields.String(required=True)
    width = fields.Integer(required=True, allow_none=True)
    height = fields.Integer(required=True, allow_none=True)
    added_by = Who(required=True)
    added_at = fields.DateTime(required=True)
    used_at = fields.DateTime(required=True, allow_none=True)


class Attachments(Schema):
    """What is attached, the newest first; at most 200."""

    items = fields.List(fields.Nested(Attachment), required=True)


class Uploaded(Schema):
    """A photo (JPEG, PNG, WebP up to 12 MB) or file (PDF, CSV, XLSX up to 10 MB).

    It belongs to either an order, or a task that waits for its answer.
    """

    file = Upload(required=True)
    order = fields.String(validate=validate.Length(1, 200))
    task = fields.Integer(validate=validate.Range(1, 2**63 - 1))


class Part(Schema):
    """Whether a small picture of a photo will do."""

    small = fields.Boolean(load_default=False)


@bp.post("/attachments")
@context.needs(Verb.ATTACH)
@bp.arguments(Uploaded, location=UPLOAD)
@bp.response(201, Attachment)
def add(sent: Mapping[str, Any]) -> Response:
    """Attach a photo or a file to an order or a task.

    A photo is drawn anew: upright, at most 2,000 pixels, without place or camera. The
    same content at the same place is kept once.
    """
    if ("order" in sent) is ("task" in sent):
        raise Invalid("http-content", {"order": [text("attachment-one-place")]})
    keep = partial(_keep, sent, _prepared(sent["file"]))
    return answered(Attachment, keep, digest_of_upload())


@bp.get("/attachments/<attachment_id>")
@context.needs(Verb.READ_ORDERS)
@bp.arguments(Part, location="query")
@bp.response(200, _BYTES["schema"], content_type=Kind.PDF.value)
@bp.doc(responses={200: _KINDS})
def get(asked: Mapping[str, Any], attachment_id: str) -> Response:
    """Return the bytes of an attachment; another role's task's are refused."""
    read = context.reading()
    row = queries.get(read, attachment_id, context.actor())
    is_small = asked["small"] and Kind(row.media_type).is_photo
    etag = f"{row.sha256[:32]}{'s' if is_small else ''}"
    if request.if_none_match.contains(etag):
        return _guarded(Response(status=304), etag)
    body = queries.body_of(read, row.id, small=is_small)
    kind = Kind.JPEG.value if is_small else row.media_type
    answer = Response(body, content_type=kind)
    shown = "inline" if Kind(row.media_type).is_photo else "attachment"
    answer.headers["Content-Disposition"] = _disposition(shown, row.name)
    return _guarded(answer, etag)


@bp.get("/orders/<order_no>/attachments")
@context.needs(Verb.READ_ORDERS)
@bp.response(200, Attachments)
def list_of_order(order_no: str) -> dict[str, Any]:
    """List what is attached to an order and to its tasks, as far as I may see it."""
    read = context.reading()
    lookup.state_of(read, order_no)  # so that an unknown number is told as such
    rows = queries.list_of_order(read, order_no, context.actor())
    return {"items": [_item(row) for row in rows]}


@bp.get(f"/tasks/<{ID}:task_id>/attachments")
@context.needs(Verb.READ_TASKS)
@bp.response(200, Attachments)
def list_of_task(task_id: int) -> dict[str, Any]:
    """List what is attached to a task; another role's is refused."""
    read, actor = context.reading(), context.actor()
    user_tasks.check_role(user_tasks.get(read, task_id), actor)
    rows = queries.list_of_task(read, task_id, actor)
    return {"items": [_item(row) for row in rows]}


def _prepared(file: Any) -> Prepared:
    try:
        if not isinstance(file, FileStorage):
            raise Invalid("attachment-none")
        return uploads.prepare(file)
    except Invalid as wrong:
        said = wrong.text
        raise Invalid("http-content", {"file": [said]}) from None


def _keep(
    place: Mapping[str, Any], prepared: Prepared, work: Work
) -> tuple[int, dict[str, Any]]:
    engine = context.runtime().engine
    if "task" in place:
        row = operations.add_to_task(work, engine, place["task"], prepared)
    else:
        row = operations.add_to_order(work, engine, place["order"], prepared)
    return 201, _item(row)


def _item(row: Any) -> dict[str, Any]:
    return {**row._mapping, "task": row.task_id or None}


def _disposition(shown: str, name: str) -> str:
    """Return how a browser names the file: in every script, and in plain letters."""
    plain = name.encode("ascii", "ignore").decode().replace('"', "").replace("\\", "")
    return f"{shown}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def _guarded(answer: Response, etag: str) -> Response:
    """Let a browser show the bytes and nothing more, and ask again before it does."""
    answer.headers["Content-Security-Policy"] = POLICY
    answer.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.set_etag(etag)
    return answer
