"""Parameters: the numbers that rules use; each change is a new version with dates."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

import orjson
from flask import Response
from marshmallow import Schema, fields, validate

from runtime.identity.permissions import Verb
from runtime.kernel import parameters
from runtime.kernel.clock import zoned
from runtime.kernel.parameters import Change
from runtime.kernel.work import Work
from web import context
from web.api.noun import Noun, PageQuery, Who, answered, opened, page_of, paged
from web.api.tasks import Named

bp = Noun("parameters", __name__, url_prefix="/parameters", description="Parameters")


class Parameter(Schema):
    """One parameter: its newest version, and the value that is valid now."""

    name = fields.String(required=True)
    type = fields.String(required=True)
    value = fields.Raw(required=True, allow_none=True)
    version = fields.Integer(required=True)
    title = fields.Nested(Named, required=True)
    changed_by = Who(required=True)
    changed_at = fields.DateTime(required=True)
    valid_from = fields.DateTime(required=True, allow_none=True)
    valid_to = fields.DateTime(required=True, allow_none=True)
    note = fields.String(required=True)


class ParameterVersion(Schema):
    """One version of a parameter: never changed, only followed by another one."""

    version = fields.Integer(required=True)
    value = fields.Raw(required=True, allow_none=True)
    valid_from = fields.DateTime(required=True, allow_none=True)
    valid_to = fields.DateTime(required=True, allow_none=True)
    changed_by = Who(required=True)
    changed_at = fields.DateTime(required=True)
    note = fields.String(required=True)


class ParameterIn(Schema):
    """A new version; without dates it is valid at once and until another one is.

    With ``since``, the newest version that you saw, it is refused (409) if there is a
    newer one by now.
    """

    value = fields.Raw(required=True)
    valid_from = fields.DateTime(load_default=None, allow_none=True)
    valid_to = fields.DateTime(load_default=None, allow_none=True)
    note = fields.String(required=True, validate=validate.Length(1, 2000))
    since = fields.Integer(load_default=None, allow_none=True)


class ParameterSet(Schema):
    """The version that was added."""

    name = fields.String(required=True)
    version = fields.Integer(required=True)


@bp.get("")
@context.needs(Verb.READ_PARAMETERS)
@bp.arguments(PageQuery, location="query")
@bp.response(200, page_of(Parameter))
def list_(query: dict[str, Any]) -> dict[str, Any]:
    """List every parameter with the value that is valid now, by name."""
    now, limit = context.runtime().clock.now(), query["limit"]
    (after,) = opened(query["cursor"], str) or ("",)
    found = parameters.list_at(context.reading(), now)
    rows = [one for one in found if one[0].name > after][:limit]
    return {
        "items": [_item(newest, valid) for newest, valid in rows],
        "next": paged(rows, limit, lambda one: (one[0].name,)),
    }


@bp.get("/<name>")
@context.needs(Verb.READ_PARAMETERS)
@bp.response(200, page_of(ParameterVersion))
def history(name: str) -> dict[str, Any]:
    """List every version of a parameter, the newest first."""
    rows = parameters.list_versions(context.reading(), name)
    items = [{**row._mapping, "value": orjson.loads(row.value)} for row in rows]
    return {"items": items, "next": None}


@bp.post("/<name>")
@context.needs(Verb.CHANGE_PARAMETERS)
@bp.arguments(ParameterIn)
@bp.response(201, ParameterSet)
def set_(payload: dict[str, Any], name: str) -> Response:
    """Give a parameter a new value, from and to when it says."""
    runtime = context.runtime()
    zone = ZoneInfo(runtime.settings.zone)
    for end in ("valid_from", "valid_to"):
        if payload[end] is not None:
            payload[end] = zoned(payload[end], zone)
    wanted = Change(**payload)

    def run(work: Work) -> tuple[int, Any]:
        version = parameters.change(work, runtime.engine.trail, name, wanted)
        return 201, {"name": name, "version": version}

    return answered(ParameterSet, run)


def _item(newest: Any, valid: Any) -> dict[str, Any]:
    value = None if valid is None else orjson.loads(valid.value)
    return {**newest._mapping, "title": orjson.loads(newest.title), "value": value}
