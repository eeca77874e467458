"""What the page of one shortcut shows: its state, codes, log, what it allows."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from flask import make_response, render_template
from werkzeug.wrappers import Response as Answer

from runtime.kernel.errors import Conflict, Invalid, NotFound
from runtime.kernel.texts import Text, text
from runtime.orders.bypass import history, queries
from runtime.orders.bypass.rules import Policy
from runtime.orders.intake import channels
from web import context, errors, openings
from web.ui import bypass_forms, wording
from web.ui.bypass_forms import Faults
from web.ui.bypass_policy_words import Words

SPANS = {"30": timedelta(minutes=30), "120": timedelta(hours=2)}


def rendered(name: str, faults: Faults, status: int) -> Answer:
    """Return the page, with what was wrong beside the fields; raises NotFound."""
    read, now = context.reading(), context.runtime().clock.now()
    shown = queries.get_policy(read, context.runtime().engine, name, now)
    page = render_template(
        "bypass.html",
        shown=shown,
        policy=shown.policy,
        spans=_spans(shown.policy),
        may_open=_may(shown.policy.opens),
        may_issue=_may(shown.policy.issues),
        may_pass=openings.may_pass(shown),
        closed=how,
        happened=_happened,
        words=Words(name),
        namer=wording.namer(channels.titles(read)),
        faults=faults,
        now=now,
        **_steered(name, shown),
    )
    return make_response(page, status)


def refused(policy: str, wrong: Conflict | Invalid | NotFound, field: str) -> Answer:
    """Return the page with a refusal beside the field that it is about."""
    told = bypass_forms.beside(wrong, field)
    return rendered(policy, told, errors.status_of(wrong))


def how(closed: str) -> Text:
    """Return in which way an opening ended."""
    return text(f"bypasses-closed-{closed}")


def _steered(name: str, shown: queries.Shown) -> dict[str, Any]:
    """Return what only those see who steer it, or may change what it allows."""
    read, now = context.reading(), context.runtime().clock.now()
    if not openings.may_follow(shown.policy):
        return {"summary": None, "openings": [], "log": [], "versions": []}
    current = shown.opening
    return {
        "summary": current and queries.summary_of(read, name, current.row.id, now),
        "openings": queries.list_openings(read, name, now),
        "log": history.log_of(read, name, 50),
        "versions": history.list_versions(read, name),
    }


def _spans(policy: Policy) -> Mapping[str, Text]:
    """Return the spans that the policy allows."""
    fitting = {name: span for name, span in SPANS.items() if span <= policy.longest}
    return {name: text(f"bypasses-for-{name}") for name in fitting}


def _happened(line: history.Line) -> Text:
    """Return what a line of the log says."""
    facts = {name: line.doc.get(name) for name in ("selector", "key", "version")}
    return text(f"bypasses-log-{line.tag}", **facts)


def _may(names: frozenset[str]) -> bool:
    return not names.isdisjoint(context.actor().roles)
