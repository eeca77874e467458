"""Trying a table of a draft on recent orders; nothing is kept."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields, validate

from runtime.designer import table_trial
from runtime.designer.drafts import checking, drafts
from runtime.designer.drafts.naming import LARGEST, Name
from runtime.designer.table_trial import Trial
from runtime.engine.design.artifacts import File, Kind
from runtime.identity.permissions import Verb
from runtime.kernel.errors import NotFound
from runtime.orders.order import queries
from web import context, scenes
from web.api.noun import ID, Noun
from web.language import language

bp = Noun("trials", __name__, url_prefix="/drafts", description="Trying drafts")
MOST = 50  # orders at once: what they say is worked out anew for each


class On(Schema):
    """Which table, as the draft has it or as `body` says; on how many orders."""

    key = fields.String(required=True)
    decision = fields.String(required=True)
    body = fields.String(load_default=None, validate=validate.Length(max=LARGEST))
    count = fields.Integer(load_default=20, validate=validate.Range(1, MOST))


class Answer(Schema):
    """What a table gives, and the rows that fired."""

    written = fields.String(required=True)
    rows = fields.List(fields.Integer(), required=True)
    failure = fields.String(required=True, allow_none=True)


class OnOrder(Schema):
    """What the draft gives for an order, beside what is published now."""

    order_no = fields.String(required=True)
    draft = fields.Nested(Answer, required=True)
    now = fields.Nested(Answer, required=True, allow_none=True)
    changed = fields.Boolean(required=True)


class Trials(Schema):
    """The orders that were tried, the newest first."""

    items = fields.List(fields.Nested(OnOrder), required=True)


@bp.post(f"/<{ID}:draft_id>/try")
@context.needs(Verb.TRY_RULES)
@bp.arguments(On)
@bp.response(200, Trials)
def tried(payload: dict[str, Any], draft_id: int) -> dict[str, Any]:
    """Ask a table of a draft about the last orders, and what is published too."""
    read, key, ambient = context.reading(), payload["key"], scenes.ambient()
    files = _files(draft_id, key, payload["body"])
    draft = table_trial.models(read, files, key, ambient)
    try:
        now = table_trial.models(read, [], key, ambient)
    except NotFound:
        now = {}
    newest = queries.list_newest(read, payload["count"])
    shown = {number: scenes.on_order(number) for number in newest}
    found = table_trial.tried(draft, now, payload["decision"], shown, language())
    return {"items": [_shown(one) for one in found]}


def _files(draft_id: int, key: str, body: str | None) -> list[File]:
    """Return the draft's files, one of them as it is being written."""
    draft = drafts.get(context.reading(), draft_id)
    if body is not None:
        name = Name(Kind.DECISIONS.value, key)
        draft = checking.as_if(draft, name, body.encode())
    return checking.files_of(draft)


def _shown(one: Trial) -> dict[str, Any]:
    told = {"order_no": one.key, "draft": one.draft, "now": one.now}
    return {**told, "changed": one.is_changed}
