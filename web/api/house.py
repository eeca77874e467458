"""Nouns of the house: people, what is theirs, and parameters; one a line."""

from __future__ import annotations

from web.api import me, notices, parameters, people, views

HOUSE = (
    me,
    views,
    notices,
    people,
    parameters,
)
