"""Paths that run side by side meet without a join: what follows runs once for each."""

from __future__ import annotations

from collections.abc import Iterator

from runtime.designer.checks.meetings import Parted, meetings
from runtime.designer.checks.registry import WARNING, Check
from runtime.designer.checks.view import Fault, View, at
from runtime.engine.spiff.naming import called
from runtime.kernel.texts import text

_JOINS = frozenset({"parallelGateway", "inclusiveGateway", "endEvent"})


def look(view: View) -> Iterator[Fault]:
    """Yield where parallel paths run into one another."""
    for one in meetings(view):
        if one.shape.tag in _JOINS or one.how is Parted.ONE or one.parted_at is None:
            continue
        facts = {"place": called(one.shape), "split": called(one.parted_at)}
        yield at(one.shape, text("merge-runs-twice", **facts))


check = Check({"merge-runs-twice": WARNING}, look)
