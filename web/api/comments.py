"""Remarks on an order: listed, added, never changed."""

from __future__ import annotations

from typing import Any

from flask import Response
from marshmallow import Schema, fields

from runtime.identity.permissions import Verb
from runtime.kernel.work import Work
from runtime.orders.order import comments, lookup
from web import context
from web.api.noun import Noun, PageQuery, Who, answered, opened, page_of, paged

bp = Noun("comments", __name__, url_prefix="/orders", description="Remarks on orders")


class Comment(Schema):
    """One remark: its number on the order, who wrote it when."""

    seq = fields.Integer(required=True)
    at = fields.DateTime(required=True)
    by = Who(required=True, attribute="actor")
    text = fields.String(required=True, attribute="words")


class CommentIn(Schema):
    """A remark to add: up to 10,000 characters."""

    text = fields.String(required=True)


@bp.get("/<order_no>/comments")
@context.needs(Verb.READ_ORDERS)
@bp.arguments(PageQuery, location="query")
@bp.response(200, page_of(Comment))
def list_(query: dict[str, Any], order_no: str) -> dict[str, Any]:
    """List the remarks on an order, the oldest first."""
    read, limit = context.reading(), query["limit"]
    (after,) = opened(query["cursor"], int) or (0,)
    lookup.state_of(read, order_no)  # so that an unknown number is told as such
    rows = comments.list_page(read, order_no, limit, after)
    return {"items": rows, "next": paged(rows, limit, lambda row: (row.seq,))}


@bp.post("/<order_no>/comments")
@context.needs(Verb.REMARK)
@bp.arguments(CommentIn)
@bp.response(201, Comment)
def add(payload: dict[str, str], order_no: str) -> Response:
    """Add a remark to an order."""
    engine = context.runtime().engine

    def run(work: Work) -> tuple[int, Any]:
        return 201, comments.add(work, engine, order_no, payload["text"])

    return answered(Comment, run)
