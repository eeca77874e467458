"""What the page of a task says of its hands: whose it is, who signs, who may get it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from runtime.engine.run import opinions, queries, sight, user_tasks
from runtime.engine.run.opinions import Sheet
from runtime.engine.run.signers import WAITING
from runtime.identity import handing
from runtime.kernel.actors import ActorId
from runtime.kernel.errors import Conflict, Forbidden
from web import answers, context
from web.rendering import Field


@dataclass(frozen=True, slots=True)
class Hand:
    """What was typed when a task could not be passed on, and why it could not."""

    typed: Mapping[str, str] = field(default_factory=dict)
    refused: str = ""


@dataclass(frozen=True, slots=True)
class Hands:
    """Whose turn a task is, what others said of it, and what one may do with it.

    ``verbs`` are "transfer", "delegate", "add-sign", "cc"; ``people`` are those who
    may do it, sign it and read it.
    """

    sheet: Sheet
    is_open: bool
    since: datetime | None  # when somebody else got it
    is_turn: bool  # to answer it
    is_signer: bool
    may_take: bool  # back from whoever has it for them
    verbs: Sequence[str]
    people: Mapping[str, Sequence[Any]]
    readers: Sequence[ActorId]
    hand: Hand


def get(read: Connection, task_id: int) -> Any:
    """Return a task that who is there may see; raises NotFound or Forbidden."""
    task = user_tasks.get(read, task_id)
    sight.check(read, task, context.actor())
    return task


def of(read: Connection, task: Any, hand: Hand) -> Hands:
    """Return what a page shows of the hands of a task; raises Forbidden."""
    sight.check(read, task, context.actor())
    me, is_open = context.actor().id, task.state == queries.OPEN
    is_waiting = is_open and task.signing in WAITING
    is_anothers = is_open and task.assignee not in (None, me)
    is_signer = is_waiting and task.assignee == me
    may_take = is_open and task.assignee != me and me in (task.owner, task.asked_by)
    is_turn = is_open and _is_turn(task)
    return Hands(
        opinions.sheet_of(read, task.id),
        is_open,
        queries.taken_at(read, task) if is_anothers else None,
        is_turn,
        is_signer,
        may_take,
        _verbs(
            {
                "transfer": is_turn or is_signer or may_take,
                "delegate": is_turn and task.owner is None,
                "add-sign": is_turn or (is_waiting and task.asked_by == me),
                "cc": True,
            }
        ),
        handing.who_may(read, task, me),
        [ActorId(one) for one in opinions.readers_of(read, task.id)],
        hand,
    )


def started(held: Hands, fields: Sequence[Field]) -> dict[str, list[str]]:
    """Return what fields hold at first: of the answer up to now, or their own."""
    answer = held.sheet.answer if held.is_open else None
    if answer is None:
        return answers.untouched(fields)
    return answers.filled(fields, answer, context.runtime().settings.zone)


def _verbs(allowed: Mapping[str, bool]) -> list[str]:
    return [verb for verb, is_allowed in allowed.items() if is_allowed]


def _is_turn(task: Any) -> bool:
    try:
        user_tasks.check_turn(task, context.actor())
    except (Conflict, Forbidden):
        return False
    return True
