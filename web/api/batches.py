"""Many tasks in one call: each is judged and done by itself, as one alone would be."""

from __future__ import annotations

from functools import partial
from typing import Any

from flask import Response
from marshmallow import Schema, fields

from runtime.engine.run import batches
from runtime.identity.permissions import Verb
from web import context
from web.api import each
from web.api.noun import Noun

bp = Noun("batches", __name__, url_prefix="/tasks", description="Many tasks at once")


class BatchItem(Schema):
    """One task; what it answers by itself wins over what all answer."""

    id = fields.Integer(required=True, strict=True, validate=each.NUMBER)
    data = fields.Dict(keys=fields.String(), load_default=dict)


class Batch(Schema):
    """Tasks to complete, and what is answered to all of them."""

    items = fields.List(
        fields.Nested(BatchItem),
        required=True,
        metadata={"minItems": 1, "maxItems": each.MOST},
    )
    data = fields.Dict(keys=fields.String(), load_default=dict)
    dry_run = fields.Boolean(required=True)


@bp.post("/batch-complete")
@context.needs(Verb.WORK)
@bp.arguments(Batch)
@bp.response(207, each.BatchOutcomes)
def complete(payload: dict[str, Any]) -> Response:
    """Complete up to 200 tasks, each by itself; with `dry_run` nothing is done.

    With an Idempotency-Key a task that was done is not done again, also when only a
    part of the first call got through; what was refused is judged again.
    """
    items, is_dry = payload["items"], payload["dry_run"]
    each.check_size([one["id"] for one in items])
    act = batches.check if is_dry else batches.complete
    engine = context.runtime().engine
    acts = [
        (
            one["id"],
            partial(
                act,
                engine=engine,
                task_id=one["id"],
                answer={**payload["data"], **one["data"]},
            ),
        )
        for one in items
    ]
    return each.answered(acts, is_dry=is_dry)
