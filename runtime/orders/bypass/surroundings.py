"""What a policy stands among: what its rules may read, which steps may pay a debt.

It stands among what is published, or among a draft's ``files`` in their place.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from runtime.engine.design.artifacts import File, Kind
from runtime.engine.design.border_names import around, names_at, user_steps
from runtime.engine.design.declared import Declared
from runtime.engine.design.shelf import Shelf, shelf_of
from runtime.engine.machine import Engine
from runtime.kernel.texts import Title
from runtime.orders.bypass import checks
from runtime.orders.bypass.rules import Fault, Policy


@dataclass(frozen=True, slots=True)
class Process:
    """A process in which somebody may owe something, and its steps by element."""

    title: Title
    steps: Mapping[str, Title]


def checked(
    read: Connection,
    engine: Engine,
    name: str,
    body: Mapping[str, Any],
    files: Sequence[File] = (),
) -> tuple[Policy, list[Fault]]:
    """Return the policy of a body, and what a deployment of it would say."""
    return checks.check(engine, shelf_of(read, files), name, body)


def known_to(
    read: Connection, engine: Engine, name: str, files: Sequence[File] = ()
) -> list[Declared]:
    """Return what the rules of a policy may read, for each process it stands in."""
    return names_at(engine, shelf_of(read, files), name)


def debt_steps(
    read: Connection, name: str, files: Sequence[File] = (), home: str = ""
) -> list[Process]:
    """Return the user steps that there are where a policy stands, by process.

    One that stands nowhere yet may stand in ``home``.
    """
    shelf, taken = shelf_of(read, files), set[str]()
    found = []
    known = user_steps(shelf)
    for process_id in around(shelf, name) or [home]:
        if process_id not in known:
            continue
        titles = {
            step: title
            for step, title in known[process_id].items()
            if step not in taken
        }
        taken |= titles.keys()
        if titles:
            found.append(Process(_titled(shelf, process_id), titles))
    return found


def _titled(shelf: Shelf, process_id: str) -> Title:
    """Return what a process is called in its manifest, else by its id."""
    stated: Mapping[str, Any] = {}
    file = shelf.files.get((Kind.MANIFEST, process_id))
    with suppress(ValueError):  # its own gate says what is wrong with it
        stated = tomllib.loads(file.body.decode()) if file else {}
    title, english = stated.get("title", process_id), stated.get("title_en", "")
    return Title(str(title), str(english))
