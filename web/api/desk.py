"""Nouns of the desk: tasks, and everything that is done with one; one a line."""

from __future__ import annotations

from web.api import batches, handing, returns, tasks

DESK = (
    tasks,
    handing,
    returns,
    batches,
)
