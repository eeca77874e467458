"""A policy among roles, steps and names: what speaks against it where it stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from typing import Any

from runtime import feel
from runtime.engine.design.artifacts import Kind
from runtime.engine.design.border_names import names_at
from runtime.engine.design.declared import Declared
from runtime.engine.design.references import references
from runtime.engine.design.remarks import weighed
from runtime.engine.design.shelf import Shelf
from runtime.engine.machine import Engine
from runtime.kernel.errors import Misconfigured
from runtime.kernel.texts import text
from runtime.orders.bypass.rules import (
    EXPRESSIONS,
    Fault,
    Policy,
    fault_of,
    read_policy,
)
from runtime.orders.bypass.versions import at

UNPAID = "bypass-debt-unknown"


def check(
    engine: Engine, shelf: Shelf, name: str, body: Mapping[str, Any]
) -> tuple[Policy, list[Fault]]:
    """Return the policy of a body, and all that is wrong with it among the files.

    A name that nothing gives where the policy stands is a fault: such a rule would
    refuse everybody.
    """
    policy, faults = read_policy(name, body, shelf.roles)
    owed = policy.debt.element if policy.debt else ""
    if owed and owed not in set(_user_tasks(shelf)):
        faults.append(("debt.element", text(UNPAID, element=owed)))
    wrong = {path for path, _ in faults}
    known = names_at(engine, shelf, name)
    for path, wanted in EXPRESSIONS.items():
        written = at(body, path)
        if isinstance(written, str) and path not in wrong:
            found = remarks(known, written, wanted)
            faults += [(path, fault_of(one)) for one in found if one.level == "error"]
    return policy, faults


def remarks(
    known: Iterable[Declared], written: str, wanted: str
) -> tuple[feel.Remark, ...]:
    """Return what is to be said of an expression wherever it is evaluated."""
    found: dict[tuple[str, int, int], feel.Remark] = {}
    for one in known:
        reviewed = feel.review(written, one.setting, (wanted,))
        for remark in weighed(reviewed.remarks, one.is_open):
            found.setdefault((remark.code, remark.line, remark.column), remark)
    return tuple(found.values())


def _user_tasks(shelf: Shelf) -> Iterator[str]:
    for file in shelf.of(Kind.PROCESS):
        with suppress(Misconfigured):  # its own gate says what is wrong with it
            for task in references(file.body, file.place).tasks:
                if task.is_user_task:
                    yield task.id
