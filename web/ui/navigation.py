"""The way to every room that who is there may enter (导航)."""

from __future__ import annotations

from typing import NamedTuple

from flask import request, url_for

from runtime.identity.permissions import Verb
from web import context, polling

NOTICES = "notices.shown"


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
    fresh: int = 0  # what is new there


WAYS = (
    Way("inbox.shown", "nav-inbox", Verb.READ_TASKS),
    Way("orders.listed", "nav-orders", Verb.READ_ORDERS),
    Way(NOTICES, "nav-notices", Verb.OWN),
    Way("stages.shown", "nav-stages", Verb.READ_STAGES),
    Way("stock.shown", "nav-stock", Verb.READ_STOCK),
    Way("incidents.shown", "nav-incidents", Verb.READ_INCIDENTS),
    Way("bypasses.shown", "nav-bypasses", Verb.READ_BYPASSES),
    Way("parameters.shown", "nav-parameters", Verb.READ_PARAMETERS),
    Way("designer.shown", "nav-designer", Verb.READ_DESIGNS),
    Way("trying.shown", "nav-try", Verb.TRY_RULES),
    Way("people.shown", "nav-people", Verb.READ_PEOPLE),
)


# rooms without a way of their own, and the one that leads there
ROOM_OF = {
    "tasks": "inbox",
    "task_bypass": "inbox",
    "bypass_batch": "bypasses",
    "bypass_codes": "bypasses",
    "bypass_policy": "bypasses",
    "batches": "inbox",
    "going_back": "inbox",
    **dict.fromkeys(
        (
            "draft",
            "draft_review",
            "draft_files",
            "draft_text",
            "draft_form",
            "draft_form_new",
            "draft_mapping",
            "draft_mapping_new",
            "draft_policies",
            "draft_policies_new",
            "draft_values",
            "draft_steps",
            "draft_cases",
            "draft_effect",
            "draft_record",
            "draft_simulate",
            "drawn",
            "published",
            "publication",
        ),
        "designer",
    ),
}


def shown() -> list[Shown]:
    """Return the entries for who is there."""
    here = (request.blueprint or "") if request else ""
    here = ROOM_OF.get(here, here)
    return [
        Shown(
            url_for(way.endpoint),
            way.code,
            way.endpoint.startswith(f"{here}."),
            polling.unread() if way.endpoint == NOTICES else 0,
        )
        for way in WAYS
        if context.may(way.verb)
    ]
