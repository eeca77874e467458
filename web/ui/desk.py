"""Rooms of the desk: tasks, and everything that is done with one; one a line."""

from __future__ import annotations

from web.ui import batches, going_back, handing, inbox, task_bypass, tasks

DESK = (
    inbox,
    tasks,
    handing,
    going_back,
    batches,
    task_bypass,
)
