"""What editors of the designer need: things to choose from, a file mended."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields, validate

from runtime.designer import catalogue
from runtime.designer.drafts import checking, drafts
from runtime.designer.drafts.naming import LARGEST
from runtime.designer.mending.mend import mend
from runtime.identity.permissions import Verb
from web import context
from web.api.noun import Noun
from web.context import LARGEST as LARGEST_ID
from web.language import language

bp = Noun("designs", __name__, url_prefix="/designs", description="For editors")
FILE = "file.bpmn"  # what findings call a file that has no name yet
_IDS = validate.Range(1, LARGEST_ID)


class WithDraft(Schema):
    """A draft whose own files count as if they were published."""

    draft = fields.Integer(load_default=None, validate=_IDS)


class Catalogue(Schema):
    """Kind of choice → what there is of it, each with its titles."""

    roles = fields.List(fields.Dict(), required=True)
    forms = fields.List(fields.Dict(), required=True)
    decisions = fields.List(fields.Dict(), required=True)
    operators = fields.List(fields.Dict(), required=True)
    policies = fields.List(fields.Dict(), required=True)
    processes = fields.List(fields.Dict(), required=True)
    levels = fields.List(fields.Dict(), required=True)
    messages = fields.List(fields.Dict(), required=True)
    signals = fields.List(fields.Dict(), required=True)


class Foreign(Schema):
    """A diagram of another tool, or one with faults."""

    body = fields.String(required=True, validate=validate.Length(1, LARGEST))


class Mending(Schema):
    """One thing that was mended."""

    element = fields.String(required=True)
    rule = fields.String(required=True)
    text = fields.String(required=True)


class Left(Schema):
    """A fault that only a person can mend."""

    element = fields.String(required=True)
    rule = fields.String(required=True)
    level = fields.String(required=True)
    message = fields.String(required=True)


class Mended(Schema):
    """The diagram after mending, each change, and the faults that are left."""

    body = fields.String(required=True)
    changes = fields.List(fields.Nested(Mending), required=True)
    left = fields.List(fields.Nested(Left), required=True)


@bp.get("/catalogue")
@context.needs(Verb.READ_DESIGNS)
@bp.arguments(WithDraft, location="query")
@bp.response(200, Catalogue)
def listed(query: dict[str, Any]) -> dict[str, Any]:
    """List what an editor offers to choose from."""
    read, engine = context.reading(), context.runtime().engine
    files = []
    if query["draft"] is not None:
        files = checking.files_of(drafts.get(read, query["draft"]))
    return catalogue.offered(read, engine, files)


@bp.post("/mend")
@context.needs(Verb.DESIGN)
@bp.arguments(Foreign)
@bp.response(200, Mended)
def mended(payload: dict[str, Any]) -> dict[str, Any]:
    """Mend what is safe to mend in a diagram; nothing is kept."""
    done = mend(payload["body"].encode(), FILE)
    said = language()
    return {
        "body": done.body.decode(),
        "changes": [
            {"element": one.element, "rule": one.rule, "text": one.text.say(said)}
            for one in done.changes
        ],
        "left": [one.as_data(said) for one in done.left],
    }
