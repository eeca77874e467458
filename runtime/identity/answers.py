"""Answers that are kept (幂等): a request that is sent twice is done once.

The answer is a row in the transaction of the work it answers for. The row is taken as
the first thing inside that transaction, so of two that come at once the second waits,
loses the race and finds the answer of the first. What was refused has changed nothing
and is not kept: sent again, it is judged again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, delete, select, update

from runtime.identity.tables import KeptAnswer
from runtime.kernel.db import table_of
from runtime.kernel.errors import Invalid
from runtime.kernel.work import Work

KEPT = table_of(KeptAnswer)
LASTS = timedelta(days=7)
LONGEST = 200  # characters of a key


@dataclass(frozen=True, slots=True)
class Answer:
    """What is answered; ``is_again``: it is the one that was given before."""

    status: int
    body: bytes
    is_again: bool = False


def digest_of(*parts: bytes) -> str:
    """Return the digest by which the same request is recognised."""
    lengths = b",".join(b"%d" % len(part) for part in parts)
    return hashlib.sha256(b"\0".join((lengths, *parts))).hexdigest()


def once(work: Work, key: str, digest: str, run: Callable[[Work], Answer]) -> Answer:
    """Do ``run`` unless the actor has had an answer under ``key``; return the answer.

    Raises Invalid for a key that is empty, too long, or was used for another request.
    """
    if not 0 < len(key) <= LONGEST:
        raise Invalid("idempotency-key-wrong", longest=LONGEST)
    row = _find(work.read, work.actor.id, key)
    is_over = row is not None and row.ends_at <= work.now
    if row is not None and not is_over:
        if row.digest != digest:
            raise Invalid("idempotency-key-used", key=key)
        return Answer(row.status, bytes(row.body), is_again=True)
    work.on_begin(lambda: _take(work, key, digest, is_over=is_over))
    answer = run(work)
    values = {"status": answer.status, "body": answer.body}
    work.session.execute(update(KEPT).where(*_is(work.actor.id, key)).values(**values))
    return replace(answer, is_again=False)


def sweep(work: Work) -> None:
    """Forget the answers whose time is over."""
    work.session.execute(delete(KEPT).where(KEPT.c.ends_at <= work.now))


def _take(work: Work, key: str, digest: str, *, is_over: bool) -> None:
    """Take the key; somebody else's row of the same key makes this a lost race."""
    if is_over:
        ended = KEPT.c.ends_at <= work.now
        work.session.execute(delete(KEPT).where(*_is(work.actor.id, key), ended))
    row = {
        "person_id": work.actor.id,
        "key": key,
        "digest": digest,
        "status": 0,
        "body": b"",
        "ends_at": work.now + LASTS,
    }
    work.session.execute(KEPT.insert(), row)


def _find(read: Connection, person_id: str, key: str) -> Any:
    return read.execute(select(KEPT).where(*_is(person_id, key))).one_or_none()


def _is(person_id: str, key: str) -> tuple[Any, Any]:
    return KEPT.c.person_id == person_id, KEPT.c.key == key
