"""Notices of who asks: what was handed to them, came back, or is asked for."""

from __future__ import annotations

from typing import Any

from flask import Response
from marshmallow import Schema, fields, validate

from runtime.identity import notices
from runtime.identity.permissions import Verb
from runtime.kernel.work import Work
from web import context
from web.api.noun import MOST, Noun, PageQuery, answered, opened, page_of, paged
from web.language import language

bp = Noun("notices", __name__, url_prefix="/notices", description="My notices")


class Notice(Schema):
    """One notice; `code` says of what kind, `message` says it in words."""

    id = fields.Integer(required=True)
    code = fields.String(required=True)
    message = fields.String(required=True)
    order_no = fields.String(required=True)
    task = fields.Integer(required=True, allow_none=True)
    at = fields.DateTime(required=True)
    read_at = fields.DateTime(required=True, allow_none=True)


class NoticeQuery(PageQuery):
    """Which notices: with `unread` only those not yet read, or only the others."""

    unread = fields.Boolean(load_default=None)


class Seen(Schema):
    """Which notices were read: some by id, or `all`, also what came to my queues."""

    ids = fields.List(
        fields.Integer(validate=validate.Range(0, 2**63 - 1)),
        load_default=list,
        validate=validate.Length(max=MOST),
    )
    all = fields.Boolean(load_default=False)


class Marked(Schema):
    """How many notices were not read before."""

    marked = fields.Integer(required=True)


@bp.get("")
@context.needs(Verb.OWN)
@bp.arguments(NoticeQuery, location="query")
@bp.response(200, page_of(Notice))
def list_(query: dict[str, Any]) -> dict[str, Any]:
    """List my notices, the newest first."""
    (before,) = opened(query["cursor"], int) or (None,)
    limit, unread = query["limit"], query["unread"]
    is_read = None if unread is None else not unread
    person = context.actor().id
    rows = notices.list_page(context.reading(), person, limit, before, is_read)
    items = [
        {
            **row._mapping,
            "message": notices.said(row).say(language()),
            "order_no": row.business_key,
            "task": row.task_id,
        }
        for row in rows
    ]
    return {"items": items, "next": paged(rows, limit, lambda row: (row.id,))}


@bp.post("/read")
@context.needs(Verb.OWN)
@bp.arguments(Seen)
@bp.response(200, Marked)
def read(seen: dict[str, Any]) -> Response:
    """Mark notices of mine as read; others' are left alone."""

    def run(work: Work) -> tuple[int, Any]:
        if seen["all"]:
            return 200, {"marked": notices.mark_all_read(work)}
        return 200, {"marked": notices.mark_read(work, seen["ids"])}

    return answered(Marked, run)
