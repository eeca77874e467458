"""One compiled part of an expression: how it runs and what is known of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, TypeAlias

from runtime.feel.frame import Frame, current
from runtime.feel.linting.claims import Claims
from runtime.feel.syntax.scope import Scope
from runtime.feel.types import Type
from runtime.feel.values import ANY, FeelValue, type_name

# How a part runs: names from the scope, everything else from the frame.
Run: TypeAlias = Callable[[Mapping[str, Any], Frame], FeelValue]


class Reading(NamedTuple):
    """A value read straight from the data: ``root``, ``root.field`` or ambient.

    Comparisons read it themselves and save the calls in between.
    """

    root: str
    field: str | None = None
    ambient: bool = False


class Node(NamedTuple):
    """A compiled part; ``run`` gives its FEEL value.

    A tuple, because a text has many and a dataclass takes three times as long.

    ``raw`` gives the same value as the data holds it, so that a path converts its
    leaf only. ``light`` parts need no entered frame: no arithmetic, no built-in.
    A ``constant`` part has its ``value`` at once. For lint: ``allowed`` are the only
    values a reading has, ``claims`` says when a condition can be true.
    """

    run: Run
    type: Type = ANY
    position: int = 0
    light: bool = False
    constant: bool = False
    value: FeelValue = None
    name: str = ""
    raw: Run | None = None
    reading: Reading | None = None
    allowed: tuple[FeelValue, ...] = ()
    claims: Claims | None = None

    @property
    def path(self) -> str:
        """The name or path that is read here, "" for anything worked out."""
        return "" if "?." in self.name else self.name

    def data(self) -> Run:
        """Return how to get the value without converting it."""
        return self.raw or self.run


# Of a longer text so many characters are paid with one step each time it runs.
_CHARACTERS_A_STEP = 32


def weighed(run: Run, length: int) -> Run:
    """Return ``run`` that pays for what is written in it, if that is much.

    A step is charged for each turn of a loop; this makes the turn of a long text,
    which does hundreds of things, cost more than that of a short one.
    """
    steps = length // _CHARACTERS_A_STEP - 1
    if steps <= 0:
        return run

    def paying(scope: Mapping[str, Any], frame: Frame) -> FeelValue:
        frame.budget -= steps
        if frame.budget < 0:
            frame.spend(0)
        return run(scope, frame)

    return paying


def constant(value: FeelValue, position: int, kind: Type | None = None) -> Node:
    """Return the part that always has ``value``."""
    return Node(
        run=lambda scope, frame: value,
        type=type_name(value) if kind is None else kind,
        position=position,
        light=True,
        constant=True,
        value=value,
    )


def body(run: Run, scope: Mapping[str, Any]) -> Callable[[Any], FeelValue]:
    """Return ``run`` as the body of a function value, closed over ``scope``."""
    return lambda arguments: run(Scope(arguments, scope), current())
