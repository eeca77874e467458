"""Rooms of a jam: shortcuts, codes, what they allow, all that fits; one a line."""

from __future__ import annotations

from web.ui import bypass_batch, bypass_codes, bypass_policy, bypasses

JAM = (
    bypasses,
    bypass_codes,
    bypass_policy,
    bypass_batch,
)
