"""Whose turn a task is: on to the next signer, back to who waits for it (轮到谁)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NoReturn

from sqlalchemy import update

from runtime.engine.facts import Tag, TaskPassed
from runtime.engine.machine import Engine
from runtime.engine.run import opinions
from runtime.engine.run.opinions import Said, Sheet, Words
from runtime.engine.tables import Signing, TaskState
from runtime.kernel.work import Work

TASK = opinions.TASK
Refuse = Callable[[], NoReturn]
WAITING = frozenset({Signing.BEFORE, Signing.AFTER})  # for a signer
_HANDS = ("assignee", "owner", "signing", "asked_by")


def pass_on(work: Work, row: Any, refuse: Refuse, **hands: str | None) -> None:
    """Put a task into other hands if it is in those in which it was read."""
    as_read = (TASK.c[name].is_not_distinct_from(getattr(row, name)) for name in _HANDS)
    is_open = TASK.c.state == TaskState.OPEN.value
    changing = update(TASK).where(TASK.c.id == row.id, is_open, *as_read)
    if work.session.execute(changing.values(**hands)).rowcount != 1:
        refuse()


def may_keep(row: Any) -> bool:
    """Tell whether an answer may be kept: the task is delegated, or has signers."""
    return row.owner is not None or row.signing is not None


def keep(
    work: Work, engine: Engine, row: Any, answer: Mapping[str, Any], refuse: Refuse
) -> bool:
    """Keep an answer that does not end its task yet; tell whether that is so.

    A delegate's goes back to who gave the task away. The holder's goes to those who
    are asked to sign it.
    """
    if not may_keep(row):
        return False
    sheet = opinions.sheet_of(work.read, row.id)
    waiting = opinions.anew(sheet).waiting(Said.AFTER)
    if row.owner is None and not waiting:
        return False
    if row.owner is not None:
        _give_back(work, engine, row, refuse)
    else:
        hands = {"signing": Signing.AFTER.value, "asked_by": work.actor.id}
        pass_on(work, row, refuse, assignee=waiting[0].person, **hands)
    words = Words(Said.ANSWER, work.actor.id, answer=answer)
    opinions.write(work, row.id, sheet, [words])
    doc = {**doc_of(row), "answer": answer}
    engine.trail.write(work, row.business_key, Tag.TASK_ANSWERED, doc)
    if row.owner is None:
        tell(work, row, "to-sign", waiting[0].person, waiting[0].reason)
    return True


def onward(
    work: Work, engine: Engine, row: Any, sheet: Sheet, when: str
) -> dict[str, str | None]:
    """Return the hands of a task of whose signers ``when`` nobody else is asked.

    Who waits for it gets it back, or whoever stands in for them.
    """
    waiting = sheet.waiting(when)
    if waiting:
        return {"assignee": waiting[0].person}
    is_later = bool(sheet.waiting(Said.AFTER))
    return {
        "assignee": back_to(work, engine, row.asked_by, row),
        "signing": Signing.LATER.value if is_later else None,
        "asked_by": None,
    }


def back_to(work: Work, engine: Engine, person: str | None, row: Any) -> str | None:
    """Return who gets a task that comes back to a person, None for its queue."""
    if person is None:
        return None
    return engine.stand_in(work.read, person, row.role, work.now)


def tell(work: Work, row: Any, how: str, to: str | None, note: str = "") -> None:
    """Tell somebody how a task, or word of it, was passed on to them."""
    if to is not None and to != work.actor.id:
        fact = TaskPassed(row.id, row.business_key, how, to, work.actor.id, note)
        work.tell(fact)


def close_all(sheet: Sheet) -> Iterable[Words]:
    """Give the words by which nobody is asked any more."""
    return [
        Words(Said.CLOSED, one.person, one.number)
        for one in sheet.signers
        if one.is_pending
    ]


def doc_of(row: Any) -> dict[str, Any]:
    """Return what the trail says of a task whatever happens to it."""
    return {"task": row.id, "element": row.element, "role": row.role}


def _give_back(work: Work, engine: Engine, row: Any, refuse: Refuse) -> None:
    heir = back_to(work, engine, row.owner, row)
    pass_on(work, row, refuse, assignee=heir, owner=None)
    doc = {**doc_of(row), "from": work.actor.id, "to": heir}
    engine.trail.write(work, row.business_key, Tag.TASK_CAME_BACK, doc)
    tell(work, row, "came-back", heir)
