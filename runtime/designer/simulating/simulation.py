"""A process stepped through: where it stands, what it knows, why it went there (模拟).

A script is played from its beginning each time. A move that cannot be done is told,
and what came before it stands.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from runtime.designer.case_file import Case
from runtime.designer.cases import course_of
from runtime.designer.simulating import storytelling
from runtime.designer.simulating.course import Course, Deviation
from runtime.designer.simulating.rehearsal import Rehearsal
from runtime.designer.simulating.storytelling import Told
from runtime.engine.design.artifacts import Kind
from runtime.engine.design.definitions import Deployed
from runtime.engine.run.standing import Canvas, callers, canvases, title_of
from runtime.engine.spiff import Wait
from runtime.kernel.errors import FlowError, Invalid
from runtime.kernel.texts import Text, Title, text

LONGEST = 5.0  # seconds that one request plays


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a move could not be done, or the process could not go on.

    ``move`` counts from 1, 0 is the start; ``fields`` are faults of a form's answer.
    """

    move: int
    sentences: tuple[Text, ...]
    element: str = ""
    fields: Mapping[str, Sequence[Text]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Simulation:
    """A process where a script has led it."""

    deployed: Deployed
    course: Course
    waits: tuple[Wait, ...]
    told: tuple[Told, ...]
    canvases: tuple[Canvas, ...]
    refusal: Refusal | None = None

    @property
    def is_over(self) -> bool:
        """Tell whether the process has ended."""
        return bool(self.told) and self.course.run.completed

    @property
    def done(self) -> int:
        """How many moves were done."""
        return max(len(self.told) - 1, 0)

    @property
    def stage(self) -> str | None:
        """The stage that it stands in."""
        return self.course.run.stage if self.told else None

    @property
    def data(self) -> Mapping[str, Any]:
        """What the process knows where it stands."""
        return self.course.data() if self.told else {}

    def title(self, element: str) -> Title:
        """Return what a step is called."""
        return title_of(self.deployed.model, element)


def simulate(
    read: Connection, rehearsal: Rehearsal, process_id: str, case: Case
) -> Simulation:
    """Play the steps of ``case`` and tell everything about where that leads.

    Raises NotFound for a process that the shelf does not hold, Misconfigured for one
    that cannot run, Invalid for a beginning that is none or takes too long.
    """
    rehearsal.require(process_id)
    course = course_of(rehearsal.stage(process_id), case)
    rehearsal.frame_of(course.situation)  # refuses a subject that is none
    deployed = _deployed(rehearsal, process_id)
    refusal = _played(course, case)
    values = {**rehearsal.parameters(), **course.situation.parameters}
    zone = rehearsal.world.zone
    told = storytelling.told(read, deployed, course.stretches, values, zone)
    waits = tuple(course.run.waits()) if told else ()
    drawn = tuple(_canvases(rehearsal, deployed, course, waits)) if told else ()
    return Simulation(deployed, course, waits, tuple(told), drawn, refusal)


def _played(course: Course, case: Case) -> Refusal | None:
    """Play until the end, or until a move that cannot be done; return why not."""
    started = time.perf_counter()
    try:
        course.start()
    except FlowError as failure:
        return Refusal(0, (_stuck(course, failure),), course.failed)
    for number, step in enumerate(case.steps, 1):
        if time.perf_counter() - started > LONGEST:
            raise Invalid("simulate-too-long", seconds=int(LONGEST), move=number)
        try:
            course.do(number, step)
        except Deviation as deviation:
            course.step_back()
            return Refusal(number, deviation.sentences, step.target, deviation.fields)
        except FlowError as failure:
            said, where = _stuck(course, failure), course.failed
            course.step_back()
            return Refusal(number, (said,), where)
    return None


def _stuck(course: Course, failure: FlowError) -> Text:
    reason = Text(failure.code, {"values": "-", **failure.facts})
    return text("case-stopped", element=course.failed, reason=reason)


def _deployed(rehearsal: Rehearsal, process_id: str) -> Deployed:
    built, ambient = rehearsal.built(process_id), rehearsal.world.ambient
    parts = built.model, built.forms, built.manifest, built.decisions
    return Deployed(0, process_id, 0, *parts, ambient)


def _canvases(
    rehearsal: Rehearsal, deployed: Deployed, course: Course, waits: Sequence[Wait]
) -> list[Canvas]:
    shelf = rehearsal.shelf
    files = shelf.closure(shelf.files[Kind.PROCESS, deployed.process_id])
    here = frozenset(one.element.id for one in waits if not one.boundary)
    here |= callers(deployed.model, here)
    passed = [one.id for one in course.passed]
    return list(canvases(deployed, files, passed, here))


def moment_of(simulation: Simulation) -> datetime:
    """Return the time on the clock of a simulation."""
    return simulation.course.situation.now
