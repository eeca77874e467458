"""Many tasks in one call: each is judged and done by itself, as one alone would be."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import orjson
from flask import Response, jsonify, request
from marshmallow import Schema, fields, validate

from runtime.engine.run import batches
from runtime.identity import answers
from runtime.identity.answers import Answer
from runtime.identity.permissions import Verb
from runtime.kernel.errors import FlowError, Invalid
from runtime.kernel.texts import text
from runtime.kernel.work import Work
from runtime.orders.order import lookup
from web import context
from web.api.noun import Noun, digest_of_request
from web.errors import fields_of, status_of
from web.language import language

bp = Noun("batches", __name__, url_prefix="/tasks", description="Many tasks at once")
MOST = 200
READY, DONE, REFUSED = "ready", "done", "refused"
_KEPT = 200  # the status kept with an answer; nobody is shown it
_NUMBER = validate.Range(1, 2**63 - 1)


class BatchItem(Schema):
    """One task; what it answers by itself wins over what all answer."""

    id = fields.Integer(required=True, strict=True, validate=_NUMBER)
    data = fields.Dict(keys=fields.String(), load_default=dict)


class Batch(Schema):
    """Tasks to complete, and what is answered to all of them."""

    items = fields.List(
        fields.Nested(BatchItem),
        required=True,
        metadata={"minItems": 1, "maxItems": MOST},
    )
    data = fields.Dict(keys=fields.String(), load_default=dict)
    dry_run = fields.Boolean(required=True)


class BatchOutcome(Schema):
    """What came of one task; `status` is what it would have been answered alone."""

    id = fields.Integer(required=True)
    result = fields.String(
        required=True, validate=validate.OneOf((READY, DONE, REFUSED))
    )
    status = fields.Integer(required=True)
    order_no = fields.String(required=True, allow_none=True)
    state = fields.String(required=True, allow_none=True)
    code = fields.String(required=True, allow_none=True)
    detail = fields.String(required=True, allow_none=True)
    errors = fields.Dict(
        keys=fields.String(), values=fields.List(fields.String()), required=True
    )


class BatchOutcomes(Schema):
    """A result a task, in the sequence that was sent."""

    items = fields.List(fields.Nested(BatchOutcome), required=True)
    dry_run = fields.Boolean(required=True)


@bp.post("/batch-complete")
@context.needs(Verb.WORK)
@bp.arguments(Batch)
@bp.response(207, BatchOutcomes)
def complete(payload: dict[str, Any]) -> Response:
    """Complete up to 200 tasks, each by itself; with `dry_run` nothing is done.

    With an Idempotency-Key a task that was done is not done again, also when only a
    part of the first call got through; what was refused is judged again.
    """
    items, is_dry = payload["items"], payload["dry_run"]
    _check_size([one["id"] for one in items])
    key = None if is_dry else request.headers.get("Idempotency-Key")
    is_again = key is not None and _noted(key)
    found = [
        _outcome(one["id"], {**payload["data"], **one["data"]}, key, is_dry=is_dry)
        for one in items
    ]
    answer = jsonify(BatchOutcomes().dump({"items": found, "dry_run": is_dry}))
    answer.status_code = 207
    if is_again:
        answer.headers["Idempotency-Replayed"] = "true"
    return answer


def _check_size(task_ids: Sequence[int]) -> None:
    if not 0 < len(task_ids) <= MOST:
        wrong = text("batch-tasks-many", found=len(task_ids), most=MOST)
        raise Invalid("http-content", {"items": [wrong]})
    twice = sorted({one for one in task_ids if task_ids.count(one) > 1})
    if twice:
        wrong = text("batch-tasks-twice", tasks=", ".join(map(str, twice)))
        raise Invalid("http-content", {"items": [wrong]})


def _noted(key: str) -> bool:
    """Note that this call was made; tell whether it was made before."""
    digest, made = digest_of_request(), Answer(_KEPT, b"")
    return context.writing(
        lambda work: answers.once(work, key, digest, lambda work: made)
    ).is_again


def _outcome(
    task_id: int, data: Mapping[str, Any], key: str | None, *, is_dry: bool
) -> dict[str, Any]:
    """Return what comes of one task, in a unit of work of its own."""
    act = partial(_check if is_dry else _complete, task_id, data)
    try:
        return context.writing(act if key is None else partial(_once, act, key))
    except FlowError as refused:
        return {
            "id": task_id,
            "result": REFUSED,
            "status": status_of(refused),
            "order_no": None,
            "state": None,
            "code": refused.code,
            "detail": refused.say(language()).splitlines()[0],
            "errors": fields_of(refused),
        }


def _once(act: partial[dict[str, Any]], key: str, work: Work) -> dict[str, Any]:
    """Do a task of a call unless it was done for the same call before."""
    task_id = act.args[0]
    own = hashlib.sha256(f"{key}\0{task_id}".encode()).hexdigest()

    def run(work: Work) -> Answer:
        return Answer(_KEPT, orjson.dumps(act(work)))

    kept = answers.once(work, own, digest_of_request(), run)
    found: dict[str, Any] = orjson.loads(kept.body)
    return found


def _check(task_id: int, data: Mapping[str, Any], work: Work) -> dict[str, Any]:
    batches.check(work, context.runtime().engine, task_id, data)
    return _went(READY, task_id, work)


def _complete(task_id: int, data: Mapping[str, Any], work: Work) -> dict[str, Any]:
    batches.complete(work, context.runtime().engine, task_id, data)
    return _went(DONE, task_id, work)


def _went(result: str, task_id: int, work: Work) -> dict[str, Any]:
    order = lookup.of_task(work.read, task_id)
    return {
        "id": task_id,
        "result": result,
        "status": 200,
        "order_no": order.order_no,
        "state": order.state,
        "code": None,
        "detail": None,
        "errors": {},
    }
