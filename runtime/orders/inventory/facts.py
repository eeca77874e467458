"""What people do to stock, as audit tags."""

from __future__ import annotations

from enum import StrEnum


class Tag(StrEnum):
    """Audit tags of stock: source:subject:verb."""

    COUNTED = "stock:item:counted"
    RECEIVED = "stock:item:received"
    ADJUSTED = "stock:item:adjusted"
    CONTROLLED = "stock:item:controlled"


def subject_of(sku: str) -> str:
    """Return the subject that the audit trail knows a SKU by."""
    return f"stock:{sku}"
