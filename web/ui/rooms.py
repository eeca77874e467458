"""Every room of pages; a new one enters this list."""

from __future__ import annotations

from web.ui import (
    account,
    attachments,
    batches,
    help,
    inbox,
    incidents,
    order,
    people,
    stages,
    tasks,
    views,
)

ROOMS = (
    account,
    inbox,
    tasks,
    batches,
    order,
    attachments,
    stages,
    incidents,
    people,
    views,
    help,
)
