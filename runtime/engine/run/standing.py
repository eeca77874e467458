"""Where a business key stands: the steps it took and those it waits at (所在环节)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from runtime.engine.design import definitions
from runtime.engine.design.artifacts import File, Kind
from runtime.engine.design.definitions import Deployed
from runtime.engine.machine import Engine
from runtime.engine.run import history, incidents, queries
from runtime.engine.spiff import Model
from runtime.kernel.texts import Text, Title

CATCHING = ("intermediate-catch-event", "receive-task")
_SORTS = ("tasks", "incidents", "deliveries")  # rows that name their element


@dataclass(frozen=True, slots=True)
class Canvas:
    """One drawn process: its file, the steps finished in it, where it waits."""

    process_id: str
    xml: bytes
    steps: Sequence[str]
    here: frozenset[str]


@dataclass(frozen=True, slots=True)
class Wait:
    """One thing that is waited for: at which step, for whom, since when.

    ``kind`` is "task", "message", "timer", "delivery" or "incident"; ``why`` says
    what is wrong with an incident.
    """

    kind: str
    number: int
    step: Title
    role: str = ""
    holder: str = ""
    since: datetime | None = None
    due: datetime | None = None
    why: Text | Title | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """Everything a page draws of one business key."""

    canvases: Sequence[Canvas]
    waits: Sequence[Wait]
    steps: Sequence[Title]  # by name, in order of finishing


def standing(read: Connection, engine: Engine, business_key: str) -> Standing:
    """Return where all instances of a business key stand, oldest first."""
    drawn: list[Canvas] = []
    waits: list[Wait] = []
    steps: list[Title] = []
    for row in queries.instances_of(read, business_key):
        deployed = engine.definitions.get(read, row.definition_id)
        packer = engine.packers.get(read, row.definition_id)
        chapters = history.read_all(read, row.id, packer)
        passed = [step for chapter in chapters for step in chapter.page.steps]
        waiting = queries.waiting_of(read, row.id)
        here = frozenset(_places(deployed.model, waiting))
        files = definitions.files_of(read, deployed.id)
        drawn += canvases(deployed, files, passed, here)
        waits += _waits(deployed, waiting)
        named = (title_of(deployed.model, step) for step in passed)
        steps += [title for title in named if title.zh or title.en]
    return Standing(drawn, waits, steps)


def title_of(model: Model, element_id: str) -> Title:
    """Return what a step is called; its id when the diagram holds it no more."""
    element = model.elements.get(element_id)
    if element is None:
        return Title(element_id, element_id)
    return Title(element.name, element.name_en)


def places_of_message(model: Model, message: str) -> list[str]:
    """Return the steps that wait for a message; not what only stands by for it."""
    return [
        one.id
        for one in model.elements.values()
        if one.kind in CATCHING and one.reference == message
    ]


def callers(model: Model, here: Iterable[str]) -> set[str]:
    """Return the call activities around these steps, whatever the depth."""
    found: set[str] = set()
    scopes = {model.elements[one].scope for one in here if one in model.elements}
    while scopes:
        calling = [
            one
            for one in model.elements.values()
            if one.kind == "call-activity" and one.reference in scopes
        ]
        scopes = {one.scope for one in calling if one.id not in found}
        found |= {one.id for one in calling}
    return found


def _places(model: Model, waiting: Mapping[str, Iterable[Any]]) -> set[str]:
    here = {row.element for kind in _SORTS for row in waiting[kind]}
    for row in waiting["messages"]:
        here.update(places_of_message(model, row.message))
    return here | callers(model, here)


def canvases(
    deployed: Deployed,
    files: Iterable[File],
    passed: Sequence[str],
    here: frozenset[str],
) -> Iterator[Canvas]:
    """Yield the processes that the instance has been in, its own first."""
    elements = deployed.model.elements
    seen = [one for one in (*passed, *here) if one in elements]
    wanted = {elements[one].file for one in seen}
    drawn = [one for one in files if one.kind is Kind.PROCESS and one.place in wanted]
    for file in sorted(drawn, key=lambda one: one.key != deployed.process_id):
        inside = {one.id for one in elements.values() if one.file == file.place}
        steps = [one for one in passed if one in inside]
        yield Canvas(file.key, file.body, steps, here & inside)


def _waits(deployed: Deployed, waiting: Mapping[str, Iterable[Any]]) -> Iterator[Wait]:
    model = deployed.model
    for row in waiting["incidents"]:
        step = title_of(model, row.element)
        why = incidents.told(row, step)
        yield Wait("incident", row.id, step, since=row.created_at, why=why)
    for row in waiting["tasks"]:
        yield Wait(
            "task",
            row.id,
            title_of(model, row.element),
            row.role,
            row.assignee or "",
            row.created_at,
            row.due_at,
        )
    for row in waiting["messages"]:
        for place in places_of_message(model, row.message):
            yield Wait("message", 0, title_of(model, place), row.message)
    for row in waiting["deliveries"]:
        step = title_of(model, row.element)
        yield Wait("delivery", row.id, step, row.connector, since=row.created_at)
    for row in waiting["timers"]:
        yield Wait("timer", 0, Title("", ""), due=row.due_at)
