"""A shortcut is used: judged before the transaction, decided in it by two updates.

What a use adds to a step: one read of all that may stand against it, one update of the
opening, one of the code, one row.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import SimpleNamespace
from typing import Any, NoReturn

from sqlalchemy import bindparam, case, or_, select, update

from runtime.engine.machine import Engine
from runtime.engine.run import bypassing, looking
from runtime.engine.run.bypassing import Shortcut
from runtime.engine.run.running import Outcome
from runtime.kernel.db import table_of
from runtime.kernel.errors import Conflict
from runtime.kernel.work import Work
from runtime.orders.bypass import codes, judging, policies
from runtime.orders.bypass.facts import Closed, Tag, subject
from runtime.orders.bypass.judging import MOST_TRIES, Reason, Standing
from runtime.orders.bypass.tables import BypassCode, BypassOpening, BypassUse

OPENING, CODE, USE = map(table_of, (BypassOpening, BypassCode, BypassUse))
REFUSED = "bypass-refused"


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a use was refused: for those who open and issue, not for who asked."""

    policy: str
    opening_id: int | None
    task_id: int
    business_key: str
    reason: Reason
    selector: str | None = None
    is_wrong_try: bool = False


@dataclass(slots=True)
class Ask:
    """Somebody wants to go around a task; ``refusal`` is filled when it is refused.

    With ``policy`` only by that one: whoever chose tasks from its list means it.
    """

    task_id: int
    reason: str
    data: Mapping[str, Any]
    code: str | None = None
    policy: str | None = None
    refusal: Refusal | None = None


@dataclass(slots=True)
class _Use:
    """One use on its way: what was read, and what it takes."""

    ask: Ask
    shortcut: Shortcut
    standing: Standing
    money: Decimal = Decimal()

    @property
    def selector(self) -> str | None:
        return None if self.standing.code is None else str(self.standing.code.selector)


def use(work: Work, engine: Engine, known: codes.Codes, ask: Ask) -> Outcome:
    """Lead an instance around a task.

    Raises NotFound, or Conflict: `bypass-not-here` for a step that nobody may bypass,
    `bypass-refused` without a reason for everything that policy, opening or code have
    against it. Then nothing has changed; the reason stands in ``ask`` for `note`.
    """
    shortcut = _asked(work, engine, ask)
    using = _judged(work, known, ask, shortcut)
    doc: dict[str, Any] = {"task": ask.task_id, "element": shortcut.row.element}

    def brings(data: Mapping[str, Any], frame: Any) -> Mapping[str, Any]:
        cost = judging.cost_of(using.standing, data, frame)
        if isinstance(cost, Reason):
            _refuse(ask, shortcut, cost, using.standing)
        using.money = cost
        given = _given(work, using)
        doc.update({name: one for name, one in given.items() if name != "data"})
        doc["opening"] = using.standing.opening.id
        return given

    outcome = bypassing.bypass(work, engine, shortcut, brings, doc)
    _take(work, engine, using)
    return outcome


def check(work: Work, engine: Engine, known: codes.Codes, ask: Ask) -> None:
    """Accept a use that nothing stands against now; nothing is written.

    Raises what `use` raises. Whether the budget lasts is decided when it is used.
    """
    shortcut = _asked(work, engine, ask)
    using = _judged(work, known, ask, shortcut)
    row, versions = shortcut.row, shortcut.loaded.parameters
    frame = engine.frame(work, row.business_key, None, versions)
    data = looking.data_at(engine, shortcut.loaded, row.node, frame)
    cost = judging.cost_of(using.standing, data, frame)
    if isinstance(cost, Reason):
        _refuse(ask, shortcut, cost, using.standing)


def note(work: Work, engine: Engine, ask: Ask) -> None:
    """Write down why a use was refused; five wrong tries lock a code."""
    refusal = ask.refusal
    if refusal is None:
        return
    if refusal.opening_id is not None:
        mine = OPENING.c.id == refusal.opening_id
        counting = update(OPENING).where(mine).values(refusals=OPENING.c.refusals + 1)
        work.session.execute(counting)
    name = subject(refusal.policy)
    reason = refusal.reason
    doc = {
        "task": refusal.task_id,
        "key": refusal.business_key,
        "opening": refusal.opening_id,
        "selector": refusal.selector,
        "why": reason.code,
        "facts": dict(reason.facts),
    }
    engine.trail.write(work, name, Tag.REFUSED, doc)
    if refusal.is_wrong_try and _count_try(work, refusal.selector) == MOST_TRIES:
        engine.trail.write(work, name, Tag.LOCKED, {"selector": refusal.selector})


def _asked(work: Work, engine: Engine, ask: Ask) -> Shortcut:
    """Return the way around that is asked for; raises NotFound or Conflict."""
    ask.refusal = None
    found = bypassing.find(work.read, engine, ask.task_id, work.actor)
    bypassing.check(work.read, engine, found, work.actor)
    if ask.policy not in (None, found.policy):
        raise Conflict(bypassing.NOT_HERE, task=ask.task_id)
    return found


def _judged(work: Work, known: codes.Codes, ask: Ask, shortcut: Shortcut) -> _Use:
    """Return a use that nothing stands against but perhaps the data of the task."""
    given = codes.read(ask.code) if ask.code else None
    standing = _standing(work, shortcut, given.selector if given else "")
    if standing is None:
        _refuse(ask, shortcut, Reason("bypass-why-closed"))
    role = shortcut.row.role
    found = judging.of_opening(standing, work.actor, role, work.now)
    if found is not None:
        _refuse(ask, shortcut, found, standing)
    if not standing.policy.needs_code:
        bare = Standing(standing.policy, standing.opening, None, False)
        return _Use(ask, shortcut, bare)
    _check_code(known, ask, shortcut, standing)
    found = judging.of_code(standing, work.actor, shortcut.row, work.now)
    if found is not None:
        _refuse(ask, shortcut, found, standing)
    return _Use(ask, shortcut, standing)


def _check_code(
    known: codes.Codes, ask: Ask, shortcut: Shortcut, standing: Standing
) -> None:
    """Accept the right code; as slow for a selector that nobody has."""
    code = standing.code
    if not ask.code:
        _refuse(ask, shortcut, Reason("bypass-why-no-code"), standing)
    if code is not None and code.locked_at is not None:
        locked = Reason("bypass-why-locked", {"selector": code.selector})
        _refuse(ask, shortcut, locked, standing)
    given = codes.read(ask.code) or codes.NOBODYS
    if not known.is_right(None if code is None else code.hash, given):
        is_known = code is not None
        reason = "bypass-why-wrong-code" if is_known else "bypass-why-unknown-code"
        facts = {"selector": code.selector} if is_known else {}
        _refuse(ask, shortcut, Reason(reason, facts), standing, is_wrong_try=is_known)


def _refuse(
    ask: Ask,
    shortcut: Shortcut,
    reason: Reason,
    standing: Standing | None = None,
    *,
    is_wrong_try: bool = False,
) -> NoReturn:
    code = standing.code if standing is not None else None
    ask.refusal = Refusal(
        shortcut.policy,
        standing.opening.id if standing is not None else None,
        ask.task_id,
        shortcut.row.business_key,
        reason,
        code.selector if code is not None else None,
        is_wrong_try,
    )
    raise Conflict(REFUSED)


def _standing(work: Work, shortcut: Shortcut, selector: str) -> Standing | None:
    asked = {
        "policy": shortcut.policy,
        "selector": selector,
        "actor": work.actor.id,
        "now": work.now,
    }
    row = work.read.execute(_STANDING, asked).one_or_none()
    if row is None:
        return None
    code = _part(row, "c_")
    return Standing(
        policies.parsed(shortcut.policy, row.body),
        _part(row, "o_"),
        code if code.selector is not None else None,
        bool(row.overdue),
    )


def _part(row: Any, prefix: str) -> Any:
    mapping = row._mapping
    return SimpleNamespace(
        **{
            name.removeprefix(prefix): mapping[name]
            for name in mapping
            if name.startswith(prefix)
        }
    )


_OVERDUE = (
    select(USE.c.task_id)
    .where(
        USE.c.actor == bindparam("actor"),
        USE.c.policy == bindparam("policy"),
        USE.c.due_at < bindparam("now"),
        ~bypassing.was_completed(USE.c.business_key, USE.c.owes, USE.c.at),
    )
    .exists()
)
_STANDING = (
    select(
        *(column.label(f"o_{column.name}") for column in OPENING.c),
        *(column.label(f"c_{column.name}") for column in CODE.c),
        policies.POLICY.c.body,
        case((_OVERDUE, 1), else_=0).label("overdue"),
    )
    .select_from(OPENING)
    .join(policies.POLICY, policies.is_version_of(OPENING))
    .outerjoin(CODE, CODE.c.selector == bindparam("selector"))
    .where(OPENING.c.policy == bindparam("policy"), OPENING.c.closed_at.is_(None))
)


def _given(work: Work, using: _Use) -> dict[str, Any]:
    """Return what the event brings into the process, and history keeps."""
    return {
        "policy": using.shortcut.policy,
        "by": work.actor.id,
        "reason": using.ask.reason,
        "selector": using.selector,
        "money": using.money,
        "data": dict(using.ask.data),
    }


def _take(work: Work, engine: Engine, using: _Use) -> None:
    """Take a use from the opening and the code, or refuse: somebody was quicker."""
    opening, row = using.standing.opening, using.shortcut.row
    asked = {"which": opening.id, "cost": using.money, "at_now": work.now}
    taken = work.session.execute(_FROM_OPENING, asked).one_or_none()
    if taken is None:
        _refuse(using.ask, using.shortcut, Reason("bypass-why-spent"), using.standing)
    if using.selector is not None:
        of_code = {**asked, "which": using.selector}
        if work.session.execute(_FROM_CODE, of_code).rowcount != 1:
            spent = Reason("bypass-why-used", {"selector": using.selector})
            _refuse(using.ask, using.shortcut, spent, using.standing)
    debt = using.standing.policy.debt
    values = {
        "task_id": row.id,
        "opening_id": opening.id,
        "policy": using.shortcut.policy,
        "version": opening.version,
        "selector": using.selector,
        "element": row.element,
        "business_key": row.business_key,
        "at": work.now,
        "actor": work.actor.id,
        "reason": using.ask.reason,
        "money": using.money if using.standing.policy.costs else None,
        "owes": debt.element if debt else None,
        "due_at": work.now + debt.within if debt else None,
    }
    work.session.execute(USE.insert(), values)
    if taken.closed_at is not None:
        doc = {"opening": opening.id, "how": Closed.BUDGET.value, "uses": taken.uses}
        engine.trail.write(work, subject(opening.policy), Tag.CLOSED, doc)


def _count_try(work: Work, selector: str | None) -> int:
    """Count a wrong try; return how many there were, 0 once the code is locked."""
    return (
        work.session.execute(
            _TRY, {"which": selector, "at_now": work.now}
        ).scalar_one_or_none()
        or 0
    )


_MONEY = OPENING.c.money + bindparam("cost", type_=OPENING.c.money.type)
_NOW = bindparam("at_now", type_=OPENING.c.until.type)
_IS_SPENT = or_(
    OPENING.c.uses + 1 >= OPENING.c.most_uses, OPENING.c.most_money <= _MONEY
)
_FROM_OPENING = (
    update(OPENING)
    .where(
        OPENING.c.id == bindparam("which"),
        OPENING.c.closed_at.is_(None),
        OPENING.c.until > _NOW,
        or_(OPENING.c.most_uses.is_(None), OPENING.c.uses < OPENING.c.most_uses),
        or_(OPENING.c.most_money.is_(None), OPENING.c.most_money >= _MONEY),
    )
    .values(
        uses=OPENING.c.uses + 1,
        money=_MONEY,
        closed_at=case((_IS_SPENT, _NOW), else_=None),
        closed_how=case((_IS_SPENT, Closed.BUDGET.value), else_=None),
    )
    .returning(OPENING.c.uses, OPENING.c.closed_at)
)
_CODE_MONEY = CODE.c.money + bindparam("cost", type_=CODE.c.money.type)
_FROM_CODE = (
    update(CODE)
    .where(
        CODE.c.selector == bindparam("which"),
        CODE.c.locked_at.is_(None),
        CODE.c.until > _NOW,
        CODE.c.uses < CODE.c.most_uses,
        or_(CODE.c.most_money.is_(None), CODE.c.most_money >= _CODE_MONEY),
    )
    .values(uses=CODE.c.uses + 1, money=_CODE_MONEY)
)
_TRY = (
    update(CODE)
    .where(CODE.c.selector == bindparam("which"), CODE.c.locked_at.is_(None))
    .values(
        wrong_tries=CODE.c.wrong_tries + 1,
        locked_at=case((CODE.c.wrong_tries + 1 >= MOST_TRIES, _NOW), else_=None),
    )
    .returning(CODE.c.wrong_tries)
)
