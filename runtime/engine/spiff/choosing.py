"""Which way a gateway took, and the values its conditions read (走向依据).

What is kept is small: short values as they are. A value too long to keep is left out,
and what reads it is told without its reason.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from runtime.engine.spiff.trace import Choice
from runtime.feel import Expression
from runtime.feel.explaining.explain import readings

if TYPE_CHECKING:
    from runtime.engine.spiff.elements import Way
    from runtime.engine.spiff.tasks import Node

_LONGEST = 60  # characters of a text, items of a list of short values
_MOST_ITEMS = 8
PARAMETERS = "param"
_SMALL = frozenset(
    {type(None), bool, int, Decimal, date, datetime, time, timedelta, float}
)

# A path that conditions read: as it is written, and its names.
Read = tuple[str, tuple[str, ...]]


def reads_of(conditions: Iterable[Expression]) -> tuple[Read, ...]:
    """Return the paths that conditions read, each once.

    Parameters are left out: their versions tell what they were at any moment.
    """
    found: dict[str, Read] = {}
    for expression in conditions:
        for path in readings(expression):
            names = tuple(path.split("."))
            if names[0] != PARAMETERS:
                found[path] = (path, names)
    return tuple(found.values())


def positions(
    conditions: Sequence[tuple[str, str]], ways: Sequence[Way]
) -> tuple[int, ...]:
    """Return for each condition and target which way of the diagram it is on.

    SpiffWorkflow sorts the ways of a gateway by where their ends are drawn.
    """
    left = list(range(len(ways)))
    found = []
    for condition, target in conditions:
        fitting = [one for one in left if ways[one].condition == condition]
        same = [one for one in fitting if target.startswith(ways[one].target)]
        position = (same or fitting or [-1])[0]
        found.append(position)
        if position in left:
            left.remove(position)
    return tuple(found)


def note(node: Node, taken: tuple[int, ...]) -> None:
    """Keep which of its conditions held when a gateway chose."""
    spec, workflow = node.task_spec, node.workflow
    if spec.element is None:
        return
    objects = workflow.data.get("data_objects")
    data = {**objects, **node.data} if objects else node.data
    top, all_ways = workflow.top, spec.ways
    ways = tuple([all_ways[one] for one in taken]) if taken else ()
    values = values_of(spec.reads, data, top.frame.ambient) if spec.reads else {}
    top.chosen.append(Choice(spec.element, ways, values))


def values_of(
    reads: Sequence[Read], data: Mapping[str, Any], ambient: Mapping[str, Any]
) -> dict[str, Any]:
    """Return the short values of paths; what is not there or too long is left out.

    A subject that no condition asked for is not made for this.
    """
    found = {}
    for path, names in reads:
        value: Any = ambient if names[0] in ambient else data
        try:
            for name in names:
                value = value[name]
        except (KeyError, TypeError, IndexError):
            continue
        if type(value) in _SMALL or _is_short(value):
            found[path] = value
    return found


def _is_short(value: Any) -> bool:
    kind = type(value)
    if kind is str:
        return len(value) <= _LONGEST
    if kind is list:
        return len(value) <= _MOST_ITEMS and all(
            type(one) in _SMALL or (type(one) is str and len(one) <= _LONGEST)
            for one in value
        )
    return kind in _SMALL
