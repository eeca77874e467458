"""Open and close a shortcut, issue codes for it, confirm them (绕行操作)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import select, update

from runtime.engine.machine import Engine
from runtime.engine.run import bypassing
from runtime.kernel import ids
from runtime.kernel.db import table_of
from runtime.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from runtime.kernel.texts import text
from runtime.kernel.work import Work
from runtime.orders.bypass import policies
from runtime.orders.bypass.codes import MOST_USES, Codes
from runtime.orders.bypass.facts import Closed, Tag, subject
from runtime.orders.bypass.tables import BypassCode, BypassOpening
from runtime.orders.order import lookup

OPENING, CODE = table_of(BypassOpening), table_of(BypassCode)
MOST_AT_ONCE = 50  # codes; a sheet of paper


@dataclass(frozen=True, slots=True)
class Wanted:
    """Codes to issue: how many, for what, how far; None is without that bound."""

    count: int = 1
    uses: int = 1
    money: Decimal | None = None
    task: int | None = None
    order_no: str | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Issued:
    """A code, in clear for this one time, and what is known of it."""

    text: str
    selector: str
    until: datetime
    needs_second: bool


def open_(work: Work, engine: Engine, name: str, until: datetime, reason: str) -> int:
    """Open a shortcut until a moment; return the opening's id.

    Raises NotFound, Forbidden, Invalid (an end that is none, or too late) or Conflict
    (it is open already).
    """
    policy, row = policies.current(work.read, name)
    _check_role(work, policy.opens)
    _check_until(until, work.now, work.now + policy.longest)
    close_overdue(work, engine, name)
    if find_open(work, name) is not None:
        raise Conflict("bypass-open-already", policy=name)
    (opening_id,) = ids.row_ids(work, 1)
    values = {
        "id": opening_id,
        "policy": name,
        "version": row.version,
        "reason": reason,
        "opened_at": work.now,
        "opened_by": work.actor.id,
        "until": until,
        "most_uses": policy.most_uses,
        "uses": 0,
        "most_money": policy.most_money,
        "money": Decimal(),
        "refusals": 0,
    }
    work.session.execute(OPENING.insert(), values)
    doc = {"opening": opening_id, "version": row.version, "until": until}
    doc["reason"] = reason
    engine.trail.write(work, subject(name), Tag.OPENED, doc)
    return int(opening_id)


def close(work: Work, engine: Engine, name: str, reason: str) -> int:
    """Close a shortcut by hand; return the opening's id.

    Raises NotFound, Forbidden, or Conflict when it is not open.
    """
    policy, _ = policies.current(work.read, name)
    _check_role(work, policy.opens)
    closing = (
        update(OPENING)
        .where(
            OPENING.c.policy == name,
            OPENING.c.closed_at.is_(None),
            OPENING.c.until > work.now,
        )
        .values(
            closed_at=work.now,
            closed_by=work.actor.id,
            closed_how=Closed.HAND.value,
            close_reason=reason,
        )
        .returning(OPENING.c.id, OPENING.c.uses)
    )
    closed = work.session.execute(closing).one_or_none()
    if closed is None:
        raise Conflict("bypass-not-open", policy=name)
    doc = {"opening": closed.id, "how": Closed.HAND.value, "uses": closed.uses}
    engine.trail.write(work, subject(name), Tag.CLOSED, {**doc, "reason": reason})
    return int(closed.id)


def close_overdue(work: Work, engine: Engine, name: str | None = None) -> int:
    """Write down that openings have ended whose time is over; return how many.

    They were of no use from that moment on; this is for the trail alone.
    """
    over = [OPENING.c.closed_at.is_(None), OPENING.c.until <= work.now]
    if name is not None:
        over.append(OPENING.c.policy == name)
    if work.read.execute(select(OPENING.c.id).where(*over).limit(1)).first() is None:
        return 0
    closing = (
        update(OPENING)
        .where(*over)
        .values(closed_at=OPENING.c.until, closed_how=Closed.TIME.value)
        .returning(OPENING.c.id, OPENING.c.policy, OPENING.c.uses, OPENING.c.until)
    )
    rows = work.session.execute(closing).all()
    for row in rows:
        doc = {"opening": row.id, "how": Closed.TIME.value, "uses": row.uses}
        doc["at"] = row.until
        engine.trail.write(work, subject(row.policy), Tag.CLOSED, doc)
    return len(rows)


def issue(
    work: Work, engine: Engine, known: Codes, name: str, wanted: Wanted
) -> list[Issued]:
    """Issue codes for what is open; they are in clear in what is returned, only there.

    Raises NotFound, Forbidden, Invalid, or Conflict when the shortcut is not open.
    """
    opening = find_open(work, name)
    policy, _ = policies.current(work.read, name)
    _check_role(work, policy.issues)
    if opening is None:
        raise Conflict("bypass-not-open", policy=name)
    if not policy.needs_code:
        raise Conflict("bypass-without-codes", policy=name)
    until = opening.until if wanted.until is None else wanted.until
    _check_until(until, work.now, opening.until)
    _check_wanted(work, engine, name, wanted)
    needs_second = policy.needs_second(wanted.money)
    made = [known.make() for _ in range(wanted.count)]
    shared = {
        "opening_id": opening.id,
        "most_uses": wanted.uses,
        "uses": 0,
        "most_money": wanted.money,
        "money": Decimal(),
        "task_id": wanted.task,
        "business_key": wanted.order_no,
        "from_at": work.now,
        "until": until,
        "issued_at": work.now,
        "issued_by": work.actor.id,
        "needs_second": int(needs_second),
        "wrong_tries": 0,
    }
    rows = [{**shared, "selector": one.selector, "hash": kept} for one, kept in made]
    work.session.execute(CODE.insert(), rows)
    _note_issued(work, engine, name, shared, [one.selector for one, _ in made])
    return [Issued(one.text, one.selector, until, needs_second) for one, _ in made]


def confirm(work: Work, engine: Engine, name: str, selector: str) -> None:
    """Confirm a code that somebody else issued and that needs two.

    Raises NotFound, Forbidden (one's own, or no issuer), or Conflict.
    """
    policy, _ = policies.current(work.read, name)
    _check_role(work, policy.issues)
    asked = (
        select(CODE, OPENING.c.policy)
        .join(OPENING, OPENING.c.id == CODE.c.opening_id)
        .where(CODE.c.selector == selector, OPENING.c.policy == name)
    )
    row = work.read.execute(asked).one_or_none()
    if row is None:
        raise NotFound("bypass-code-unknown", selector=selector)
    if row.issued_by == work.actor.id:
        raise Forbidden("bypass-own-code", selector=selector)
    confirming = (
        update(CODE)
        .where(
            CODE.c.selector == selector,
            CODE.c.needs_second == 1,
            CODE.c.confirmed_at.is_(None),
            CODE.c.until > work.now,
        )
        .values(confirmed_at=work.now, confirmed_by=work.actor.id)
    )
    if work.session.execute(confirming).rowcount != 1:
        raise Conflict("bypass-code-settled", selector=selector)
    engine.trail.write(work, subject(name), Tag.CONFIRMED, {"selector": selector})


def find_open(work: Work, name: str) -> Any:
    """Return the row of what is open of a policy, None if nothing is."""
    asked = select(OPENING).where(
        OPENING.c.policy == name,
        OPENING.c.closed_at.is_(None),
        OPENING.c.until > work.now,
    )
    return work.read.execute(asked).one_or_none()


def _check_role(work: Work, roles: frozenset[str]) -> None:
    if roles.isdisjoint(work.actor.roles):
        raise Forbidden("bypass-not-your-role", roles=", ".join(sorted(roles)))


def _check_until(until: datetime, now: datetime, latest: datetime) -> None:
    if not now < until <= latest:
        said = text("bypass-until-wrong", latest=latest)
        raise Invalid("bypass-wanted-wrong", {"until": [said]})


def _check_wanted(work: Work, engine: Engine, name: str, wanted: Wanted) -> None:
    """Refuse codes for a step or a subject that this policy has nothing to do with."""
    if not 0 < wanted.count <= MOST_AT_ONCE:
        said = text("bypass-count-wrong", most=MOST_AT_ONCE)
        raise Invalid("bypass-wanted-wrong", {"count": [said]})
    if not 0 < wanted.uses <= MOST_USES:
        said = text("bypass-count-wrong", most=MOST_USES)
        raise Invalid("bypass-wanted-wrong", {"uses": [said]})
    if wanted.money is not None and wanted.money <= 0:
        raise Invalid("bypass-wanted-wrong", {"money": [text("bypass-money-wrong")]})
    if wanted.order_no is not None:
        lookup.get(work.read, wanted.order_no)
    if wanted.task is not None:
        found = bypassing.find(work.read, engine, wanted.task, work.actor)
        if found.policy != name:
            raise Conflict(bypassing.NOT_HERE, task=wanted.task)


def _note_issued(
    work: Work, engine: Engine, name: str, shared: dict[str, Any], selectors: list[str]
) -> None:
    doc = {
        "opening": shared["opening_id"],
        "selectors": selectors,
        "uses": shared["most_uses"],
        "money": shared["most_money"],
        "task": shared["task_id"],
        "key": shared["business_key"],
        "until": shared["until"],
        "needs_second": bool(shared["needs_second"]),
    }
    engine.trail.write(work, subject(name), Tag.ISSUED, doc)
