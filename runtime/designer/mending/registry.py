"""Which mendings there are, by the rule of the fault that they mend."""

from __future__ import annotations

import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module

from runtime.designer.mending import fixes
from runtime.designer.mending.sheet import Sheet
from runtime.kernel.errors import Misconfigured
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
    found: dict[str, Fix] = {}
    for module in pkgutil.iter_modules(fixes.__path__):
        offered = import_module(f"{fixes.__name__}.{module.name}")
        fix = vars(offered).get("fix")
        if not isinstance(fix, Fix):
            raise Misconfigured("mend-module-empty", module=module.name)
        found |= dict.fromkeys(fix.rules, fix)
    return found
