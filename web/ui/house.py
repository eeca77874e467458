"""Rooms of the house: people, what is theirs, parameters, help; one a line."""

from __future__ import annotations

from web.ui import absences, account, help, parameters, people, trying, views

HOUSE = (
    account,
    people,
    absences,
    parameters,
    trying,
    views,
    help,
)
