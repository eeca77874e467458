"""Tasks in other hands: 转交 for good, 委托 to come back, 抄送 to be read; who leaves.

Everybody who gets a task may do it: `may_do` is the one place that says so here.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlalchemy import Connection, or_, select

from runtime.engine.facts import Tag, TaskHandedOver
from runtime.engine.machine import Engine
from runtime.engine.run import four_eyes, opinions, sight, signers, user_tasks
from runtime.engine.run.opinions import Said, Sheet, Words
from runtime.engine.run.signers import TASK, WAITING, doc_of
from runtime.engine.tables import TaskState
from runtime.kernel.actors import ActorId
from runtime.kernel.errors import Conflict
from runtime.kernel.work import Work


@dataclass(frozen=True, slots=True)
class Passing:
    """To whom a task goes, why, and whether a lead decides that over others."""

    to: str
    reason: str = ""
    is_lead: bool = False


def may_do(read: Connection, engine: Engine, row: Any, person: str) -> None:
    """Accept somebody who is to get a task or sign it; raises Forbidden or Conflict."""
    if row.assignee == person and row.signing not in WAITING:
        raise Conflict("hand-theirs-already", task=row.id, who=ActorId(person))
    four_eyes.check(read, engine, row, person)


def transfer(work: Work, engine: Engine, task_id: int, passing: Passing) -> None:
    """Make a task another person's from now on (转交).

    Its holder may do that, a member of its role while nobody has it, whoever it will
    come back to, and a lead. What is asked of a signer is theirs to pass on.
    Raises NotFound, Forbidden or Conflict.
    """
    row = user_tasks.get(work.read, task_id)
    _check_open(row, work)
    if row.signing in WAITING and row.assignee == work.actor.id:
        _pass_signature(work, engine, row, passing)
        return
    is_owner = work.actor.id in (row.owner, row.asked_by)
    if not (is_owner or passing.is_lead):
        user_tasks.check_turn(row, work.actor)
    may_do(work.read, engine, row, passing.to)
    hands = _hands_after(work, row, passing.to)
    signers.pass_on(work, row, _refusing(work, row), **hands)
    if row.signing in WAITING:
        sheet = opinions.sheet_of(work.session, task_id)
        opinions.write(work, task_id, sheet, signers.close_all(sheet))
    _trail(work, engine, row, Tag.TASK_TRANSFERRED, passing)
    signers.tell(work, row, "transferred", passing.to, passing.reason)
    if row.assignee != passing.to:
        signers.tell(work, row, "taken", row.assignee, passing.reason)


def delegate(work: Work, engine: Engine, task_id: int, passing: Passing) -> None:
    """Let another person do a task, and have it back when they have (委托).

    Raises NotFound, Forbidden or Conflict: not the actor's to give, or it will come
    back to somebody already.
    """
    row = user_tasks.get(work.read, task_id)
    _check_open(row, work)
    user_tasks.check_turn(row, work.actor)
    if row.owner == passing.to:
        raise Conflict("hand-circle", task=task_id, who=ActorId(passing.to))
    if row.owner is not None:
        raise Conflict("hand-delegated-already", task=task_id, who=row.owner)
    may_do(work.read, engine, row, passing.to)
    hands = {"assignee": passing.to, "owner": work.actor.id}
    signers.pass_on(work, row, _refusing(work, row), **hands)
    _trail(work, engine, row, Tag.TASK_DELEGATED, passing)
    signers.tell(work, row, "delegated", passing.to, passing.reason)


def copy(work: Work, engine: Engine, task_id: int, to: list[str], note: str) -> None:
    """Send word of a task to people, who may read it from then on (抄送).

    Raises NotFound, Forbidden (the actor may not read it) or Conflict when every one
    of them has it already.
    """
    row = user_tasks.get(work.read, task_id)
    sight.check(work.read, row, work.actor)
    known = set(opinions.readers_of(work.session, task_id))
    fresh = [person for person in dict.fromkeys(to) if person not in known]
    if not fresh:
        raise Conflict("copy-had-already", task=task_id)
    for person in fresh:
        opinions.add_reader(work, task_id, person, note)
        _trail(work, engine, row, Tag.TASK_COPIED, Passing(person, note))
        signers.tell(work, row, "copied", person, note)


def hand_over(work: Work, engine: Engine, person: str, to: str | None) -> int:
    """Take from a person every open task they have, wait for, or are to sign.

    Each goes into other hands, or back to its queue. Whoever is away is stood in for;
    what nobody there may do by their roles goes back, and so does what four eyes keep
    from them. Returns how many tasks were taken.
    """
    mine = (TASK.c[name] == person for name in ("assignee", "owner", "asked_by"))
    asked = TASK.c.id.in_(opinions.list_asked(work.session, person))
    held = (
        select(TASK)
        .where(TASK.c.state == TaskState.OPEN.value, or_(*mine, asked))
        .order_by(TASK.c.id)
        .with_for_update()
    )
    heirs: dict[str, str | None] = {}
    count = 0
    for row in work.session.execute(held).all():
        if to is not None and row.role not in heirs:
            heirs[row.role] = engine.stand_in(work.read, to, row.role, work.now)
        heir = heirs.get(row.role)
        if heir is not None and four_eyes.bars(work.session, engine, row, heir):
            heir = None
        count += _inherit(work, engine, row, (person, heir))
    return count


def _inherit(
    work: Work, engine: Engine, row: Any, hands: tuple[str, str | None]
) -> bool:
    """Put an heir, if there is one, wherever a person stands at a task."""
    person, heir = hands
    is_asked = row.signing is not None or row.assignee != person
    sheet = opinions.sheet_of(work.session, row.id) if is_asked else Sheet()
    words = [
        Words(Said.MOVED if heir else Said.CLOSED, heir or person, one.number)
        for one in sheet.signers
        if one.is_pending and one.person == person
    ]
    if not words and person not in (row.assignee, row.owner, row.asked_by):
        return False
    opinions.write(work, row.id, sheet, words)
    owner = heir if row.owner == person else row.owner
    changed = {"owner": owner, "assignee": row.assignee}
    if row.asked_by == person:
        changed["asked_by"] = heir
    if row.assignee == person:
        changed |= _without(work, engine, row, hands)
    if changed["owner"] == changed["assignee"]:
        changed["owner"] = None
    signers.pass_on(work, row, _refusing(work, row), **changed)
    doc = {**doc_of(row), "from": person, "to": changed["assignee"]}
    if row.assignee == person:
        engine.trail.write(work, row.business_key, Tag.TASK_HANDED_OVER, doc)
    else:
        doc = {**doc, "to": heir}
        engine.trail.write(work, row.business_key, Tag.TASK_INHERITED, doc)
    got = changed["assignee"] if row.assignee == person else heir
    if got is not None and got != work.actor.id:
        work.tell(TaskHandedOver(row.id, row.business_key, got, work.actor.id))
    return True


def _without(
    work: Work, engine: Engine, row: Any, hands: tuple[str, str | None]
) -> dict[str, str | None]:
    """Return the hands of a task whose assignee is no more: of a signer or a doer."""
    person, heir = hands
    if row.signing in WAITING and heir is None:
        return signers.onward(
            work, engine, row, opinions.sheet_of(work.session, row.id), row.signing
        )
    return {"assignee": heir or (row.owner if row.owner != person else None)}


def _hands_after(work: Work, row: Any, to: str) -> dict[str, str | None]:
    """Return the hands of a task that is somebody's for good.

    What a delegate passes on comes back as before.
    """
    is_doer = work.actor.id in (row.assignee, row.asked_by)
    comes_back = is_doer and row.owner != to
    hands = {"assignee": to, "owner": row.owner if comes_back else None}
    if row.signing in WAITING:
        hands |= {"signing": None, "asked_by": None}
    return hands


def _pass_signature(work: Work, engine: Engine, row: Any, passing: Passing) -> None:
    """Let another person be asked instead of the actor."""
    may_do(work.read, engine, row, passing.to)
    if passing.to == row.asked_by:
        raise Conflict("hand-circle", task=row.id, who=ActorId(passing.to))
    sheet = opinions.sheet_of(work.read, row.id)
    mine = sheet.waiting(row.signing)[0]
    signers.pass_on(work, row, _refusing(work, row), assignee=passing.to)
    words = Words(Said.MOVED, passing.to, mine.number, passing.reason)
    opinions.write(work, row.id, sheet, [words])
    _trail(work, engine, row, Tag.TASK_TRANSFERRED, passing)
    signers.tell(work, row, "to-sign", passing.to, passing.reason)


def _check_open(row: Any, work: Work) -> None:
    if row.state != TaskState.OPEN.value:
        sight.check(work.read, row, work.actor)
        user_tasks.refuse(row, work.actor)


def _refusing(work: Work, row: Any) -> signers.Refuse:
    return partial(user_tasks.refuse_quicker, work, row.id)


def _trail(work: Work, engine: Engine, row: Any, tag: Tag, passing: Passing) -> None:
    doc = {**doc_of(row), "from": row.assignee, "to": passing.to}
    if passing.reason:
        doc["reason"] = passing.reason
    engine.trail.write(work, row.business_key, tag, doc)
