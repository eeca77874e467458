"""Views that people keep of lists (我的视图): filters under a name of their own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from runtime.identity.tables import SavedView
from runtime.kernel.db import table_of
from runtime.kernel.errors import Conflict, Invalid, NotFound
from runtime.kernel.texts import text
from runtime.kernel.work import Work

VIEW = table_of(SavedView)
MOST = 20  # views of one list
LONGEST_NAME, LONGEST_QUERY = 40, 2_000


def list_views(read: Connection, person: str, room: str) -> Sequence[Any]:
    """Return what a person keeps of a list, the first saved first."""
    asked = select(VIEW).where(VIEW.c.person_id == person, VIEW.c.room == room)
    return read.execute(asked.order_by(VIEW.c.saved_at, VIEW.c.name)).all()


def save(work: Work, room: str, name: str, query: str, *, is_default: bool) -> None:
    """Keep filters under a name; the same name again replaces them.

    Raises Invalid for a name that is empty or too long, and when there are too many.
    """
    name = _checked(name)
    if len(query) > LONGEST_QUERY:
        raise Invalid("view-too-long", most=LONGEST_QUERY)
    kept = list_views(work.session, work.actor.id, room)
    if len(kept) >= MOST and name not in {one.name for one in kept}:
        raise Invalid("view-too-many", most=MOST)
    if is_default:
        _clear_default(work, room)
    work.session.execute(delete(VIEW).where(*_is(work, room, name)))
    row = {
        "person_id": work.actor.id,
        "room": room,
        "name": name,
        "query": query,
        "is_default": int(is_default),
        "saved_at": work.now,
    }
    work.session.execute(insert(VIEW), row)


def rename(work: Work, room: str, name: str, to: str) -> None:
    """Call a view otherwise; raises NotFound, Invalid, or Conflict (name in use)."""
    to = _checked(to)
    taken = {one.name for one in list_views(work.session, work.actor.id, room)}
    if to != name and to in taken:
        raise Conflict("view-name-used", name=to)
    changing = update(VIEW).where(*_is(work, room, name)).values(name=to)
    _must_exist(work.session.execute(changing).rowcount, name)


def remove(work: Work, room: str, name: str) -> None:
    """Forget a view; raises NotFound."""
    removing = delete(VIEW).where(*_is(work, room, name))
    _must_exist(work.session.execute(removing).rowcount, name)


def forget(work: Work, person_id: str) -> None:
    """Let go every view of a person."""
    work.session.execute(delete(VIEW).where(VIEW.c.person_id == person_id))


def choose(work: Work, room: str, name: str | None) -> None:
    """Let a list open with this view, or with none; raises NotFound."""
    _clear_default(work, room)
    if name is not None:
        choosing = update(VIEW).where(*_is(work, room, name)).values(is_default=1)
        _must_exist(work.session.execute(choosing).rowcount, name)


def _clear_default(work: Work, room: str) -> None:
    mine = (VIEW.c.person_id == work.actor.id, VIEW.c.room == room)
    work.session.execute(update(VIEW).where(*mine).values(is_default=0))


def _is(work: Work, room: str, name: str) -> tuple[Any, ...]:
    return (
        VIEW.c.person_id == work.actor.id,
        VIEW.c.room == room,
        VIEW.c.name == name,
    )


def _checked(name: str) -> str:
    name = " ".join(name.split())
    if not 0 < len(name) <= LONGEST_NAME:
        wrong = text("view-name-wrong", most=LONGEST_NAME)
        raise Invalid("view-name-wrong", {"name": [wrong]}, most=LONGEST_NAME)
    return name


def _must_exist(count: int, name: str) -> None:
    if not count:
        raise NotFound("view-unknown", name=name)
