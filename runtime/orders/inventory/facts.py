"""What happens to stock: the kinds of entries, and audit tags."""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    """What an entry of the ledger is; each moves the balance in its own way."""

    COUNT = "count"
    RECEIVE = "receive"
    ADJUST = "adjust"
    RESERVE = "reserve"
    RELEASE = "release"
    SHIP = "ship"


class Tag(StrEnum):
    """Audit tags of stock: source:subject:verb."""

    COUNTED = "stock:item:counted"
    RECEIVED = "stock:item:received"
    ADJUSTED = "stock:item:adjusted"
    CONTROLLED = "stock:item:controlled"


def subject_of(sku: str) -> str:
    """Return the subject that the audit trail knows a SKU by."""
    return f"stock:{sku}"
