"""``bypass.toml`` at the gate: each policy by itself, and among the others."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from typing import Any

from runtime.engine.design.artifacts import File, Kind
from runtime.engine.design.references import references
from runtime.engine.design.shelf import Shelf
from runtime.kernel.errors import Finding, Misconfigured
from runtime.kernel.texts import text
from runtime.orders.bypass.rules import read_policy


def findings(file: File, shelf: Shelf) -> Iterator[Finding]:
    """Yield what is wrong with the policies of a file; for deployment."""
    others = [one for one in shelf.of(Kind.BYPASS) if one.key != file.key]
    taken = {name for one in others for name in tables(one.body)}
    roles, steps = shelf.roles, frozenset(_user_tasks(shelf))
    for name, body in tables(file.body).items():
        if not isinstance(body, Mapping):
            yield _error(file, name, "bypass-table-wrong")
            continue
        if name in taken:
            yield _error(file, name, "bypass-policy-twice", policy=name)
        policy, faults = read_policy(name, body, roles)
        for path, said in faults:
            yield _error(file, name, "bypass-policy-fault", field=path, fault=said)
        debt = policy.debt
        if debt is not None and debt.element and debt.element not in steps:
            yield _error(file, name, "bypass-debt-unknown", element=debt.element)


def tables(body: bytes) -> Mapping[str, Any]:
    """Return policy → what its file says; nothing of a file that cannot be read."""
    with suppress(ValueError):
        return tomllib.loads(body.decode())
    return {}


def _user_tasks(shelf: Shelf) -> Iterable[str]:
    for file in shelf.of(Kind.PROCESS):
        with suppress(Misconfigured):  # its own gate says what is wrong with it
            for task in references(file.body, file.place).tasks:
                if task.is_user_task:
                    yield task.id


def _error(file: File, name: str, code: str, **facts: object) -> Finding:
    return Finding(file.place, name, code, "error", text(code, **facts))
