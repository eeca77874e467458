"""What a policy stands among: what its rules may read, which steps may pay a debt."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from runtime import feel
from runtime.engine.design.border_names import around, names_at
from runtime.engine.design.declared import Declared
from runtime.engine.design.remarks import weighed
from runtime.engine.design.shelf import shelf_of
from runtime.engine.machine import Engine
from runtime.engine.run.standing import title_of
from runtime.kernel.texts import Title
from runtime.orders.bypass import files
from runtime.orders.bypass.rules import EXPRESSIONS, Fault, Policy, fault_of
from runtime.orders.bypass.versions import at


@dataclass(frozen=True, slots=True)
class Process:
    """A process in which somebody may owe something, and its steps by element."""

    title: Title
    steps: Mapping[str, Title]


def checked(
    read: Connection, engine: Engine, name: str, body: Mapping[str, Any]
) -> tuple[Policy, list[Fault]]:
    """Return the policy of a body, and all that speaks against it where it stands.

    That is what a deployment would say, and a name that is nowhere to be read.
    """
    shelf = shelf_of(read, ())
    policy, faults = files.check(name, body, shelf.roles, files.user_tasks(shelf))
    known = names_at(engine, shelf, name)
    wrong = {path for path, _ in faults}
    for path, wanted in EXPRESSIONS.items():
        written = at(body, path)
        if isinstance(written, str) and path not in wrong:
            found = remarks(known, written, wanted)
            faults += [(path, fault_of(one)) for one in found if one.level == "error"]
    return policy, faults


def known_to(read: Connection, engine: Engine, name: str) -> list[Declared]:
    """Return what the rules of a policy may read, for each process it stands in."""
    return names_at(engine, shelf_of(read, ()), name)


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


def debt_steps(read: Connection, engine: Engine, name: str) -> list[Process]:
    """Return the user steps that there are where a policy stands, by process."""
    shelf, taken = shelf_of(read, ()), set[str]()
    found = []
    for process_id in around(shelf, name):
        deployed = engine.definitions.current(read, process_id)
        tasks = [
            one.id
            for one in deployed.model.elements.values()
            if one.kind == "user-task" and one.id not in taken
        ]
        taken |= set(tasks)
        titles = {task: title_of(deployed.model, task) for task in tasks}
        manifest = deployed.manifest
        title = Title(
            str(manifest.get("title", process_id)), str(manifest.get("title_en", ""))
        )
        if titles:
            found.append(Process(title, titles))
    return found
