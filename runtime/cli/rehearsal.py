"""How a case is played: the real operators and parameters on the case's own order."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from runtime import bootstrap, feel
from runtime.designer.cases import Case, CaseReport, Service, Situation, run_case
from runtime.engine.design import definitions
from runtime.engine.design.artifacts import Kind
from runtime.engine.design.definitions import Built, Vocabulary
from runtime.engine.design.references import references
from runtime.engine.design.shelf import Shelf
from runtime.kernel import parameters
from runtime.orders.intake.channels import CHECKS_OFF
from runtime.orders.inventory import shelf
from runtime.orders.order import lookup
from runtime.orders.order.decoding import decode_order


@dataclass(slots=True)
class Rehearsal:
    """The processes of a shelf, ready to be played; nothing is stored or called.

    ``zone`` is the installation's: it reads times that have none.
    """

    shelf: Shelf
    zone: str
    _built: dict[str, Built] = field(default_factory=dict)
    _values: dict[str, Any] = field(default_factory=dict)

    def built(self, process_id: str) -> Built:
        """Return a process of the shelf; raises Misconfigured, KeyError if unknown."""
        if process_id not in self._built:
            self._built[process_id] = self._build(process_id)
        return self._built[process_id]

    def play(self, process_id: str, case: Case) -> CaseReport:
        """Play one case and report what differs from its promise."""
        built = self.built(process_id)
        return run_case(built.model, case, services(), self.frame_of, built.forms)

    def frame_of(self, situation: Situation) -> feel.Frame:
        """Return what expressions and operators see of a case as it stands."""
        ambient: dict[str, Any] = {"order": {}}
        if situation.order:
            decoded = decode_order(dict(situation.order), ZoneInfo(self.zone))
            ambient = lookup.subjects(decoded.order, None)
        goods, begun = shelf.rehearsed(situation.stock)
        ambient |= goods
        ambient["param"] = {**self.parameters(), **situation.parameters, **begun}
        switches = situation.checks.items()
        ambient[CHECKS_OFF] = frozenset(name for name, how in switches if how == "off")
        return feel.Frame(ambient=ambient, now=situation.now, zone=self.zone)

    def parameters(self) -> dict[str, Any]:
        """Return the parameters of the shelf as they are at their first version."""
        if not self._values:
            for file in self.shelf.of(Kind.PARAMETERS):
                seeds = tomllib.loads(file.body.decode())
                self._values |= parameters.seeded(seeds)
        return self._values

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
            process_id, files, Vocabulary(bootstrap.AMBIENT, later)
        )


def services() -> dict[str, Service]:
    """Return every operator of the features; each answers as in the day's work."""
    return {
        operator: _as_played(service.answer)
        for feature in bootstrap.SLICES
        for operator, service in feature.services.items()
    }


def _as_played(answer: Callable[[Any], Mapping[str, Any]]) -> Service:
    def play(call: Any, situation: Situation) -> Mapping[str, Any]:
        return answer(call)

    return play


def _outside(names: Iterable[str]) -> Iterable[str]:
    """Keep the operators that a case answers itself, whatever is configured here."""
    return (name for name in names if name.startswith("connector:"))
