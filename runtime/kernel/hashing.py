"""Slow hashes of what people type (argon2id), a few at once."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from functools import cached_property

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from runtime.kernel.errors import Suspended

_AT_ONCE = 2  # each check takes 19 MB and a core
_WAIT_SECONDS = 5.0
_turns = threading.BoundedSemaphore(_AT_ONCE)


@dataclass(frozen=True, slots=True)
class Cost:
    """What one hash costs: rounds, kibibytes, lanes."""

    rounds: int = 2
    kibibytes: int = 19_456
    lanes: int = 1


DEFAULT_COST = Cost()


@dataclass(frozen=True)
class Hasher:
    """Hashes and checks; ``busy`` is the code of the refusal when too many wait."""

    busy: str
    cost: Cost = DEFAULT_COST

    def hashed(self, secret: str) -> str:
        """Return what may be stored."""
        return self._hasher.hash(secret)

    def is_right(self, stored: str | None, secret: str) -> bool:
        """Tell whether ``secret`` is the one whose hash is stored.

        Takes as long where nothing is stored, so that an answer does not tell what
        exists. Raises Suspended when too many are waiting.
        """
        if not _turns.acquire(timeout=_WAIT_SECONDS):
            raise Suspended(self.busy)
        try:
            known = stored is not None
            return self._hasher.verify(stored or self._nobodys, secret) and known
        except (VerificationError, InvalidHashError):
            return False
        finally:
            _turns.release()

    @cached_property
    def _hasher(self) -> PasswordHasher:
        cost = self.cost
        return PasswordHasher(
            time_cost=cost.rounds, memory_cost=cost.kibibytes, parallelism=cost.lanes
        )

    @cached_property
    def _nobodys(self) -> str:
        return self._hasher.hash("nobody has this secret")
