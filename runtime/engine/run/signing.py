"""Signers (加签): asked for an opinion before the answer, or to sign the answer.

The task is with whoever is asked, one after the other, and comes back to who asked. An
answer that all have signed completes the task as if its holder had.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from runtime.engine.facts import Tag
from runtime.engine.machine import Engine
from runtime.engine.run import handing, opinions, sight, signers, user_tasks
from runtime.engine.run.opinions import Said, Sheet, Signer, Words
from runtime.engine.run.running import Outcome
from runtime.engine.run.signers import WAITING, doc_of
from runtime.engine.tables import Signing, TaskState
from runtime.kernel.actors import ActorId
from runtime.kernel.errors import Conflict, Forbidden
from runtime.kernel.work import Work


@dataclass(frozen=True, slots=True)
class Asking:
    """Who is asked to sign, before or after the answer, and why."""

    to: str
    when: Said
    reason: str = ""


def add(work: Work, engine: Engine, task_id: int, asking: Asking) -> None:
    """Ask somebody to sign; who is asked already is asked first (加签).

    Raises NotFound, Forbidden or Conflict: not the actor's task, its answer waits for
    signatures, or that person is asked already.
    """
    row = user_tasks.get(work.read, task_id)
    is_waiting = row.signing in WAITING and row.asked_by == work.actor.id
    if not is_waiting or row.state != TaskState.OPEN.value:
        user_tasks.check_turn(row, work.actor)
    if row.signing == Signing.AFTER and asking.when == Said.BEFORE:
        raise Conflict("sign-too-late", task=task_id)
    handing.may_do(work.read, engine, row, asking.to)
    sheet = opinions.sheet_of(work.read, task_id)
    if any(one.person == asking.to for one in sheet.waiting(asking.when)):
        raise Conflict("sign-asked-already", task=task_id, who=ActorId(asking.to))
    hands = _hands(work, row, asking)
    refusing = partial(user_tasks.refuse_quicker, work, task_id)
    signers.pass_on(work, row, refusing, **hands)
    words = Words(asking.when, asking.to, note=asking.reason)
    opinions.write(work, task_id, sheet, [words])
    doc = {**doc_of(row), "when": asking.when.value, "to": asking.to}
    if asking.reason:
        doc["reason"] = asking.reason
    engine.trail.write(work, row.business_key, Tag.SIGNER_ADDED, doc)
    if hands["assignee"] == asking.to:
        signers.tell(work, row, "to-sign", asking.to, asking.reason)


def sign(
    work: Work, engine: Engine, task_id: int, decision: Said, note: str = ""
) -> Outcome | None:
    """Give the actor's opinion of a task, `Said.APPROVE` or `Said.REJECT`.

    Returns where the instance stands when that completed the task. Raises NotFound,
    Forbidden (nobody asked them) or Conflict: it is over, or they have signed.
    """
    row = user_tasks.get_with_instance(work.read, task_id)
    sheet = opinions.sheet_of(work.read, task_id)
    signer = _signer(work, row, sheet)
    handing.may_do(work.read, engine, row, work.actor.id)
    outcome = None
    is_signed = signer.when == Said.AFTER and decision == Said.APPROVE
    left = _without(sheet, signer)
    if is_signed and sheet.answer is not None and not left.waiting(Said.AFTER):
        outcome = user_tasks.complete_signed(work, engine, row, sheet.answer)
        signers.tell(work, row, "done-for-you", row.asked_by, note)
    else:
        _move(work, engine, row, left, decision)
        if signer.when == Said.BEFORE or decision == Said.REJECT:
            signers.tell(work, row, f"signed-{decision.value}", row.asked_by, note)
    words = Words(decision, work.actor.id, signer.number, note)
    opinions.write(work, task_id, sheet, [words])
    doc = {**doc_of(row), "when": signer.when, "decision": decision.value}
    doc |= {"to": row.asked_by} | ({"reason": note} if note else {})
    engine.trail.write(work, row.business_key, Tag.TASK_SIGNED, doc)
    return outcome


def _move(work: Work, engine: Engine, row: Any, left: Sheet, decision: Said) -> None:
    """Put a task into the hands of the next signer, or back; tell them."""
    refusing = partial(user_tasks.refuse_quicker, work, row.id)
    if row.signing == Signing.AFTER and decision == Said.REJECT:
        heir = signers.back_to(work, engine, row.asked_by, row)
        later = Signing.LATER.value
        signers.pass_on(
            work, row, refusing, assignee=heir, signing=later, asked_by=None
        )
        return
    hands = signers.onward(work, engine, row, left, row.signing)
    signers.pass_on(work, row, refusing, **hands)
    for one in left.waiting(row.signing)[:1]:
        signers.tell(work, row, "to-sign", one.person, one.reason)


def _signer(work: Work, row: Any, sheet: Sheet) -> Signer:
    """Return as whom the actor signs now; raises Forbidden or Conflict."""
    me = work.actor.id
    if row.state != TaskState.OPEN.value:
        sight.check(work.read, row, work.actor)
        user_tasks.refuse(row, work.actor)
    waiting = sheet.waiting(row.signing) if row.signing in WAITING else []
    if row.assignee == me and waiting:
        return waiting[0]
    asked = [one for one in sheet.signers if one.person == me]
    if any(one.is_pending for one in asked):
        raise Conflict("sign-not-yet", task=row.id)
    if asked:
        raise Conflict("sign-signed-already", task=row.id)
    raise Forbidden("sign-not-asked", task=row.id)


def _hands(work: Work, row: Any, asking: Asking) -> dict[str, str | None]:
    """Return the hands of a task that one more person is asked about."""
    if row.signing in WAITING:
        return {"assignee": row.assignee}
    if asking.when == Said.AFTER:
        return {"assignee": work.actor.id, "signing": Signing.LATER.value}
    return {
        "assignee": asking.to,
        "signing": Signing.BEFORE.value,
        "asked_by": work.actor.id,
    }


def _without(sheet: Sheet, signer: Signer) -> Sheet:
    """Return the sheet once a signer has said what they think."""
    done = replace(signer, is_pending=False)
    rest = (done if one.number == signer.number else one for one in sheet.signers)
    return replace(sheet, signers=tuple(rest))
