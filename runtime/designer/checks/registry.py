"""Which checks there are: one module in ``rules/``, which offers one ``check``."""

from __future__ import annotations

import pkgutil
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module

from runtime.designer.checks import rules
from runtime.designer.checks.view import Fault, View
from runtime.engine.design.artifacts import Kind
from runtime.kernel.errors import Misconfigured

ERROR, WARNING = "error", "warning"
Look = Callable[[View], Iterable[Fault]]


@dataclass(frozen=True, slots=True)
class Check:
    """What is looked for in files of a kind: rule → how much its faults weigh.

    An error could not run rightly; everything else is a warning. ``look`` says each
    fault once, in the sequence of the file, by a text whose code is the rule. It may
    weigh one fault lighter than its rule, never heavier.
    """

    rules: Mapping[str, str]
    look: Look
    kind: Kind = Kind.PROCESS


@cache
def checks() -> Mapping[str, Check]:
    """Return every check by the name of its module; raises Misconfigured if empty."""
    found: dict[str, Check] = {}
    for module in pkgutil.iter_modules(rules.__path__):
        offered = import_module(f"{rules.__name__}.{module.name}")
        check = vars(offered).get("check")
        if not isinstance(check, Check):
            raise Misconfigured("check-module-empty", module=module.name)
        found[module.name] = check
    return found
