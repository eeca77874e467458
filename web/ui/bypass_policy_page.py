"""The form of a policy and the page of one version, as they are shown."""

from __future__ import annotations

from dataclasses import dataclass

from flask import make_response, render_template, request
from werkzeug.wrappers import Response as Answer

from runtime.kernel.errors import NotFound
from runtime.orders.bypass import history, policies
from web import context, openings
from web.ui import bypass_policy_rules, bypass_policy_trial, quantities
from web.ui.bypass_forms import Faults
from web.ui.bypass_policy_forms import Typed
from web.ui.bypass_policy_words import Words


@dataclass(frozen=True, slots=True)
class Filled:
    """A form as it is shown: what stands in it, since which version, what is wrong."""

    typed: Typed
    since: int
    faults: Faults
    is_checked: bool = False


def form(name: str, filled: Filled, status: int) -> Answer:
    """Return the form of a policy, with what is wrong and what came meanwhile."""
    read = context.reading()
    policy, row = policies.current(read, name)
    words = Words(name)
    newer = _newer(name, filled.since) if filled.since != row.version else []
    rules = bypass_policy_rules.reviewed(name, filled.typed, filled.faults)
    page = render_template(
        "bypass_edit.html",
        policy=policy,
        row=row,
        filled=filled,
        typed=filled.typed,
        faults=filled.faults,
        newer=newer,
        words=words,
        units=quantities.units(),
        rules=rules,
        tried=bypass_policy_trial.tried(name, rules, request.form.get("order", "")),
    )
    return make_response(page, status)


def version(name: str, number: int, faults: Faults, status: int) -> Answer:
    """Return the page of one version; raises NotFound, Forbidden."""
    row = openings.followed(name)
    found = history.list_versions(context.reading(), name)
    one = next((each for each in found if each.row.version == number), None)
    if one is None:
        raise NotFound("bypass-version-unknown", policy=name, version=number)
    page = render_template(
        "bypass_version.html",
        policy=found[0].policy,
        one=one,
        newest=row.version,
        words=Words(name),
        is_same=one.row.body == row.body,
        typed=request.form,
        faults=faults,
    )
    return make_response(page, status)


def _newer(name: str, since: int) -> list[history.Version]:
    """Return the versions that came after the one somebody looked at."""
    found = history.list_versions(context.reading(), name)
    return [one for one in found if one.row.version > since]
