"""Policies of the bypass: every version there was, and a new one."""

from __future__ import annotations

from typing import Any

import orjson
from flask import Response
from marshmallow import Schema, fields, validate

from runtime.identity.permissions import Verb
from runtime.kernel.work import Work
from runtime.orders.bypass import history, policies, versions
from runtime.orders.bypass.policies import Edit
from web import context, openings
from web.api.noun import Noun, Who, answered

bp = Noun("bypass-policies", __name__, description="What shortcuts allow, by version")


class BypassPolicyIn(Schema):
    """A policy as a table of bypass.toml holds it.

    With `version` it is written only while that is the newest one.
    """

    body = fields.Dict(keys=fields.String(), required=True)
    version = fields.Integer(load_default=None, allow_none=True)
    note = fields.String(load_default="", validate=validate.Length(max=2000))


class BypassVersion(Schema):
    """Which version a policy has now."""

    policy = fields.String(required=True)
    version = fields.Integer(required=True)


class BypassChange(Schema):
    """A part that is not as it was; null where nothing was, or is, said of it."""

    field = fields.String(required=True)
    before = fields.Raw(required=True, allow_none=True)
    after = fields.Raw(required=True, allow_none=True)


class BypassPolicyVersion(Schema):
    """One version of a policy: never changed, only followed by another one.

    `replaces` is a version from the page that a deployed file went over.
    """

    version = fields.Integer(required=True)
    at = fields.DateTime(required=True)
    by = Who(required=True)
    source = fields.String(
        required=True, validate=validate.OneOf((policies.DEPLOYED, policies.EDITED))
    )
    note = fields.String(required=True)
    restores = fields.Integer(required=True, allow_none=True)
    replaces = fields.Integer(required=True, allow_none=True)
    changes = fields.List(fields.Nested(BypassChange), required=True)
    body = fields.Dict(required=True)


class BypassVersionList(Schema):
    """Every version of a policy, the newest first."""

    items = fields.List(fields.Nested(BypassPolicyVersion), required=True)


@bp.get("/bypasses/<policy>/versions")
@context.needs(Verb.STEER_BYPASSES)
@bp.response(200, BypassVersionList)
def list_(policy: str) -> dict[str, Any]:
    """List every version of a policy, and what each changed; the newest first."""
    openings.followed(policy)
    found = history.list_versions(context.reading(), policy)
    bodies = [orjson.loads(one.row.body) for one in found]
    before = [*bodies[1:], {}]
    return {"items": [_item(*each) for each in zip(found, bodies, before, strict=True)]}


@bp.put("/bypasses/<policy>")
@context.needs(Verb.CHANGE_BYPASSES)
@bp.arguments(BypassPolicyIn)
@bp.response(200, BypassVersion)
def edit(payload: dict[str, Any], policy: str) -> Response:
    """Write a new version of a policy; what is open stays on the version it has."""
    engine = context.runtime().engine
    wanted = Edit(payload["body"], payload["note"].strip(), payload["version"])

    def run(work: Work) -> tuple[int, Any]:
        version = policies.edit(work, engine, policy, wanted)
        return 200, {"policy": policy, "version": version}

    return answered(BypassVersion, run)


def _item(
    one: history.Version, body: dict[str, Any], before: dict[str, Any]
) -> dict[str, Any]:
    row = one.row
    return {
        "version": row.version,
        "at": row.written_at,
        "by": row.written_by,
        "source": row.source,
        "note": one.note,
        "restores": one.restores,
        "replaces": one.replaces,
        "changes": [
            {
                "field": each.path,
                "before": versions.at(before, each.path),
                "after": versions.at(body, each.path),
            }
            for each in one.changes
        ],
        "body": body,
    }
