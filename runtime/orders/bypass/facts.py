"""What the trail says of a bypass, and why one is refused."""

from __future__ import annotations

from enum import StrEnum


class Tag(StrEnum):
    """Audit tags: source:subject:verb. A use itself stands with its task."""

    WRITTEN = "order:bypass:written"
    OPENED = "order:bypass:opened"
    CLOSED = "order:bypass:closed"
    ISSUED = "order:bypass:issued"
    CONFIRMED = "order:bypass:confirmed"
    REFUSED = "order:bypass:refused"
    LOCKED = "order:bypass:locked"


class Closed(StrEnum):
    """How an opening ended."""

    TIME = "time"
    BUDGET = "budget"
    HAND = "hand"


def subject(policy: str) -> str:
    """Return under which name the trail keeps what happens to a policy."""
    return f"bypass:{policy}"
