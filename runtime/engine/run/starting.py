"""New instances: run to where they first wait, then written, alone or in a batch."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from runtime.engine.design.definitions import Deployed
from runtime.engine.facts import Tag
from runtime.engine.machine import Engine
from runtime.engine.packing import Packer
from runtime.engine.run import history, running, saving
from runtime.engine.run.history import Event, Page
from runtime.engine.run.instances import incident_entry, tell_moved
from runtime.engine.run.running import Outcome
from runtime.engine.run.saving import Place, Rows
from runtime.engine.tables import InstanceState
from runtime.kernel import ids
from runtime.kernel.work import Work


def start(
    work: Work,
    engine: Engine,
    process_id: str,
    business_key: str,
    variables: Mapping[str, Any] | None = None,
) -> int:
    """Start the newest version of a process; return the instance's id.

    Raises NotFound for an unknown process. An automatic step that fails does not
    refuse the start: the instance stands there with an incident.
    """
    deployed = engine.definitions.current(work.read, process_id)
    frame = engine.frame(work, business_key)
    outcome = running.begin(deployed, variables or {}, frame, engine.handlers)
    (instance_id,) = ids.row_ids(work, 1)
    new = NewInstances(work, engine, deployed)
    new.add(instance_id, business_key, outcome, variables)
    new.write()
    doc = {"process": process_id, "version": deployed.version}
    engine.trail.write(work, business_key, Tag.STARTED, doc)
    for entry in new.failures:
        engine.trail.write(work, *entry)
    tell_moved(work, deployed, (instance_id, business_key), outcome)
    return instance_id


class NewInstances:
    """New instances of one process version, written together with what they wait for.

    Whoever gathers them writes the trail and tells the fact. ``failures`` are what
    the trail is to say of those that cannot go on: subject, tag, facts.
    """

    def __init__(self, work: Work, engine: Engine, deployed: Deployed) -> None:
        self._work, self._engine, self._deployed = work, engine, deployed
        self._rows = Rows(work)
        self._packer: Packer | None = None
        self._owed: list[tuple[str, str, Mapping[str, Any]]] = []
        self.failures: list[tuple[str, str, Mapping[str, Any]]] = []

    def add(
        self,
        instance_id: int,
        business_key: str,
        outcome: Outcome,
        variables: Mapping[str, Any] | None = None,
    ) -> None:
        """Gather the rows of one that has run to where it first waits.

        ``variables`` are what it was started with; history keeps them.
        """
        rows, deployed = self._rows, self._deployed
        page = history.written(_first_page(outcome, variables or {}))
        packer = self._packer = self._packer or self._engine.packers.for_start(
            self._work, deployed, (page, outcome.body or b"{}")
        )
        state = InstanceState.COMPLETED if outcome.is_over else InstanceState.ACTIVE
        rows.instances.append(
            (
                instance_id,
                deployed.id,
                business_key,
                state.value,
                1,
                outcome.stage,
                int(outcome.is_stuck),
                saving.packed(packer, outcome.body),
                rows.at,
                rows.at if outcome.is_over else None,
            )
        )
        if outcome.failure is not None:
            self.failures.append(incident_entry(business_key, outcome.failure))
        rows.add_waits(Place(instance_id, business_key, deployed.id), outcome)
        self._owed += [(one, business_key, made) for one, made in outcome.owed]
        actor, body = self._work.actor.id, packer.pack(page)
        rows.history.append((instance_id, 1, rows.at, actor, Event.STARTED.value, body))

    def write(self) -> None:
        """Insert everything that was gathered, and what services answered."""
        self._rows.write()
        self._engine.handlers.write(self._work, self._owed)


def _first_page(outcome: Outcome, variables: Mapping[str, Any]) -> Page:
    return Page(
        given=variables,
        steps=outcome.steps,
        decisions=outcome.decisions,
        made=outcome.made,
        choices=outcome.choices,
        said=outcome.said,
    )
