"""Notices (消息): what concerns one person, kept until they have read it.

What is offered to a whole queue is no notice: it is read from the queue itself, so
that an import writes nothing to people.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import orjson
from sqlalchemy import Connection, bindparam, delete, func, select, update

from runtime.identity import people
from runtime.identity.tables import Notice
from runtime.kernel import ids
from runtime.kernel.actors import ActorId
from runtime.kernel.db import table_of
from runtime.kernel.texts import Text, Title
from runtime.kernel.work import Work

NOTICE = table_of(Notice)
COUNTED = 100  # unread ones are counted no further
KEPT = timedelta(days=90)  # once they are read
NEWLY = timedelta(days=1)  # how far back news of a queue goes at most


@dataclass(frozen=True, slots=True)
class News:
    """What is told: a sentence by code and facts, and what it is about."""

    code: str
    facts: Mapping[str, Any]
    business_key: str
    task_id: int | None = None


def list_page(
    read: Connection,
    person_id: str,
    limit: int,
    before: int | None = None,
    is_read: bool | None = None,
) -> Sequence[Any]:
    """Return notices of a person, the newest first; ``before``: the id of the last."""
    asked = select(NOTICE).where(NOTICE.c.person_id == person_id)
    if is_read is not None:
        unread = NOTICE.c.read_at.is_(None)
        asked = asked.where(~unread if is_read else unread)
    if before is not None:
        asked = asked.where(NOTICE.c.id < before)
    return read.execute(asked.order_by(NOTICE.c.id.desc()).limit(limit)).all()


def count_unread(read: Connection, person_id: str) -> int:
    """Return how many notices a person has not read, counted up to `COUNTED`."""
    return read.execute(_UNREAD, {"person": person_id}).scalar_one()


_UNREAD = select(func.count()).select_from(
    select(NOTICE.c.id)
    .where(NOTICE.c.person_id == bindparam("person"), NOTICE.c.read_at.is_(None))
    .limit(COUNTED)
    .subquery()
)


def said(row: Any) -> Text:
    """Return the sentence of a notice."""
    facts = orjson.loads(row.facts)
    told = {name: _in_words(one) for name, one in facts.items()}
    return Text(row.code, told | {"by": ActorId(told["by"])})


def seen_at(read: Connection, person_id: str, now: datetime) -> datetime:
    """Return since when a queue's tasks are news to a person: a day at most."""
    asked = select(people.PERSON.c.notices_seen_at)
    mine = asked.where(people.PERSON.c.id == person_id)
    seen = read.execute(mine).scalar_one_or_none()
    return max(seen or now - NEWLY, now - NEWLY)


def mark_read(work: Work, notice_ids: Collection[int]) -> int:
    """Mark notices of the actor as read; return how many were not read before."""
    mine = NOTICE.c.person_id == work.actor.id, NOTICE.c.read_at.is_(None)
    marking = update(NOTICE).where(*mine, NOTICE.c.id.in_(list(notice_ids)))
    return work.session.execute(marking.values(read_at=work.now)).rowcount


def mark_all_read(work: Work) -> int:
    """Mark everything as read: notices of the actor, and what came to their queues."""
    mine = NOTICE.c.person_id == work.actor.id, NOTICE.c.read_at.is_(None)
    marking = update(NOTICE).where(*mine)
    count = work.session.execute(marking.values(read_at=work.now)).rowcount
    looking = update(people.PERSON).where(people.PERSON.c.id == work.actor.id)
    work.session.execute(looking.values(notices_seen_at=work.now))
    return count


def sweep(work: Work) -> None:
    """Forget what was read long ago."""
    work.session.execute(delete(NOTICE).where(NOTICE.c.read_at <= work.now - KEPT))


def forget(work: Work, person_id: str) -> None:
    """Let go what a person was told."""
    work.session.execute(delete(NOTICE).where(NOTICE.c.person_id == person_id))


def tell(work: Work, to: Collection[str], news: News) -> None:
    """Write a notice to each of these people, but not to the actor."""
    persons = sorted(set(to) - {work.actor.id})
    rows = [
        {
            "id": number,
            "person_id": person,
            "code": news.code,
            "facts": orjson.dumps(news.facts).decode(),
            "business_key": news.business_key,
            "task_id": news.task_id,
            "at": work.now,
            "read_at": None,
        }
        for person, number in zip(
            persons, ids.row_ids(work, len(persons)) if persons else (), strict=True
        )
    ]
    if rows:
        work.session.execute(NOTICE.insert(), rows)


def _in_words(value: Any) -> Any:
    """Return a fact as it is told: a name was kept in both languages."""
    return Title(**value) if isinstance(value, dict) else value
