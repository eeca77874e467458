"""Passwords (密码): argon2id, and never more checks at once than the machine bears."""

from __future__ import annotations

from runtime.kernel.errors import Invalid
from runtime.kernel.hashing import Hasher

SHORTEST = 12
LONGEST = 1_000  # bytes; nobody types more, and hashing more is work for nothing
_HASHER = Hasher("log-in-busy")


def hashed(password: str) -> str:
    """Return what may be stored; raises Invalid for a password of a wrong length."""
    if not len(password) >= SHORTEST or len(password.encode()) > LONGEST:
        raise Invalid("password-short", shortest=SHORTEST)
    return _HASHER.hashed(password)


def is_right(stored: str | None, password: str) -> bool:
    """Tell whether ``password`` is the one whose hash is stored.

    Takes as long for somebody without a password as for somebody with one, so that
    an answer does not tell who exists. Raises Suspended when too many are waiting.
    """
    if len(password.encode()) > LONGEST:
        return False
    return _HASHER.is_right(stored, password)
