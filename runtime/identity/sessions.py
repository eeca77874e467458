"""Who is there (会话): log-ins of people in browsers and tokens of programs.

What a browser or a program holds is random and stored as a digest only: whoever reads
the database cannot log in with it.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, Table, bindparam, delete, select

from runtime.identity import passwords, people
from runtime.identity.tables import Membership, Person, Session, Token
from runtime.kernel.actors import Actor
from runtime.kernel.audit import Trail
from runtime.kernel.db import table_of
from runtime.kernel.errors import Invalid, Unidentified
from runtime.kernel.work import Work

PERSON, SESSION, TOKEN = table_of(Person), table_of(Session), table_of(Token)
MEMBERSHIP = table_of(Membership)
LASTS = timedelta(hours=12)
LONGEST_DAYS = 3_650  # of a token
LOGGED_IN, LOGGED_OUT = "identity:session:opened", "identity:session:closed"
TOKEN_MADE, TOKENS_ENDED = "identity:token:made", "identity:token:ended"
_PREFIX = "spw_"  # so that a scanner finds one that was published by mistake


class Present(NamedTuple):
    """Who is there, and the language they chose; None is as the browser asks."""

    actor: Actor
    language: str | None


def check(read: Connection, name: str, password: str) -> Actor:
    """Return who logs in; raises Unidentified, the same for every reason."""
    row = people.find(read, name)
    stored = None if row is None or row.disabled_at is not None else row.password
    if not passwords.is_right(stored, password):
        raise Unidentified("log-in-wrong")
    return people.actor(read, name)


def open_session(work: Work, trail: Trail) -> str:
    """Log the actor in; return what the browser's cookie is to hold."""
    held = secrets.token_urlsafe(32)
    row = {
        "digest": _digest(held),
        "person_id": work.actor.id,
        "created_at": work.now,
        "ends_at": work.now + LASTS,
    }
    work.session.execute(delete(SESSION).where(SESSION.c.ends_at <= work.now))
    work.session.execute(SESSION.insert(), row)
    trail.write(work, f"person:{work.actor.id}", LOGGED_IN, {})
    return held


def close_session(work: Work, trail: Trail, held: str) -> None:
    """Log out in one browser; one that is logged out already stays so."""
    ending = delete(SESSION).where(SESSION.c.digest == _digest(held))
    if work.session.execute(ending).rowcount:
        trail.write(work, f"person:{work.actor.id}", LOGGED_OUT, {"everywhere": False})


def close_all(work: Work, trail: Trail, person_id: str) -> None:
    """Log a person out in every browser and end their tokens."""
    for table in (SESSION, TOKEN):
        work.session.execute(delete(table).where(table.c.person_id == person_id))
    trail.write(work, f"person:{person_id}", LOGGED_OUT, {"everywhere": True})


def make_token(work: Work, trail: Trail, name: str, title: str, days: int) -> str:
    """Return a new Bearer token of a person, to be shown once.

    Raises NotFound, Forbidden (disabled) or Invalid for an odd number of days.
    """
    if not 0 < days <= LONGEST_DAYS:
        raise Invalid("token-days-wrong", found=days, most=LONGEST_DAYS)
    person = people.actor(work.read, name)
    held = _PREFIX + secrets.token_urlsafe(32)
    row = {
        "digest": _digest(held),
        "person_id": person.id,
        "title": title,
        "created_at": work.now,
        "ends_at": work.now + timedelta(days=days),
    }
    work.session.execute(TOKEN.insert(), row)
    doc = {"title": title, "days": days}
    trail.write(work, f"person:{person.id}", TOKEN_MADE, doc)
    return held


def by_cookie(read: Connection, held: str, now: datetime) -> Present:
    """Return who logged in; raises Unidentified when the log-in has ended."""
    return _holder(read, _BY_COOKIE, held, now)


def by_token(read: Connection, held: str, now: datetime) -> Present:
    """Return whose token it is; raises Unidentified when it has ended."""
    return _holder(read, _BY_TOKEN, held, now)


def _holder(read: Connection, asked: Select[Any], held: str, now: datetime) -> Present:
    rows = read.execute(asked, {"held": _digest(held), "now": now}).all()
    if not rows:
        raise Unidentified("log-in-ended")
    first = rows[0]
    roles = frozenset(row.role for row in rows if row.role is not None)
    return Present(Actor(first.id, first.name, roles), first.language)


def _asked(table: Table) -> Select[Any]:
    """Return who holds a row of ``table``, a row a role: asked by every request."""
    return (
        select(PERSON.c.id, PERSON.c.name, PERSON.c.language, MEMBERSHIP.c.role)
        .join(table, table.c.person_id == PERSON.c.id)
        .outerjoin(MEMBERSHIP, MEMBERSHIP.c.person_id == PERSON.c.id)
        .where(
            table.c.digest == bindparam("held"),
            table.c.ends_at > bindparam("now"),
            PERSON.c.disabled_at.is_(None),
        )
    )


_BY_COOKIE, _BY_TOKEN = _asked(SESSION), _asked(TOKEN)


def _digest(held: str) -> str:
    return hashlib.sha256(held.encode()).hexdigest()
