"""Passwords (密码): argon2id, and never more checks at once than the machine bears."""

from __future__ import annotations

import threading
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from runtime.kernel.errors import Invalid, Suspended

SHORTEST = 12
LONGEST = 1_000  # bytes; nobody types more, and hashing more is work for nothing
_AT_ONCE = 2  # each check takes 19 MB and a core
_WAIT_SECONDS = 5.0
_HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
_turns = threading.BoundedSemaphore(_AT_ONCE)


def hashed(password: str) -> str:
    """Return what may be stored; raises Invalid for a password of a wrong length."""
    if not len(password) >= SHORTEST or len(password.encode()) > LONGEST:
        raise Invalid("password-short", shortest=SHORTEST)
    return _HASHER.hash(password)


def is_right(stored: str | None, password: str) -> bool:
    """Tell whether ``password`` is the one whose hash is stored.

    Takes as long for somebody without a password as for somebody with one, so that
    an answer does not tell who exists. Raises Suspended when too many are waiting.
    """
    if len(password.encode()) > LONGEST:
        return False
    if not _turns.acquire(timeout=_WAIT_SECONDS):
        raise Suspended("log-in-busy")
    try:
        return _HASHER.verify(stored or _nobodys(), password) and stored is not None
    except (VerificationError, InvalidHashError):
        return False
    finally:
        _turns.release()


@cache
def _nobodys() -> str:
    return _HASHER.hash("nobody has this password")
