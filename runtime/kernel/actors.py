"""Who acts: a person, a channel, or the system itself (操作者)."""

from __future__ import annotations

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


SYSTEM = Actor("system", "system", frozenset(), ActorKind.SYSTEM)
