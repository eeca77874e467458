"""What a policy stands among: what its rules may read, which steps may pay a debt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from runtime.engine.design.border_names import around, names_at
from runtime.engine.design.declared import Declared
from runtime.engine.design.shelf import shelf_of
from runtime.engine.machine import Engine
from runtime.engine.run.standing import title_of
from runtime.kernel.texts import Title
from runtime.orders.bypass import checks
from runtime.orders.bypass.rules import Fault, Policy


@dataclass(frozen=True, slots=True)
class Process:
    """A process in which somebody may owe something, and its steps by element."""

    title: Title
    steps: Mapping[str, Title]


def checked(
    read: Connection, engine: Engine, name: str, body: Mapping[str, Any]
) -> tuple[Policy, list[Fault]]:
    """Return the policy of a body, and what a deployment of it would say."""
    return checks.check(engine, shelf_of(read, ()), name, body)


def known_to(read: Connection, engine: Engine, name: str) -> list[Declared]:
    """Return what the rules of a policy may read, for each process it stands in."""
    return names_at(engine, shelf_of(read, ()), name)


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
