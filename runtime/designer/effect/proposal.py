"""What is to be published, beside what is: both sides, ready to run (草案与现行).

A side is a process version and the parameters that hold with it. Both are run by the
same engine on the same subjects, so that they differ by the draft and nothing else.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from sqlalchemy import Connection

from runtime.engine.design import definitions
from runtime.engine.design.artifacts import File, Kind
from runtime.engine.design.checks import is_touched
from runtime.engine.design.definitions import Built, Deployed
from runtime.engine.design.references import references
from runtime.engine.design.shelf import Shelf, shelf_of
from runtime.engine.machine import Engine
from runtime.engine.rehearsing import Around
from runtime.kernel import parameters
from runtime.kernel.errors import NotFound
from runtime.kernel.parameters import ParameterType
from runtime.kernel.texts import Title


@dataclass(frozen=True, slots=True)
class Proposal:
    """Files to publish, and parameters to change: name → value as it is written."""

    files: Sequence[File] = ()
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Side:
    """One of two ways: process version, parameters, and what files say around it."""

    deployed: Deployed
    values: Mapping[str, Any]
    around: Around
    roles: Mapping[str, Title] = field(default_factory=dict)


class Sides:
    """What is published and what is proposed, for each process that is asked for."""

    def __init__(
        self, read: Connection, engine: Engine, proposal: Proposal, now: datetime
    ) -> None:
        """Build what the proposal touches.

        Raises Misconfigured with all findings for a proposal that cannot run.
        """
        self._read, self._engine = read, engine
        published = parameters.values_at(read, now)
        self._shelves = shelf_of(read, []), shelf_of(read, proposal.files)
        self._values = published, changed_values(read, self._shelves[1], proposal, now)
        self._made: dict[str, tuple[Side, Side]] = {}
        for process_id in _touched(self._shelves[1], proposal.files):
            _built(engine, self._shelves[1], process_id)

    @property
    def published(self) -> Shelf:
        """What is published now."""
        return self._shelves[0]

    @cached_property
    def _around(self) -> tuple[Around, Around]:
        before, after = self._shelves
        return self._engine.props.around(before), self._engine.props.around(after)

    def of(self, process_id: str) -> tuple[Side, Side]:
        """Return both sides of a process.

        Raises NotFound for one that is not published or not in the proposal any more.
        """
        if process_id not in self._made:
            before = self._engine.definitions.current(self._read, process_id)
            after = _proposed(self._engine, self._shelves[1], before)
            (here, there), (old, new) = self._around, self._values
            roles = list(map(_roles, self._shelves))
            self._made[process_id] = (
                Side(before, old, here, roles[0]),
                Side(after, new, there, roles[1]),
            )
        return self._made[process_id]


def changed_values(
    read: Connection, shelf: Shelf, proposal: Proposal, now: datetime
) -> dict[str, Any]:
    """Return the parameters as they are once the proposal is published.

    A name that a file brings along begins with its first value. Raises NotFound for
    a name that nobody knows, Invalid for a value of another type.
    """
    values = parameters.values_at(read, now)
    kinds = {row.name: row.type for row in parameters.list_all(read)}
    for file in shelf.of(Kind.PARAMETERS):
        seeds = tomllib.loads(file.body.decode())
        new = {name: seed for name, seed in seeds.items() if name not in kinds}
        values |= parameters.seeded(new)
        kinds |= {name: seed["type"] for name, seed in new.items()}
    for name, value in proposal.values.items():
        if name not in kinds:
            raise NotFound("parameter-unknown", name=name)
        kind = ParameterType(kinds[name])
        values[name] = parameters.decode(kind, parameters.check(name, kind, value))
    return values


def _roles(shelf: Shelf) -> dict[str, Title]:
    """Return what roles are called; nothing where their file cannot be read."""
    file = shelf.files.get((Kind.ROLES, "roles"))
    try:
        table = tomllib.loads(file.body.decode()) if file else {}
        return {role: Title(**one["title"]) for role, one in table.items()}
    except (ValueError, KeyError, TypeError):
        return {}


def _proposed(engine: Engine, shelf: Shelf, before: Deployed) -> Deployed:
    built = _built(engine, shelf, before.process_id)
    return Deployed(
        0,
        before.process_id,
        before.version + 1,
        built.model,
        built.forms,
        built.manifest,
        built.decisions,
        engine.definitions.vocabulary.ambient,
    )


def _built(engine: Engine, shelf: Shelf, process_id: str) -> Built:
    vocabulary = engine.definitions.vocabulary
    closure = shelf.closure(_drawn(shelf, process_id))
    return definitions.build(process_id, closure, vocabulary)


def _touched(shelf: Shelf, files: Sequence[File]) -> Iterator[str]:
    """Yield the processes that the files of a proposal say something about."""
    for file in shelf.of(Kind.PROCESS):
        if is_touched(shelf, file, files):
            yield from references(file.body, file.place).processes


def _drawn(shelf: Shelf, process_id: str) -> File:
    """Return the diagram that holds a process, whatever its file is called."""
    for file in shelf.of(Kind.PROCESS):
        if process_id in references(file.body, file.place).processes:
            return file
    raise NotFound("process-unknown", process=process_id)
