"""The way to every room that who is there may enter (导航)."""

from __future__ import annotations

from typing import NamedTuple

from flask import request, url_for

from runtime.identity.permissions import Verb
from web import context


class Way(NamedTuple):
    """One entry: the endpoint it leads to, its text's code, what it takes."""

    endpoint: str
    code: str
    verb: Verb


class Shown(NamedTuple):
    """One entry as the page shows it."""

    url: str
    code: str
    is_here: bool


WAYS = (
    Way("inbox.shown", "nav-inbox", Verb.READ_TASKS),
    Way("orders.listed", "nav-orders", Verb.READ_ORDERS),
    Way("stages.shown", "nav-stages", Verb.READ_STAGES),
    Way("incidents.shown", "nav-incidents", Verb.READ_INCIDENTS),
    Way("parameters.shown", "nav-parameters", Verb.READ_PARAMETERS),
    Way("people.shown", "nav-people", Verb.READ_PEOPLE),
)


def shown() -> list[Shown]:
    """Return the entries for who is there."""
    here = (request.blueprint or "") if request else ""
    return [
        Shown(url_for(way.endpoint), way.code, way.endpoint.startswith(f"{here}."))
        for way in WAYS
        if context.may(way.verb)
    ]
