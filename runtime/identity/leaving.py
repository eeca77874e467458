"""People who leave (离职): their tasks, their log-ins, and what is known of them.

Erasing (被遗忘权) takes everything that says who somebody was. The trail and the
histories name people by an id that says nothing, so they stay as they were sealed.
"""

from __future__ import annotations

import orjson
from sqlalchemy import TextClause, delete, text, update

from runtime.engine.machine import Engine
from runtime.engine.run import handing, queries
from runtime.identity import people, sessions
from runtime.identity.absences import ABSENCE
from runtime.identity.answers import KEPT
from runtime.identity.facts import PersonErased
from runtime.identity.people import MEMBERSHIP, PERSON
from runtime.kernel.errors import Conflict, Invalid
from runtime.kernel.work import Work

ERASED = "identity:person:erased"


def hand_over(work: Work, engine: Engine, name: str, to: str | None) -> int:
    """Give every open task of a person to their queues, or to another person.

    Returns how many. Raises NotFound, or Forbidden when the other one is disabled.
    """
    row = people.get(work.session, name)
    heir = None if to is None else people.actor(work.session, to).id
    return handing.hand_over(work, engine, row.id, heir)


def let_go(work: Work, engine: Engine, name: str) -> None:
    """Disable a person: no log-in, and their open tasks go back to the queues.

    Raises NotFound or Conflict, as `people.disable` does.
    """
    row = people.get(work.session, name)
    people.disable(work, engine.trail, name)
    handing.hand_over(work, engine, row.id, None)
    sessions.close_all(work, engine.trail, row.id)


def erase(work: Work, engine: Engine, name: str, typed: str) -> str:
    """Forget a person, and return the id by which the trail knows them for good.

    ``typed`` is the name once more, from whoever asks. Raises NotFound, Invalid (the
    name was typed wrong) or Conflict: they hold tasks, or are the last administrator.
    """
    row = people.get(work.session, name)
    if typed.strip() != row.name:
        raise Invalid("person-erase-typed", name=name)
    held = queries.count_held(work.session, row.id)
    if held:
        raise Conflict("person-holds-tasks", name=name, count=held)
    people.keep_an_admin(work, row.id)
    with work.database.deleting_for_good(work.session):
        _forget(work, row.id, name)
    work.after_commit(work.database.settle)
    work.tell(PersonErased(row.id, name))
    engine.trail.write(work, f"person:{row.id}", ERASED, {})
    return str(row.id)


def _forget(work: Work, person_id: str, name: str) -> None:
    """Take everything that says who a person was, or that was theirs alone."""
    session = work.session
    for table in (sessions.SESSION, sessions.TOKEN, MEMBERSHIP, ABSENCE, KEPT):
        session.execute(delete(table).where(table.c.person_id == person_id))
    standing_in = update(ABSENCE).where(ABSENCE.c.deputy_id == person_id)
    session.execute(standing_in.values(deputy_id=None))
    session.execute(_answers_that_say(work, name))
    values = {"name": person_id, "phone": "", "password": None, "language": None}
    changing = update(PERSON).where(PERSON.c.id == person_id)
    session.execute(changing.values(**values, erased_at=work.now))
    gone = changing.where(PERSON.c.disabled_at.is_(None))
    session.execute(gone.values(disabled_at=work.now))


def _answers_that_say(work: Work, name: str) -> TextClause:
    """Return the statement that forgets kept answers in which a name stands."""
    is_sqlite = work.database.is_sqlite
    place = "instr(body, :what)" if is_sqlite else "position(:what in body)"
    asked = text(f"DELETE FROM kept_answer WHERE {place} > 0")
    return asked.bindparams(what=orjson.dumps(name)[1:-1])
