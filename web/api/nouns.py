"""Every noun of the interface; a new one enters this list."""

from __future__ import annotations

from web.api import (
    absences,
    deliveries,
    incidents,
    intake,
    me,
    orders,
    parameters,
    people,
    stages,
    tasks,
)

NOUNS = (
    me,
    orders,
    intake,
    tasks,
    incidents,
    deliveries,
    stages,
    people,
    absences,
    parameters,
)
