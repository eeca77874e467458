"""The secret of an installation, kept outside the database."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from contextlib import suppress
from pathlib import Path

from runtime.kernel.errors import Misconfigured


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
    loses it cannot prove the audit trail any more. Of two processes that make it
    at the same moment one wins, and both have its key. Raises Misconfigured for a
    file without a key.
    """
    if secret:
        return Keys(secret.encode())
    if not file.exists():
        _make(file)
    found = file.read_bytes().strip()
    if not found:
        raise Misconfigured("key-file-empty", file=str(file))
    return Keys(found)


def _make(file: Path) -> None:
    """Write a key under another name, then link it: nobody reads half a key."""
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_name(f"{file.name}.{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as handle:
            handle.write(secrets.token_hex(32).encode())
            handle.flush()
            os.fsync(handle.fileno())
        with suppress(FileExistsError):  # somebody was faster: theirs is the key
            os.link(draft, file)
    finally:
        draft.unlink()
