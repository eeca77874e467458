"""What others said of a task (意见): asked and given, in rows that never change."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, select

from runtime.engine.spiff import values
from runtime.engine.tables import Opinion, Reader, TaskState, UserTask
from runtime.kernel.db import table_of
from runtime.kernel.work import Work

OPINION, READER = table_of(Opinion), table_of(Reader)
TASK = table_of(UserTask)


class Said(StrEnum):
    """What a row says."""

    BEFORE = "before"  # asked for an opinion before the answer
    AFTER = "after"  # asked to sign the answer
    MOVED = "moved"  # somebody else is asked in their place
    CLOSED = "closed"  # is asked no more
    APPROVE = "approve"
    REJECT = "reject"
    ANSWER = "answer"  # how the task is to be answered


ASKED = frozenset({Said.BEFORE, Said.AFTER})
DECIDED = frozenset({Said.APPROVE, Said.REJECT})


@dataclass(frozen=True, slots=True)
class Signer:
    """Somebody who is asked about a task; ``decision`` is "" until they said it."""

    number: int
    person: str
    when: str
    asked_by: str
    asked_at: datetime
    reason: str
    decision: str = ""
    note: str = ""
    answered_at: datetime | None = None
    is_pending: bool = True


@dataclass(frozen=True, slots=True)
class Sheet:
    """Everything that was said of a task so far, and the answer it has up to now."""

    signers: tuple[Signer, ...] = ()
    answer: Mapping[str, Any] | None = None
    answered_by: str = ""
    count: int = 0  # rows

    def waiting(self, when: str) -> list[Signer]:
        """Return who is still to sign before or after the answer, in sequence."""
        return [one for one in self.signers if one.is_pending and one.when == when]


@dataclass(frozen=True, slots=True)
class Words:
    """One row to write: what is said, about whom, of which row that asked."""

    said: Said
    person: str
    about: int | None = None
    note: str = ""
    answer: Mapping[str, Any] | None = None


def sheet_of(read: Connection, task_id: int) -> Sheet:
    """Return what was said of a task."""
    asked = select(OPINION).where(OPINION.c.task_id == task_id)
    rows = read.execute(asked.order_by(OPINION.c.seq)).all()
    signers: dict[int, Signer] = {}
    answer, answered_by = None, ""
    for row in rows:
        if row.said == Said.ANSWER:
            answer, answered_by = values.read(row.answer.encode()), row.person_id
            signers = {number: _anew(one) for number, one in signers.items()}
        else:
            _note(signers, row)
    return Sheet(tuple(signers.values()), answer, answered_by, len(rows))


def anew(sheet: Sheet) -> Sheet:
    """Return a sheet as it is for another answer, which nobody has signed."""
    return replace(sheet, signers=tuple(_anew(one) for one in sheet.signers))


def write(work: Work, task_id: int, sheet: Sheet, words: Iterable[Words]) -> None:
    """Write rows behind those of the sheet; who wrote there first is a lost race."""
    rows = [
        {
            "task_id": task_id,
            "seq": number,
            "said": one.said.value,
            "person_id": one.person,
            "actor": work.actor.id,
            "at": work.now,
            "about": one.about,
            "note": one.note,
            "answer": None if one.answer is None else values.write(one.answer).decode(),
        }
        for number, one in enumerate(words, sheet.count)
    ]
    if rows:
        work.session.execute(OPINION.insert(), rows)


def list_asked(read: Connection, person_id: str) -> list[int]:
    """Return the open tasks about which a person was ever asked."""
    asked = (
        select(OPINION.c.task_id)
        .distinct()
        .join(TASK, TASK.c.id == OPINION.c.task_id)
        .where(OPINION.c.person_id == person_id, TASK.c.state == TaskState.OPEN.value)
    )
    return list(read.execute(asked.order_by(OPINION.c.task_id)).scalars())


def readers_of(read: Connection, task_id: int) -> list[str]:
    """Return who was sent a copy of a task."""
    asked = select(READER.c.person_id).where(READER.c.task_id == task_id)
    return list(read.execute(asked.order_by(READER.c.at)).scalars())


def is_reader(read: Connection, task_id: int, person_id: str) -> bool:
    """Tell whether a person was sent a copy of a task."""
    mine = READER.c.task_id == task_id, READER.c.person_id == person_id
    return read.execute(select(READER.c.at).where(*mine)).first() is not None


def add_reader(work: Work, task_id: int, person_id: str, note: str) -> None:
    """Let a person read a task."""
    row = {
        "task_id": task_id,
        "person_id": person_id,
        "actor": work.actor.id,
        "at": work.now,
        "note": note,
    }
    work.session.execute(READER.insert(), row)


def _note(signers: dict[int, Signer], row: Any) -> None:
    if row.said in ASKED:
        signers[row.seq] = Signer(
            row.seq, row.person_id, row.said, row.actor, row.at, row.note
        )
        return
    one = signers[row.about]
    if row.said == Said.MOVED:
        signers[row.about] = replace(one, person=row.person_id)
        return
    # a signature that was refused is still needed, for another answer
    is_pending = row.said == Said.REJECT and one.when == Said.AFTER
    signers[row.about] = replace(
        one,
        decision=row.said,
        note=row.note,
        answered_at=row.at,
        is_pending=is_pending,
    )


def _anew(one: Signer) -> Signer:
    """Return a signer of an answer as they stand when there is another answer."""
    if one.when != Said.AFTER or one.decision == Said.CLOSED:
        return one
    return replace(one, decision="", note="", answered_at=None, is_pending=True)
