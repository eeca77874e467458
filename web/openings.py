"""Which shortcuts are open now (绕行横幅): every page of the staff says it."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Flask, g

from runtime.identity.permissions import Verb
from runtime.orders.bypass import queries
from runtime.orders.bypass.queries import Opening
from runtime.orders.bypass.rules import Policy
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


def mark() -> list[tuple[object, ...]]:
    """Return what tells one state of the banner from another."""
    return [(one.row.id, one.uses_left, one.money_left) for _, one in now()]


def names() -> frozenset[str]:
    """Return the policies of what is open: their ways light up on diagrams."""
    return frozenset(policy.name for policy, _ in now())
