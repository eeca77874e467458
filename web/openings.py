"""Shortcuts that are open now (绕行): every page of the staff says it; their use."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from flask import Flask, g

from runtime.identity.permissions import Verb
from runtime.kernel.errors import Conflict
from runtime.orders.bypass import queries, using
from runtime.orders.bypass.queries import Opening
from runtime.orders.bypass.rules import Policy
from runtime.orders.bypass.using import Ask
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
    runtime = context.runtime()
    try:
        yield
    except Conflict:
        if ask.refusal is not None:
            context.writing(lambda work: using.note(work, runtime.engine, ask))
        raise


def mark() -> list[tuple[object, ...]]:
    """Return what tells one state of the banner from another."""
    return [(one.row.id, one.uses_left, one.money_left) for _, one in now()]


def names() -> frozenset[str]:
    """Return the policies of what is open: their ways light up on diagrams."""
    return frozenset(policy.name for policy, _ in now())
