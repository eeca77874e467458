"""Which mendings there are, by the rule of the fault that they mend."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache

from runtime.designer.mending import fixes
from runtime.designer.mending.sheet import Sheet
from runtime.kernel.offers import all_offered
from runtime.kernel.texts import Text

# mends the element of an id; None: this one is not safely mended
Mend = Callable[[Sheet, str], Text | None]


@dataclass(frozen=True, slots=True)
class Fix:
    """What is done about the faults of some rules."""

    rules: frozenset[str]
    mend: Mend


@cache
def by_rule() -> Mapping[str, Fix]:
    """Return the mending of each rule; raises Misconfigured for an empty module."""
    found = all_offered(fixes, "fix", Fix, "mend-module-empty")
    return {rule: fix for fix in found.values() for rule in fix.rules}
