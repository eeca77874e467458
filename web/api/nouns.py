"""Every noun of the interface; a new one enters this list."""

from __future__ import annotations

from web.api import (
    comments,
    deliveries,
    incidents,
    intake,
    me,
    notices,
    orders,
    parameters,
    people,
    stages,
    tasks,
)

NOUNS = (
    *(me, orders, intake, tasks, incidents, deliveries, stages, people, parameters),
    *(notices, comments),
)
