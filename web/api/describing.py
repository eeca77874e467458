"""The description of the interface, made whole: who may ask, and how it refuses."""

from __future__ import annotations

import re
from typing import Any

_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "The same key and request again: the first answer again, for 7 days",
    "schema": {"type": "string", "minLength": 1, "maxLength": 200},
}
_REFUSALS = {
    400: "A forged or unreadable request",
    401: "Nobody has shown who they are",
    403: "This person may not",
    404: "It does not exist",
    409: "Somebody was faster, or it is done already",
    413: "Too large",
    415: "Neither JSON nor, for a file, a form with it",
    422: "Bad content, told by field",
    429: "Too often",
    503: "Closed for now",
}
_READS = frozenset({401, 403, 404, 422, 429, 503})  # how reading can be refused


def described(spec: dict[str, Any], root: str, mark: str) -> dict[str, Any]:
    """Return ``spec`` with ids, security, keys and refusals on every call.

    ``mark`` stands before the names of nouns inside, and is taken off.
    """
    parts = spec["components"]
    problem = {"$ref": "#/components/schemas/Problem"}
    media = {"application/problem+json": {"schema": problem}}
    parts["responses"] = {
        f"Refused{status}": {"description": said, "content": media}
        for status, said in _REFUSALS.items()
    }
    spec["security"] = [{"bearer": []}]
    for tag in spec["tags"]:
        tag["name"] = tag["name"].removeprefix(mark)
    for path, calls in spec["paths"].items():
        for method, call in calls.items():
            if method != "parameters":
                call["tags"] = [each.removeprefix(mark) for each in call["tags"]]
                _complete(call, method, path.removeprefix(root))
    return spec


def _complete(call: dict[str, Any], method: str, path: str) -> None:
    words = re.findall(r"\w+", path)
    call["operationId"] = "_".join([method, *words])
    answers = call["responses"]
    answers.pop("default", None)
    for status in _REFUSALS:
        if method != "get" or status in _READS:
            ref = f"#/components/responses/Refused{status}"
            answers[str(status)] = {"$ref": ref}
    if method == "post":
        call.setdefault("parameters", []).append(_KEY)
