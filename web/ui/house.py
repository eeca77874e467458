"""Rooms of the house: people, what is theirs, and help; one a line."""

from __future__ import annotations

from web.ui import account, help, people, views

HOUSE = (
    account,
    people,
    views,
    help,
)
