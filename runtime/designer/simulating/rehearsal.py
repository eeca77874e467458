"""How a process is played that need not be published: real services, made-up subjects.

Whatever is configured here, a call to an outside system is answered by whoever plays.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from runtime import feel
from runtime.designer.cases import Case, CaseReport, run_case
from runtime.designer.simulating.course import Service, Situation, Stage
from runtime.engine.design import definitions
from runtime.engine.design.artifacts import Kind
from runtime.engine.design.definitions import Built, Vocabulary
from runtime.engine.design.references import references
from runtime.engine.design.shelf import Shelf
from runtime.engine.handlers import ServiceTask
from runtime.engine.machine import Engine
from runtime.engine.rehearsing import MadeUp
from runtime.kernel import parameters
from runtime.kernel.errors import NotFound

MakingUp = Callable[[MadeUp, str], tuple[dict[str, Any], dict[str, Any]]]


@dataclass(frozen=True, slots=True)
class World:
    """What an installation has for every play: services, names, its clock's zone.

    ``zone`` reads times that have none; ``made_up`` makes subjects of what is given.
    """

    services: Mapping[str, Service]
    ambient: frozenset[str]
    made_up: MakingUp
    zone: str


def world_of(engine: Engine) -> World:
    """Return the world of an installation."""
    services = played(engine.handlers.services)
    ambient = engine.definitions.vocabulary.ambient
    return World(services, ambient, engine.props.made_up, engine.zone)


def played(services: Mapping[str, ServiceTask]) -> dict[str, Service]:
    """Return operators as a play asks them: each answers as in the day's work."""
    return {name: _as_played(one.answer) for name, one in services.items()}


@dataclass(slots=True)
class Rehearsal:
    """The processes of a shelf, ready to be played; nothing is stored or called.

    ``values`` are the parameters; without them they are as at their first version.
    """

    shelf: Shelf
    world: World
    values: Mapping[str, Any] | None = None
    _built: dict[str, Built] = field(default_factory=dict)

    def built(self, process_id: str) -> Built:
        """Return a process of the shelf; raises Misconfigured, KeyError if unknown."""
        if process_id not in self._built:
            self._built[process_id] = self._build(process_id)
        return self._built[process_id]

    def require(self, process_id: str) -> None:
        """Raise NotFound for a process that the shelf does not hold."""
        if (Kind.PROCESS, process_id) not in self.shelf.files:
            raise NotFound("process-unknown", process=process_id)

    @property
    def processes(self) -> list[str]:
        """The processes that can be played, by id."""
        return [
            file.key
            for file in self.shelf.of(Kind.PROCESS)
            if file.key in references(file.body, file.place).processes
        ]

    def stage(self, process_id: str) -> Stage:
        """Return what a process is played on; raises as `built` does."""
        built = self.built(process_id)
        return Stage(built.model, self.world.services, self.frame_of, built.forms)

    def play(self, process_id: str, case: Case) -> CaseReport:
        """Play one case and report what differs from its promise."""
        stage = self.stage(process_id)
        return run_case(stage.model, case, stage.services, stage.frame_of, stage.forms)

    def frame_of(self, situation: Situation) -> feel.Frame:
        """Return what expressions and operators see of a case as it stands."""
        given = MadeUp(situation.order, situation.checks, situation.stock)
        ambient, begun = self.world.made_up(given, self.world.zone)
        ambient["param"] = {**self.parameters(), **situation.parameters, **begun}
        return feel.Frame(ambient=ambient, now=situation.now, zone=self.world.zone)

    def parameters(self) -> Mapping[str, Any]:
        """Return the parameters that hold unless a case says otherwise."""
        if self.values is None:
            found: dict[str, Any] = {}
            for file in self.shelf.of(Kind.PARAMETERS):
                found |= parameters.seeded(tomllib.loads(file.body.decode()))
            self.values = found
        return self.values

    def _build(self, process_id: str) -> Built:
        files = self.shelf.closure(self.shelf.files[Kind.PROCESS, process_id])
        drawn = (one for one in files if one.kind is Kind.PROCESS)
        later = frozenset(
            _outside(
                name
                for file in drawn
                for name in references(file.body, file.place).operators
            )
        )
        return definitions.build(
            process_id, files, Vocabulary(self.world.ambient, later)
        )


def _as_played(answer: Callable[[Any], Mapping[str, Any]]) -> Service:
    def play(call: Any, situation: Situation) -> Mapping[str, Any]:
        return answer(call)

    return play


def _outside(names: Iterable[str]) -> Iterable[str]:
    """Keep the operators that a case answers itself, whatever is configured here."""
    return (name for name in names if name.startswith("connector:"))
