"""The mark of the library that draws tables, as its licence wants it: unchanged.

It comes with style attributes, which our policy of contents refuses. The page of tables
allows these very ones, by their digests, and no other.
"""

from __future__ import annotations

import base64
import hashlib

from web.security import POLICY

_STYLES = (
    "position: absolute; bottom: 15px; right: 15px; z-index: 100;",
    "vertical-align:middle",
    "z-index: 1001;position: fixed;top: 0;left: 0;right: 0;bottom: 0",
    "width: 100%;height: 100%;background: rgba(40,40,40,0.2)",
    "position: absolute;left: 50%;top: 40%;transform: translate(-50%);width: 260px;"
    "padding: 10px;background: white;box-shadow: 0 1px 4px rgba(0,0,0,0.3);"
    "font-family: Helvetica, Arial, sans-serif;font-size: 14px;display: flex;"
    "line-height: 1.3",
    "margin: 15px 20px 15px 10px; align-self: center;",
)


def policy() -> str:
    """Return the policy of contents of a page that shows the mark."""
    allowed = " ".join(f"'sha256-{_digest(one)}'" for one in _STYLES)
    return f"{POLICY}; style-src-attr 'unsafe-hashes' {allowed}"


def _digest(style: str) -> str:
    return base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
