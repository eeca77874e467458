"""Shapes that several nouns of the designer share."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from runtime.designer.drafts.drafts import NOTE_LENGTH, TITLE_LENGTH
from runtime.designer.drafts.naming import KINDS
from web.api.noun import Who

KIND = validate.OneOf(KINDS)


class FileName(Schema):
    """A file by its kind and key."""

    kind = fields.String(required=True, validate=KIND)
    key = fields.String(required=True)


class DraftFileHead(FileName):
    """A file of a draft without its body; `base_version` 0 means that it is new."""

    place = fields.String(required=True)
    base_version = fields.Integer(required=True)
    revision = fields.Integer(required=True)
    saved_at = fields.DateTime(required=True)
    saved_by = Who(required=True)


class DraftHead(Schema):
    """A draft; `version` counts everything that is done to it."""

    id = fields.Integer(required=True)
    title = fields.String(required=True)
    state = fields.String(required=True)
    version = fields.Integer(required=True)
    note = fields.String(required=True)
    created_at = fields.DateTime(required=True)
    created_by = Who(required=True)
    changed_at = fields.DateTime(required=True)
    changed_by = Who(required=True)
    reviewed_by = Who(required=True, allow_none=True)
    files = fields.List(fields.Nested(DraftFileHead), required=True)


class Title(Schema):
    """What a draft changes, in a few words."""

    title = fields.String(required=True, validate=validate.Length(1, TITLE_LENGTH))


class Note(Schema):
    """Why; kept in the trail. With `version` it is done to that version alone."""

    note = fields.String(load_default="", validate=validate.Length(max=NOTE_LENGTH))
    version = fields.Integer(load_default=None, allow_none=True)


class Fault(Schema):
    """What is wrong, where, and what to do; `kind` and `key` of a file of the draft."""

    kind = fields.String(required=True, allow_none=True)
    key = fields.String(required=True, allow_none=True)
    file = fields.String(required=True)
    element = fields.String(required=True)
    rule = fields.String(required=True)
    level = fields.String(required=True)
    message = fields.String(required=True)
    line = fields.Integer(required=True)
    column = fields.Integer(required=True)
    expression = fields.String(required=True)
    expected = fields.String(required=True)
    fix = fields.String(required=True)


class Faults(Schema):
    """Everything that is wrong; empty for what could be published as it is."""

    items = fields.List(fields.Nested(Fault), required=True)


class Published(Schema):
    """The publication that was made."""

    publication = fields.Integer(required=True)
