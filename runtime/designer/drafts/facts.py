"""What the trail says of drafts and publications."""

from __future__ import annotations

from enum import StrEnum


class Tag(StrEnum):
    """Audit tags: source:subject:verb."""

    OPENED = "designer:draft:opened"
    RENAMED = "designer:draft:renamed"
    TAKEN_OUT = "designer:draft:taken-out"
    CLASHED = "designer:draft:clashed"
    REBASED = "designer:draft:rebased"
    SUBMITTED = "designer:draft:submitted"
    RETURNED = "designer:draft:returned"
    APPROVED = "designer:draft:approved"
    DISCARDED = "designer:draft:discarded"
    REOPENED = "designer:draft:reopened"
    PUBLISHED = "designer:draft:published"
    ROLLED_BACK = "designer:publication:rolled-back"


def subject(draft_id: int) -> str:
    """Return under which name the trail keeps what happens to a draft."""
    return f"draft:{draft_id}"
