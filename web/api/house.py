"""Nouns of the house: people, what is theirs, and parameters; one a line."""

from __future__ import annotations

from web.api import absences, me, notices, parameters, people, rights, rules, views

HOUSE = (
    me,
    views,
    notices,
    people,
    absences,
    parameters,
    rights,
    rules,
)
