"""The secret of an installation, kept outside the database."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from pathlib import Path


class Keys:
    """Derives one key a purpose from the installation's secret."""

    def __init__(self, secret: bytes) -> None:
        self._secret = secret

    def derive(self, purpose: str) -> bytes:
        """Return the 32-byte key for ``purpose``."""
        return hmac.digest(self._secret, purpose.encode(), hashlib.sha256)


def load_keys(secret: str | None, file: Path) -> Keys:
    """Return the keys of ``SPILLWAY_SECRET_KEY``, or of the key file.

    The key file is made at its first use, readable by its owner only; whoever
    loses it cannot prove the audit trail any more.
    """
    if secret:
        return Keys(secret.encode())
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return Keys(file.read_bytes().strip())
    with os.fdopen(descriptor, "wb") as handle:
        made = secrets.token_hex(32).encode()
        handle.write(made)
    return Keys(made)
