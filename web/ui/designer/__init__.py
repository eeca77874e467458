"""Rooms of the designer (设计): what runs, drafts, editors; one a line."""

from __future__ import annotations

from web.ui.designer import (
    draft,
    drawn,
    files,
    home,
    publication,
    review,
    steps,
    text,
    versions,
)
from web.ui.designer.by_field import BY_FIELD
from web.ui.designer.trials import ROOMS as TRIALS

ROOMS = (
    home,
    draft,
    files,
    review,
    drawn,
    text,
    steps,
    *BY_FIELD,
    versions,
    publication,
    *TRIALS,
)
