"""Working out while compiling what can never give anything else (constant folding)."""

from __future__ import annotations

from collections.abc import Iterable

from runtime.feel.frame import Exhausted, Frame, enter, leave
from runtime.feel.syntax.node import Node, constant
from runtime.feel.values import PLAIN

_STEPS = 200  # what is dearer is worked out when it is needed
_LONGEST = 1_000
_CLOCK = frozenset({"now", "today"})


def folded(node: Node, operands: Iterable[Node], function: str = "") -> Node:
    """Return ``node`` as a constant when all its operands are constants.

    What gives null, warns, is dear or long stays as it is, and so does what reads
    the clock of a run.
    """
    if function in _CLOCK or not all(each.constant for each in operands):
        return node
    frame = Frame(budget=_STEPS)
    before = enter(frame)
    try:
        value = node.run({}, frame)
    except Exhausted:
        return node
    finally:
        leave(before)
    is_long = type(value) is str and len(value) > _LONGEST
    if value is None or type(value) not in PLAIN or frame.warnings or is_long:
        return node
    return constant(value, node.position)
