"""What runs that leave nothing behind are given: recorded or made-up subjects (预演).

The features know their subjects; whoever rehearses knows none of them. Here they meet.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from runtime.engine.design.shelf import Shelf
from runtime.kernel.errors import Misconfigured


@dataclass(frozen=True, slots=True)
class Span:
    """Which recorded subjects are meant: the newest first, those before a number.

    ``since`` is inclusive; ``before`` is the number of the last one seen, 0 for none.
    """

    most: int
    since: datetime | None = None
    before: int = 0


@dataclass(frozen=True, slots=True)
class Recorded:
    """One recorded subject: what it is called, when it came, what a run sees of it.

    ``name`` is what its source calls it. ``later`` are subjects that are made when an
    expression first asks for them.
    """

    number: int
    key: str
    name: str
    source: str
    at: datetime
    process_id: str
    known: Mapping[str, Any]
    later: Mapping[str, Callable[[], Any]]


@dataclass(frozen=True, slots=True)
class MadeUp:
    """A subject that somebody made up, and what is around it.

    ``checks`` hold check → "on" or "off"; ``stock`` holds pieces by name.
    """

    subject: Mapping[str, Any]
    checks: Mapping[str, str] = field(default_factory=dict)
    stock: Mapping[str, int] = field(default_factory=dict)


Around = Callable[[Recorded], Mapping[str, Any]]


def _none_recorded(read: Connection, span: Span) -> Sequence[Recorded]:
    raise Misconfigured("effect-no-source")


def _none_counted(read: Connection, span: Span) -> int:
    raise Misconfigured("effect-no-source")


def _nothing_around(shelf: Shelf) -> Around:
    return lambda _: {}


def _nobody_made_up(given: MadeUp, zone: str) -> tuple[dict[str, Any], dict[str, Any]]:
    raise Misconfigured("effect-no-source")


@dataclass(frozen=True, slots=True)
class Props:
    """Where rehearsals take their subjects from; the features fill it.

    ``recorded`` reads subjects, ``counted`` how many there are from a moment on;
    ``around`` tells what published files say of a recorded one; ``made_up`` returns
    the subjects of something made up, and the parameters that come with it.
    """

    recorded: Callable[[Connection, Span], Sequence[Recorded]] = _none_recorded
    counted: Callable[[Connection, Span], int] = _none_counted
    around: Callable[[Shelf], Around] = _nothing_around
    made_up: Callable[[MadeUp, str], tuple[dict[str, Any], dict[str, Any]]] = (
        _nobody_made_up
    )
