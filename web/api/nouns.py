"""Every noun of the interface; a new one enters this list."""

from __future__ import annotations

from web.api import (
    attachments,
    batches,
    deliveries,
    incidents,
    intake,
    me,
    orders,
    parameters,
    people,
    stages,
    tasks,
    views,
)

NOUNS = (
    me,
    views,
    orders,
    intake,
    tasks,
    batches,
    incidents,
    deliveries,
    stages,
    people,
    parameters,
    attachments,
)
