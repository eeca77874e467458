"""Shapes of what is published: files, their versions, what is asked of them."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from runtime.designer.drafts.drafts import NOTE_LENGTH
from runtime.designer.drafts.naming import LARGEST
from web.api.noun import Who


class PublishedFile(Schema):
    """A published file: its key, its newest version, its place in an export."""

    key = fields.String(required=True)
    version = fields.Integer(required=True)
    file = fields.String(required=True)
    deployed_at = fields.DateTime(required=True)
    deployed_by = Who(required=True)


class PublishedFiles(Schema):
    """Every published file of a kind, by key."""

    items = fields.List(fields.Nested(PublishedFile), required=True)


class Version(PublishedFile):
    """One version; `publication` made it, null where it was deployed."""

    digest = fields.String(required=True)
    publication = fields.Integer(required=True, allow_none=True)
    note = fields.String(required=True)
    reviewed_by = Who(required=True, allow_none=True)


class Versions(Schema):
    """Every version of a file, the newest first."""

    items = fields.List(fields.Nested(Version), required=True)


class Body(Version):
    """One version with what it says."""

    body = fields.String(required=True)


class Two(Schema):
    """Which two versions to compare; the newest stands for a missing `after`."""

    before = fields.Integer(required=True)
    after = fields.Integer(load_default=None)


class Differences(Schema):
    """What two versions say differently, in words."""

    items = fields.List(fields.String(), required=True)


class RollBackTo(Schema):
    """The version that is to run again, and why."""

    to = fields.Integer(required=True)
    note = fields.String(required=True, validate=validate.Length(1, NOTE_LENGTH))


class Source(Schema):
    """What the file would say; nothing is kept."""

    body = fields.String(required=True, validate=validate.Length(max=LARGEST))
