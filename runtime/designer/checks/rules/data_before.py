"""A name that is read before anything has set it, or that not every way sets."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from runtime.designer.checks.data_flow import DataFlow, flow_of
from runtime.designer.checks.reading import Read, reads_of
from runtime.designer.checks.registry import ERROR, WARNING, Check
from runtime.designer.checks.setting import set_at_start
from runtime.designer.checks.view import Fault, View, at
from runtime.engine.spiff.diagram import Region
from runtime.engine.spiff.naming import called
from runtime.kernel.texts import Text, plain, text

_SHOWN = 60
MOST = 2_000  # expressions of a process


def look(view: View) -> Iterator[Fault]:
    """Yield each name once for each element that reads it too early.

    A name that nothing sets at all is told by the lint of expressions.
    """
    for process in view.processes:
        yield from _in(view, process)


def _in(view: View, process: Region) -> Iterator[Fault]:
    flow = flow_of(view.house, process)
    is_open = set_at_start(view.house, process).anything
    told: set[tuple[str, str]] = set()
    for read in islice(reads_of(view.house, process), MOST):
        names = [
            one
            for one in sorted(read.names)
            if flow.is_set(one) and (read.place.id, one) not in told
        ]
        told |= {(read.place.id, one) for one in names}
        weak = WARNING if is_open or read.lightly else ""
        for name in flow.missing(read.shape, names, after=read.after):
            yield at(read.place, _never(flow, read, name), weak)
        for name in flow.doubtful(read.shape, names, after=read.after):
            yield at(read.place, _maybe(flow, read, name))


def _never(flow: DataFlow, read: Read, name: str) -> Text:
    return text("data-never-set-before", **_facts(flow, read, name))


def _maybe(flow: DataFlow, read: Read, name: str) -> Text:
    return text("data-not-always-set", **_facts(flow, read, name))


def _facts(flow: DataFlow, read: Read, name: str) -> dict[str, object]:
    setter = called(flow.setter_of(name))
    return {"place": called(read.place), "name": plain(name, _SHOWN), "setter": setter}


check = Check({"data-never-set-before": ERROR, "data-not-always-set": WARNING}, look)
