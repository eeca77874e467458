"""HTTP with JSON both ways (HTTP 接口).

2xx with a JSON object, or with nothing, is the reply. 409 is the reply too when
the answer names our key, in the header ``Idempotency-Key`` or the field
``idempotency_key``: it was done by an earlier try. A 4xx with ``{"code": …}`` is
an outcome for the diagram. Busy systems (408, 429, 502, 503, 504, and a 409 that
says nothing) are asked again later; everything else is final.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from runtime.connectors import bodies, wire
from runtime.connectors.base import Call, Connector, Reply, Retry, Target
from runtime.connectors.wire import Answer, Request
from runtime.kernel.errors import BadOutput, BpmnError, Stuck

CONFLICT = 409
BUSY = frozenset({408, CONFLICT, 429, 502, 503, 504})
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


def send(target: Target, call: Call) -> Reply:
    """Ask ``target`` for a verb and return its reply."""
    verb = target.verbs.get(call.verb)
    if verb is None:
        raise Stuck("connector-verb-unknown", connector=target.name, verb=call.verb)
    headers = {"Content-Type": "application/json"}
    body = bodies.to_json(call.payload)
    request = Request(verb.method, verb.path, call.key, body, headers)
    return _judge(target, call, wire.exchange(target, request))


def _judge(target: Target, call: Call, answer: Answer) -> Reply:
    status = answer.status
    if 200 <= status < 300:
        return _content(target, answer)
    if status == CONFLICT and _is_ours(answer, call):
        return _content(target, answer)
    if 400 <= status < 500:
        _raise_outcome(_content_or_none(target, answer))
    if status in BUSY:
        raise Retry("connector-busy", connector=target.name, status=status)
    if 300 <= status < 400:
        raise Stuck("connector-redirected", connector=target.name, status=status)
    raise Stuck("connector-refused", connector=target.name, status=status)


def _is_ours(answer: Answer, call: Call) -> bool:
    """Tell whether a conflict is about the very key that we sent."""
    if answer.headers.get("idempotency-key") == wire.key_header(call.key):
        return True
    try:
        return bodies.from_json(answer.body).get("idempotency_key") == call.key
    except BadOutput:
        return False


def _raise_outcome(content: Mapping[str, Any]) -> None:
    """Raise the BpmnError that an answer names, if it names one."""
    code = content.get("code")
    if isinstance(code, str) and _CODE.fullmatch(code):
        facts = {name: one for name, one in content.items() if name != "code"}
        raise BpmnError(code, **facts)


def _content(target: Target, answer: Answer) -> dict[str, Any]:
    content = bodies.from_json(answer.body)
    return {
        str(name): one for name, one in bodies.scrub(content, target.secrets).items()
    }


def _content_or_none(target: Target, answer: Answer) -> dict[str, Any]:
    try:
        return _content(target, answer)
    except BadOutput:
        return {}


connector = Connector("http", {"zh": "HTTP 接口", "en": "HTTP"}, send)
