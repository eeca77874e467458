"""Which mendings there are, by the rule of the fault that they mend."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache

from runtime.designer.mending import fixes
from runtime.designer.mending.sheet import Sheet
from runtime.kernel.errors import Finding
from runtime.kernel.offers import all_offered
from runtime.kernel.texts import Text

NAMELESS = "id-missing"
# mends the element of an id; None: this one is not safely mended
Mend = Callable[[Sheet, str], Text | None]


@dataclass(frozen=True, slots=True)
class Fix:
    """What is done about the faults of some rules."""

    rules: frozenset[str]
    mend: Mend


def rule_of(fault: Finding) -> str:
    """Return the rule that a fault is mended by; what has no id is given one."""
    return fault.rule if fault.element else NAMELESS


def fix_of(fault: Finding) -> Fix | None:
    """Return what mends a fault, None if it is not safely mended."""
    return by_rule().get(rule_of(fault))


@cache
def by_rule() -> Mapping[str, Fix]:
    """Return the mending of each rule; raises Misconfigured for an empty module."""
    found = all_offered(fixes, "fix", Fix, "mend-module-empty")
    return {rule: fix for fix in found.values() for rule in fix.rules}
