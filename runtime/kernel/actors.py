"""Who acts: a person, a channel, or the system itself (操作者).

What is kept for good names an actor by id alone. A sentence tells the name that the
person has today, so that a name can be erased and the trail stays as it was sealed.
"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from enum import StrEnum


class ActorKind(StrEnum):
    """What stands behind an action."""

    PERSON = "person"
    CHANNEL = "channel"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Actor:
    """The one who acts in a unit of work.

    ``id`` is stable and stands in the audit trail; ``name`` may be erased from
    the people later, the trail stays valid. ``roles`` are candidate group ids.
    """

    id: str
    name: str
    roles: frozenset[str] = frozenset()
    kind: ActorKind = ActorKind.PERSON

    @property
    def is_person(self) -> bool:
        """Tell whether somebody acts, and not a channel or the system by itself."""
        return self.kind is ActorKind.PERSON


class ActorId(str):
    """The id of an actor; a sentence that holds one tells their name."""

    __slots__ = ()


# how those who read now call somebody; whoever shows sentences fills it
NAMED: ContextVar[Callable[[str], str]] = ContextVar("named", default=str)


def name_of(actor_id: str | None) -> str | None:
    """Return what people call an actor; an id that nobody knows stays as it is."""
    return None if actor_id is None else NAMED.get()(actor_id)


SYSTEM = Actor("system", "system", frozenset(), ActorKind.SYSTEM)
