"""What pages show of the bypass: open, waiting, used, owed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Connection, select

from runtime.engine.machine import Engine
from runtime.engine.run import bypassing, stages
from runtime.engine.run.stages import Stage
from runtime.kernel.db import table_of
from runtime.kernel.errors import NotFound
from runtime.orders.bypass import policies
from runtime.orders.bypass.facts import Closed
from runtime.orders.bypass.rules import Policy
from runtime.orders.bypass.tables import BypassCode, BypassOpening, BypassUse

OPENING, CODE, USE = map(table_of, (BypassOpening, BypassCode, BypassUse))


@dataclass(frozen=True, slots=True)
class Opening:
    """What is or was open of a policy, with what is left of its budget."""

    row: Any
    now: datetime

    @property
    def uses_left(self) -> int | None:
        """How often it may still be used; None without a bound."""
        most = self.row.most_uses
        return None if most is None else max(0, most - self.row.uses)

    @property
    def money_left(self) -> Decimal | None:
        """How much may still go through; None without a bound."""
        most = self.row.most_money
        return None if most is None else most - self.row.money

    @property
    def closed_at(self) -> datetime | None:
        """When it ended; by time it has also ended if nobody has noted that yet."""
        if self.row.closed_at is None and self.row.until <= self.now:
            return self.row.until  # type: ignore[no-any-return]  # a row has no types
        return self.row.closed_at  # type: ignore[no-any-return]  # a row has no types

    @property
    def closed_how(self) -> str | None:
        """How it ended: time, budget, hand; None while it is open."""
        ended = self.closed_at is not None
        return self.row.closed_how or (Closed.TIME.value if ended else None)


@dataclass(frozen=True, slots=True)
class Shown:
    """A policy with what is open of it and what waits at its steps."""

    policy: Policy
    row: Any
    opening: Opening | None
    places: Sequence[Stage]

    @property
    def waits(self) -> int:
        """How many tasks wait at its steps."""
        return sum(one.count for one in self.places)

    @property
    def oldest(self) -> datetime | None:
        """Since when the oldest of them waits."""
        return min((one.oldest for one in self.places), default=None)


@dataclass(frozen=True, slots=True)
class Summary:
    """What went through an opening."""

    opening: Opening
    uses: Sequence[Any]
    codes: Sequence[Any]


@dataclass(frozen=True, slots=True)
class Debt:
    """What somebody owes for a use."""

    row: Any
    policy: Policy
    now: datetime

    @property
    def is_overdue(self) -> bool:
        """Tell whether it should have been paid by now."""
        return bool(self.row.due_at < self.now)


def list_policies(read: Connection, engine: Engine, now: datetime) -> list[Shown]:
    """Return every policy as it is now; three statements, however much waits."""
    rows = read.execute(select(OPENING).where(*_is_open(now))).all()
    opened = {row.policy: Opening(row, now) for row in rows}
    places: dict[str, list[Stage]] = {}
    for name, stage in _waiting(read, engine, now):
        places.setdefault(name, []).append(stage)
    return [
        Shown(
            policies.parsed(row.policy, row.body),
            row,
            opened.get(row.policy),
            places.get(row.policy, []),
        )
        for row in policies.list_current(read)
    ]


def get_policy(read: Connection, engine: Engine, name: str, now: datetime) -> Shown:
    """Return a policy as it is now; raises NotFound."""
    found = list_policies(read, engine, now)
    shown = next((one for one in found if one.policy.name == name), None)
    if shown is None:
        raise NotFound("bypass-policy-unknown", policy=name)
    return shown


def find_opening(read: Connection, name: str, now: datetime) -> Opening | None:
    """Return what is open of a policy at this moment, None when nothing is."""
    mine = OPENING.c.policy == name, *_is_open(now)
    row = read.execute(select(OPENING).where(*mine)).one_or_none()
    return None if row is None else Opening(row, now)


def list_open(read: Connection, now: datetime) -> list[tuple[Policy, Opening]]:
    """Return what is open at this moment, in one statement: for a banner."""
    asked = (
        select(OPENING, policies.POLICY.c.body)
        .join(policies.POLICY, policies.is_version_of(OPENING))
        .where(*_is_open(now))
        .order_by(OPENING.c.until)
    )
    return [
        (policies.parsed(row.policy, row.body), Opening(row, now))
        for row in read.execute(asked)
    ]


def list_openings(read: Connection, name: str, now: datetime) -> list[Opening]:
    """Return what was open of a policy, the newest first; the last hundred."""
    asked = select(OPENING).where(OPENING.c.policy == name)
    rows = read.execute(asked.order_by(OPENING.c.id.desc()).limit(100)).all()
    return [Opening(row, now) for row in rows]


def summary_of(read: Connection, name: str, opening_id: int, now: datetime) -> Summary:
    """Return what went through an opening; raises NotFound."""
    mine = OPENING.c.id == opening_id, OPENING.c.policy == name
    row = read.execute(select(OPENING).where(*mine)).one_or_none()
    if row is None:
        raise NotFound("bypass-opening-unknown", policy=name, opening=opening_id)
    uses = select(USE).where(USE.c.opening_id == opening_id)
    of_code = [one for one in CODE.c if one.name != "hash"]
    codes = select(*of_code).where(CODE.c.opening_id == opening_id)
    return Summary(
        Opening(row, now),
        read.execute(uses.order_by(USE.c.at)).all(),
        read.execute(codes.order_by(CODE.c.issued_at, CODE.c.selector)).all(),
    )


def list_debts(
    read: Connection, now: datetime, person: str | None = None
) -> list[Debt]:
    """Return what is owed, the longest due first; of everybody or of one."""
    asked = (
        select(USE, policies.POLICY.c.body)
        .join(policies.POLICY, policies.is_version_of(USE))
        .where(
            USE.c.due_at.is_not(None),
            ~bypassing.was_completed(USE.c.business_key, USE.c.owes, USE.c.at),
        )
        .order_by(USE.c.due_at, USE.c.task_id)
    )
    if person is not None:
        asked = asked.where(USE.c.actor == person)
    return [
        Debt(row, policies.parsed(row.policy, row.body), now)
        for row in read.execute(asked)
    ]


def _is_open(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return OPENING.c.closed_at.is_(None), OPENING.c.until > now


def _waiting(
    read: Connection, engine: Engine, now: datetime
) -> Iterator[tuple[str, Stage]]:
    """Yield policy and step of everything that waits where there is a way around."""
    for stage in stages.list_stages(read, engine, now):
        if stage.role:
            policy = policy_at(read, engine, stage)
            if policy is not None:
                yield policy, stage


def policy_at(read: Connection, engine: Engine, place: Any) -> str | None:
    """Return the policy of the way around a step, as its version of the process is."""
    model = engine.definitions.get(read, place.definition_id).model
    return bypassing.policy_at(model.by_scope.values(), place.element)
