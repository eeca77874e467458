"""What is to be said of a policy among the files of its draft."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from flask import request

from runtime.designer.drafts import checking
from runtime.engine.design.artifacts import File, Kind
from runtime.kernel.errors import NotFound
from runtime.orders.bypass import files, surroundings
from web import context
from web.ui import bypass_policy_forms as fields
from web.ui import bypass_policy_rules, bypass_policy_trial, quantities
from web.ui.bypass_policy_rules import Rule
from web.ui.bypass_policy_trial import Tried
from web.ui.designer.holding import Held
from web.ui.designer.policies.typed import Filled, with_typed


def judged(filled: Filled, around: list[File]) -> dict[str, Any]:
    """Return the fields of a policy with what is to be said of each."""
    read, engine = context.reading(), context.runtime().engine
    name, typed = filled.policy, filled.typed
    body = fields.body_of(typed)
    _, found = surroundings.checked(read, engine, name, body, around)
    faults = fields.beside(found)
    rules = bypass_policy_rules.reviewed(name, typed, faults, around)
    return {
        "typed": typed,
        "faults": faults,
        "rules": rules,
        "tried": _tried(name, rules),
        "units": quantities.units(),
    }


def _tried(name: str, rules: Mapping[str, Rule]) -> Tried | None:
    """Return what the rules give for an order; a new policy leads around nothing."""
    with suppress(NotFound):
        return bypass_policy_trial.tried(name, rules, request.form.get("order", ""))
    return None


def around(held: Held, filled: Filled) -> list[File]:
    """Return the draft's files, this one as it was typed."""
    found = checking.files_of(held.draft)
    if not filled.typed:
        return found
    body = files.written(held.body, with_typed(held, filled))
    key = held.name.key
    return [*found, File(Kind.BYPASS, key, key, body)]
