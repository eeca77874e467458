"""Absences (离岗): who is away from when to when, and who stands in for them (代理人).

When an absence begins, the open tasks of the person go to their deputy, or back to the
queue if nobody there may do them. A deputy acts in their own name: the trail tells who
acted, and whoever may not act twice is recognised as the same person.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NoReturn

from sqlalchemy import ColumnElement, Connection, select, update

from runtime.engine.machine import Engine
from runtime.engine.run import handing
from runtime.identity import people
from runtime.identity.tables import Absence
from runtime.kernel import ids
from runtime.kernel.db import table_of
from runtime.kernel.errors import Conflict, Invalid, NotFound
from runtime.kernel.texts import Text, text
from runtime.kernel.work import Work

ABSENCE = table_of(Absence)
ENTERED, BEGUN = "identity:absence:entered", "identity:absence:begun"
ENDED = "identity:absence:ended"


@dataclass(frozen=True, slots=True)
class Away:
    """A wanted absence; without a deputy the tasks wait in their queues."""

    begins: datetime
    ends: datetime
    deputy: str | None = None  # a name


def enter(work: Work, engine: Engine, name: str, wanted: Away) -> int:
    """Note that a person will be away, and return the number of the absence.

    Begins at once if its time has come. Raises NotFound, Invalid (the times, or a
    deputy who cannot stand in, by field) or Conflict (disabled, or away already).
    """
    row = people.get(work.session, name)
    if row.disabled_at is not None:
        raise Conflict("person-disabled-already", name=name)
    _check_times(work, wanted)
    _check_free(work, row, wanted)
    deputy_id = _deputy_of(work, row, wanted)
    (absence_id,) = ids.row_ids(work, 1)
    values = {
        "id": absence_id,
        "person_id": row.id,
        "deputy_id": deputy_id,
        "from_at": wanted.begins,
        "to_at": wanted.ends,
        "entered_by": work.actor.id,
        "entered_at": work.now,
        "begun_at": None,
        "ended_at": None,
    }
    work.session.execute(ABSENCE.insert(), values)
    window = {"from": wanted.begins, "to": wanted.ends}
    doc = {"absence": absence_id, "deputy": deputy_id, **window}
    engine.trail.write(work, f"person:{row.id}", ENTERED, doc)
    if wanted.begins <= work.now:
        begin(work, engine, absence_id)
    return absence_id


def begin(work: Work, engine: Engine, absence_id: int) -> int:
    """Hand the open tasks of somebody who is away now to who stands in for them.

    Returns how many; nothing is done for an absence that has begun or was ended.
    """
    starting = (
        update(ABSENCE)
        .where(ABSENCE.c.id == absence_id, _is_due(work.now))
        .values(begun_at=work.now)
        .returning(ABSENCE.c.person_id, ABSENCE.c.deputy_id)
    )
    row = work.session.execute(starting).one_or_none()
    if row is None:
        return 0
    count = handing.hand_over(work, engine, row.person_id, row.person_id)
    doc = {"absence": absence_id, "deputy": row.deputy_id, "tasks": count}
    engine.trail.write(work, f"person:{row.person_id}", BEGUN, doc)
    return count


def end(work: Work, engine: Engine, name: str, absence_id: int) -> None:
    """Let a person be there again from now on, or not go at all.

    Tasks that others have stay theirs. Raises NotFound, or Conflict when it is over.
    """
    person = people.get(work.session, name)
    mine = (ABSENCE.c.id == absence_id, ABSENCE.c.person_id == person.id)
    row = work.session.execute(select(ABSENCE).where(*mine)).one_or_none()
    if row is None:
        raise NotFound("absence-unknown", absence=absence_id, name=name)
    ending = update(ABSENCE).where(*mine, _is_to_come(work.now))
    if work.session.execute(ending.values(ended_at=work.now)).rowcount != 1:
        raise Conflict("absence-over", absence=absence_id)
    trail = engine.trail
    trail.write(work, f"person:{person.id}", ENDED, {"absence": absence_id})


def get(read: Connection, absence_id: int) -> Any:
    """Return an absence that is known to be there."""
    return read.execute(select(ABSENCE).where(ABSENCE.c.id == absence_id)).one()


def list_page(
    read: Connection,
    person_id: str,
    limit: int | None = None,
    before: tuple[datetime, int] | None = None,
) -> Sequence[Any]:
    """Return absences of a person, the latest first; ``before``: the last one's key.

    Without a limit, all of them.
    """
    sort = (ABSENCE.c.from_at, ABSENCE.c.id)
    asked = select(ABSENCE).where(ABSENCE.c.person_id == person_id)
    if before is not None:
        at, number = before
        same = (ABSENCE.c.from_at == at) & (ABSENCE.c.id < number)
        asked = asked.where((ABSENCE.c.from_at < at) | same)
    asked = asked.order_by(*(one.desc() for one in sort)).limit(limit)
    return read.execute(asked).all()


def list_now(read: Connection, now: datetime) -> dict[str, Any]:
    """Return person → absence of everybody who is away at ``now``."""
    asked = select(ABSENCE).where(_is_during(now)).order_by(ABSENCE.c.id)
    return {row.person_id: row for row in read.execute(asked)}


def list_to_come(read: Connection, now: datetime) -> Sequence[Any]:
    """Return everybody's absences that are not over, the next first."""
    asked = select(ABSENCE).where(_is_to_come(now))
    return read.execute(asked.order_by(ABSENCE.c.from_at, ABSENCE.c.id)).all()


def list_due(read: Connection, now: datetime) -> Sequence[int]:
    """Return the absences whose time has come and whose tasks nobody moved yet."""
    asked = select(ABSENCE.c.id).where(_is_due(now))
    return read.execute(asked.order_by(ABSENCE.c.from_at)).scalars().all()


def state_of(row: Any, now: datetime) -> str:
    """Return where an absence stands: "ended", "over", "now" or "planned"."""
    if row.ended_at is not None:
        return "ended"
    if row.to_at <= now:
        return "over"
    return "now" if row.from_at <= now else "planned"


def stand_in(read: Connection, person_id: str, role: str, now: datetime) -> str | None:
    """Return who does a task of ``role`` in place of a person, None for its queue.

    Deputies of deputies are asked in turn; whoever is there but may not do the task
    ends the search.
    """
    who, seen = person_id, {person_id}
    while (row := _away(read, who, now)) is not None:
        if row.deputy_id is None or row.deputy_id in seen:
            return None
        who = row.deputy_id
        seen.add(who)
    return who if people.may_do(read, who, role) else None


def _check_times(work: Work, wanted: Away) -> None:
    if wanted.ends <= wanted.begins:
        _refuse("to", text("absence-ends-first"))
    if wanted.ends <= work.now:
        _refuse("to", text("absence-past"))


def _check_free(work: Work, row: Any, wanted: Away) -> None:
    """Refuse two absences of one person at one time; raises Conflict."""
    asked = select(ABSENCE).where(
        ABSENCE.c.person_id == row.id,
        ABSENCE.c.ended_at.is_(None),
        ABSENCE.c.from_at < wanted.ends,
        ABSENCE.c.to_at > wanted.begins,
    )
    other = work.session.execute(asked).first()
    if other is not None:
        window = {"begins": other.from_at, "ends": other.to_at}
        raise Conflict("absence-overlaps", name=row.name, **window)


def _deputy_of(work: Work, row: Any, wanted: Away) -> str | None:
    """Return the id of the wanted deputy; raises Invalid at the field ``deputy``."""
    if wanted.deputy is None:
        return None
    found = people.find(work.session, wanted.deputy)
    if found is None:
        _refuse_deputy("absence-deputy-unknown", wanted)
    if found.id == row.id:
        _refuse_deputy("absence-deputy-oneself", wanted)
    if found.disabled_at is not None:
        _refuse_deputy("absence-deputy-disabled", wanted)
    theirs = set(people.roles_of(work.session, found.id))
    if theirs.isdisjoint(people.roles_of(work.session, row.id)):
        _refuse_deputy("absence-deputy-roles", wanted)
    _check_chain(work, row.id, found.id, wanted)
    return str(found.id)


def _check_chain(work: Work, person_id: str, deputy_id: str, wanted: Away) -> None:
    """Follow deputies who are away themselves to one who is there."""
    at, seen, who = max(wanted.begins, work.now), {person_id}, deputy_id
    while (away := _away(work.session, who, at)) is not None:
        seen.add(who)
        if away.deputy_id is None:
            _refuse_deputy("absence-deputy-away", wanted)
        if away.deputy_id in seen:
            _refuse_deputy("absence-deputy-circle", wanted)
        who = away.deputy_id


def _refuse_deputy(code: str, wanted: Away) -> NoReturn:
    _refuse("deputy", text(code, name=wanted.deputy))


def _refuse(field: str, why: Text) -> NoReturn:
    raise Invalid("absence-refused", {field: [why]})


def _away(read: Connection, person_id: str, at: datetime) -> Any:
    asked = select(ABSENCE).where(ABSENCE.c.person_id == person_id, _is_during(at))
    return read.execute(asked).first()


def _is_during(at: datetime) -> ColumnElement[bool]:
    return (ABSENCE.c.from_at <= at) & _is_to_come(at)


def _is_to_come(now: datetime) -> ColumnElement[bool]:
    return (ABSENCE.c.to_at > now) & ABSENCE.c.ended_at.is_(None)


def _is_due(now: datetime) -> ColumnElement[bool]:
    return ABSENCE.c.begun_at.is_(None) & _is_during(now)
