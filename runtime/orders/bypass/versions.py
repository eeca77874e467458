"""What a version of a policy says, part by part, and what changed since. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from runtime.kernel.texts import Title
from runtime.orders.bypass.rules import Debt, Policy


@dataclass(frozen=True, slots=True)
class Change:
    """A part that is not as it was; None where one of the two says nothing of it."""

    path: str
    before: Any
    after: Any


def parts(policy: Policy) -> Mapping[str, Any]:
    """Return path in ``bypass.toml`` → value, None for what a policy leaves open."""
    return {
        **_worded("title", policy.title),
        **_worded("text", policy.text),
        "when": policy.when,
        "opens": policy.opens,
        "code": policy.needs_code,
        "issues": policy.issues or None,
        "uses": policy.uses or None,
        "longest": policy.longest,
        "budget.count": policy.most_uses,
        "budget.money": policy.most_money,
        "budget.of": policy.costs,
        "two_person_above": policy.two_person_above,
        "four_eyes": policy.is_four_eyes,
        **_owed(policy.debt),
    }


def changes(before: Policy, after: Policy) -> list[Change]:
    """Return what two versions say differently; two ways to write it are no change."""
    now = parts(after)
    return [
        Change(path, was, now[path])
        for path, was in parts(before).items()
        if was != now[path]
    ]


def at(body: Mapping[str, Any], path: str) -> Any:
    """Return what a body holds at a path, as it is written there; None for nothing."""
    found: Any = body
    for name in path.split("."):
        found = found.get(name) if isinstance(found, Mapping) else None
    return found


def _owed(debt: Debt | None) -> dict[str, Any]:
    element, within = (debt.element, debt.within) if debt else (None, None)
    title = _worded("debt.title", debt.title if debt else None)
    return {"debt.element": element, "debt.within": within, **title}


def _worded(path: str, title: Title | None) -> dict[str, Any]:
    said = {"zh": title.zh, "en": title.en} if title else {"zh": None, "en": None}
    return {f"{path}.{language}": words for language, words in said.items()}
