"""Authorization codes (授权码): random, shown once, kept as a slow hash with a pepper.

``SSSS-XXXXXXXX``: the first part is the selector, by which people speak of a code; the
second is the secret.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass

from runtime.kernel.hashing import Cost, Hasher
from runtime.kernel.keys import Keys

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # none looks like another
MOST_USES = 100_000  # of one code
SELECTOR, SECRET = 4, 8  # letters
_SPACE = re.compile(r"[\s\-\u2010-\u2015\uff0d_]+")


@dataclass(frozen=True, slots=True)
class Code:
    """A code in clear; it leaves the machine once and is kept nowhere."""

    selector: str
    secret: str

    def __repr__(self) -> str:
        return f"Code({self.selector})"

    @property
    def text(self) -> str:
        """The code as people read it to each other."""
        return f"{self.selector}-{self.secret}"


class Codes:
    """Makes and checks the codes of one installation."""

    def __init__(self, keys: Keys, cost: Cost) -> None:
        self._pepper = keys.derive("bypass-code")
        self._hasher = Hasher("bypass-busy", cost)

    def make(self) -> tuple[Code, str]:
        """Return a new code, and what may be stored of it."""
        code = Code(_random(SELECTOR), _random(SECRET))
        return code, self._hasher.hashed(self._peppered(code))

    def is_right(self, stored: str | None, code: Code) -> bool:
        """Tell whether a code is the one stored; as slow where none is."""
        return self._hasher.is_right(stored, self._peppered(code))

    def mark(self, content: bytes) -> bytes:
        """Return what recognises a request that holds a code, and tells nothing."""
        return hmac.digest(self._pepper, b"request" + content, hashlib.sha256)

    def _peppered(self, code: Code) -> str:
        return hmac.digest(self._pepper, code.text.encode(), hashlib.sha256).hex()


NOBODYS = Code("2222", "22222222")  # is compared where nothing else can be


def read(given: str) -> Code | None:
    """Return the code that somebody typed, however they spaced it; None if none."""
    bare = _SPACE.sub("", given[:100]).upper()
    whole = len(bare) == SELECTOR + SECRET and all(one in ALPHABET for one in bare)
    return Code(bare[:SELECTOR], bare[SELECTOR:]) if whole else None


def _random(length: int) -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(length))
