"""Shortcuts that are open now (绕行): every page of the staff says it; their use."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any

from flask import Flask, g

from runtime.identity import permissions
from runtime.identity.permissions import Verb
from runtime.kernel.errors import Conflict, Forbidden
from runtime.kernel.work import Work
from runtime.orders.bypass import policies, queries, using
from runtime.orders.bypass.queries import Opening
from runtime.orders.bypass.rules import Policy
from runtime.orders.bypass.using import Ask
from runtime.orders.bypass.waiting import check as check_usable
from runtime.orders.bypass.waiting import list_waiting
from web import context

Open = tuple[Policy, Opening]


def install(app: Flask) -> None:
    """Let every page say what is open."""
    app.jinja_env.globals["open_bypasses"] = now


def now() -> Sequence[Open]:
    """Return what is open, for who may know; asked once a request."""
    if "open_bypasses" not in g:
        at = context.runtime().clock.now()
        is_known = context.may(Verb.READ_BYPASSES.value)
        g.open_bypasses = queries.list_open(context.reading(), at) if is_known else []
    found: Sequence[Open] = g.open_bypasses
    return found


@contextmanager
def refusals_noted(ask: Ask) -> Iterator[None]:
    """Write down why a use is refused, for those who issue; it stays refused."""
    try:
        yield
    except Conflict:
        note_refusals([ask])
        raise


def waiting(policy: str, most: int) -> Sequence[Any]:
    """Return the tasks that wait where a shortcut leads around, the oldest first.

    Raises NotFound, or Conflict when it is not open or is used by code alone.
    """
    runtime = context.runtime()
    at = runtime.clock.now()
    return list_waiting(context.reading(), runtime.engine, policy, at, most)


def check_many(policy: str) -> None:
    """Accept a shortcut that lets many through at once; raises as `waiting` does."""
    check_usable(context.reading(), policy, context.runtime().clock.now())


def check(ask: Ask, work: Work) -> None:
    """Accept a use that nothing stands against now; raises what `go` raises."""
    runtime = context.runtime()
    using.check(work, runtime.engine, runtime.codes, ask)


def go(ask: Ask, work: Work) -> None:
    """Go around a task; raises NotFound or Conflict, and then nothing has changed."""
    runtime = context.runtime()
    using.use(work, runtime.engine, runtime.codes, ask)


def note_refusals(asks: Iterable[Ask]) -> None:
    """Write down why uses were refused, for those who issue."""
    engine = context.runtime().engine
    for ask in asks:
        if ask.refusal is not None:
            context.writing(partial(using.note, engine=engine, ask=ask))


def mark() -> list[tuple[object, ...]]:
    """Return what tells one state of the banner from another."""
    return [(one.row.id, one.uses_left, one.money_left) for _, one in now()]


def names() -> frozenset[str]:
    """Return the policies of what is open: their ways light up on diagrams."""
    return frozenset(policy.name for policy, _ in now())


def may_pass(shown: queries.Shown) -> bool:
    """Tell whether who looks may let through what waits, without a code."""
    policy, opening = shown.policy, shown.opening
    if opening is None or policy.needs_code or not shown.waits:
        return False
    is_barred = policy.is_four_eyes and opening.row.opened_by == context.actor().id
    users = policy.uses or frozenset(one.role for one in shown.places)
    return context.may(Verb.WORK.value) and not is_barred and _has_one(users)


def may_follow(policy: Policy) -> bool:
    """Tell whether who is there may read what happened to a policy, and its versions.

    That is who opens it or issues its codes, and who may change policies.
    """
    steers = _has_one(policy.opens | policy.issues)
    return steers or context.may(Verb.CHANGE_BYPASSES.value)


def followed(name: str) -> Any:
    """Return the row of a policy whose log may be read; raises NotFound, Forbidden."""
    policy, row = policies.current(context.reading(), name)
    if not may_follow(policy):
        may = policy.opens | policy.issues | permissions.ALLOWED[Verb.CHANGE_BYPASSES]
        raise Forbidden("bypass-not-your-role", roles=", ".join(sorted(may)))
    return row


def _has_one(roles: frozenset[str]) -> bool:
    return not roles.isdisjoint(context.actor().roles)
