"""Nouns of a jam: shortcuts, what they allow, all that fits at once; one a line."""

from __future__ import annotations

from web.api import bypass_batches, bypass_policies, bypasses

JAM = (
    bypasses,
    bypass_policies,
    bypass_batches,
)
