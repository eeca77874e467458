"""Nouns of the designer: what runs, drafts of it, and publications; one a line."""

from __future__ import annotations

from web.api.designer import (
    decisions,
    designs,
    draft_files,
    drafts,
    forms,
    plays,
    processes,
    publications,
    reviews,
    trials,
)

DESIGNER = (
    drafts,
    draft_files,
    reviews,
    plays,
    publications,
    processes,
    decisions,
    forms,
    designs,
    trials,
)
