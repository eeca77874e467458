"""May they bypass this, with that? Every reason has a code (绕行判定). Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import ROUND_UP, Decimal
from typing import Any

from runtime import feel
from runtime.feel import Frame
from runtime.kernel.actors import Actor
from runtime.orders.bypass.rules import AMBIENT, Policy

MOST_TRIES = 5
_CENT = Decimal("0.01")
_MOST = Decimal("99999999999")


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something is refused: a code of the catalogue and its facts."""

    code: str
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Standing:
    """What stands against a use, as it was read: rows of opening and code.

    ``code`` is None where none is known by the selector that was given.
    """

    policy: Policy
    opening: Any
    code: Any
    has_overdue: bool


def of_opening(standing: Standing, actor: Actor, role: str, now: datetime) -> Any:
    """Return why an opening is of no use to an actor, None if it is."""
    policy, opening = standing.policy, standing.opening
    if opening.until <= now:
        return Reason("bypass-why-over", {"until": opening.until})
    may = policy.uses or frozenset({role})
    if may.isdisjoint(actor.roles):
        return Reason("bypass-why-role", {"roles": ", ".join(sorted(may))})
    if standing.has_overdue:
        return Reason("bypass-why-owes")
    if policy.is_four_eyes and opening.opened_by == actor.id:
        return Reason("bypass-why-four-eyes")
    return None


def of_code(standing: Standing, actor: Actor, task: Any, now: datetime) -> Any:
    """Return why a code, which is the right one, is of no use here; None if it is."""
    code = standing.code
    facts = {"selector": code.selector}
    doers = (code.issued_by, code.confirmed_by)
    checks = (
        (code.opening_id != standing.opening.id, "bypass-why-other-opening"),
        (code.from_at > now, "bypass-why-early"),
        (code.until <= now, "bypass-why-expired"),
        (code.needs_second and not code.confirmed_at, "bypass-why-unconfirmed"),
        (code.uses >= code.most_uses, "bypass-why-used"),
        (code.task_id not in (None, task.id), "bypass-why-other-task"),
        (
            code.business_key not in (None, task.business_key),
            "bypass-why-other-order",
        ),
        (standing.policy.is_four_eyes and actor.id in doers, "bypass-why-four-eyes"),
    )
    found = next((reason for holds, reason in checks if holds), None)
    return None if found is None else Reason(found, facts)


def cost_of(
    standing: Standing, data: Mapping[str, Any], frame: Frame
) -> Decimal | Reason:
    """Return what a use takes of the money, or why the data forbid it."""
    policy = standing.policy
    if _value(policy.when, data, frame) is not True:
        seen = _seen(policy.when, data, frame)
        return Reason("bypass-why-condition", {"when": policy.when, "values": seen})
    if policy.costs is None:
        return Decimal()
    cost = _value(policy.costs, data, frame)
    if not isinstance(cost, Decimal) or not 0 <= cost <= _MOST:
        seen = _seen(policy.costs, data, frame)
        return Reason("bypass-why-no-cost", {"of": policy.costs, "values": seen})
    money = cost.quantize(_CENT, ROUND_UP)
    return _too_dear(standing, money) or money


def _too_dear(standing: Standing, money: Decimal) -> Reason | None:
    limits = [(standing.opening, "bypass-why-budget")]
    if standing.code is not None:
        limits.append((standing.code, "bypass-why-code-money"))
    for row, reason in limits:
        if row.most_money is not None and row.money + money > row.most_money:
            left = row.most_money - row.money
            return Reason(reason, {"money": money, "left": left})
    return None


def _value(text: str, data: Mapping[str, Any], frame: Frame) -> Any:
    """Return the value of an expression, null where it has none."""
    frame.clear()
    value = _compiled(text).evaluate(data, frame)
    frame.clear()
    return value


def _seen(text: str, data: Mapping[str, Any], frame: Frame) -> str:
    """Return what an expression read."""
    return feel.values_seen(_compiled(text), data, frame)


def _compiled(text: str) -> feel.Expression:
    return feel.compile_expression(text, ambient=AMBIENT)
