"""Many tasks in one call: each is judged and done by itself (逐条处理)."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any

import orjson
from flask import Response, jsonify, request
from marshmallow import Schema, fields, validate

from runtime.identity import answers
from runtime.identity.answers import Answer
from runtime.kernel.errors import FlowError, Invalid
from runtime.kernel.texts import text
from runtime.kernel.work import Work
from runtime.orders.order import lookup
from web import context
from web.api.noun import digest_of_request, made
from web.errors import fields_of, status_of
from web.language import language

MOST = 200
READY, DONE, REFUSED = "ready", "done", "refused"
NUMBER = validate.Range(1, 2**63 - 1)
_KEPT = 200  # the status kept with an answer; nobody is shown it
Act = Callable[[Work], object]  # does something with one task


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


def check_size(task_ids: Sequence[int], field: str = "items") -> None:
    """Accept up to 200 tasks, each once; raises Invalid at the field."""
    if not 0 < len(task_ids) <= MOST:
        wrong = text("batch-tasks-many", found=len(task_ids), most=MOST)
        raise Invalid("http-content", {field: [wrong]})
    twice = sorted({one for one in task_ids if task_ids.count(one) > 1})
    if twice:
        wrong = text("batch-tasks-twice", tasks=", ".join(map(str, twice)))
        raise Invalid("http-content", {field: [wrong]})


def answered(acts: Iterable[tuple[int, Act]], *, is_dry: bool) -> Response:
    """Do something with each task, and answer with what came of each (207).

    With an Idempotency-Key a task that was done is not done again, also when only a
    part of the first call got through; what was refused is judged again.
    """
    key = None if is_dry else request.headers.get("Idempotency-Key")
    is_again = key is not None and _noted(key)
    result = READY if is_dry else DONE
    found = [
        _outcome(task_id, partial(_done, task_id, act, result), key)
        for task_id, act in acts
    ]
    answer = jsonify(made(BatchOutcomes).dump({"items": found, "dry_run": is_dry}))
    answer.status_code = 207
    if is_again:
        answer.headers["Idempotency-Replayed"] = "true"
    return answer


def _noted(key: str) -> bool:
    """Note that this call was made; tell whether it was made before."""
    digest, noted = digest_of_request(), Answer(_KEPT, b"")
    return context.writing(
        lambda work: answers.once(work, key, digest, lambda work: noted)
    ).is_again


def _outcome(
    task_id: int, act: Callable[[Work], dict[str, Any]], key: str | None
) -> dict[str, Any]:
    """Return what comes of one task, in a unit of work of its own."""
    try:
        return context.writing(
            act if key is None else partial(_once, act, f"{key}\0{task_id}")
        )
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


def _once(
    act: Callable[[Work], dict[str, Any]], name: str, work: Work
) -> dict[str, Any]:
    """Do a task of a call unless it was done for the same call before."""
    own = hashlib.sha256(name.encode()).hexdigest()

    def run(work: Work) -> Answer:
        return Answer(_KEPT, orjson.dumps(act(work)))

    kept = answers.once(work, own, digest_of_request(), run)
    found: dict[str, Any] = orjson.loads(kept.body)
    return found


def _done(task_id: int, act: Act, result: str, work: Work) -> dict[str, Any]:
    act(work)
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
