"""The rules of a policy, tried on an order that waits where it leads around."""

from __future__ import annotations

from collections.abc import Mapping, Set
from typing import Any, NamedTuple

from runtime.designer import trying
from runtime.kernel.errors import NotFound
from runtime.kernel.texts import Text
from runtime.orders.bypass import waiting
from web import context, scenes
from web.language import language
from web.ui.bypass_policy_rules import Rule


class Tried(NamedTuple):
    """The rules on the values of one order; ``fault`` when they are not to be had."""

    order_no: str
    answers: Mapping[str, Mapping[str, Any]]
    unread: Set[str]
    fault: Text | None = None


def tried(policy: str, rules: Mapping[str, Rule], order: str) -> Tried | None:
    """Return what the rules give for an order: the one typed, or one that waits there.

    A rule with a fault is not tried. None while nothing waits and no order is named.
    """
    read, runtime = context.reading(), context.runtime()
    now = runtime.clock.now()
    number = order.strip() or waiting.find_oldest(read, runtime.engine, policy, now)
    if not number:
        return None
    try:
        scene = scenes.on_order(number)
    except NotFound as unknown:
        return Tried(number, {}, set(), unknown.text)
    answers = {
        path: trying.try_expression(rule.written, scene, language())
        for path, rule in rules.items()
        if rule.is_sound
    }
    unread = {path for path, one in answers.items() if _is_unread(one)}
    return Tried(number, answers, unread)


def _is_unread(answer: Mapping[str, Any]) -> bool:
    """Tell whether a sound rule names something that this order does not have."""
    return any(one["level"] == "error" for one in answer["findings"])
