"""Where an instance stood before (来路): the steps it may go back to, and why not.

History holds the run as it was before each step of a person. To stand there again is
honest only if nothing has happened since that cannot be taken back: no call left the
house, no message arrived, no other branch went on, and every service task in between
may be repeated or undone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from runtime.engine.machine import Engine
from runtime.engine.run import history, returning
from runtime.engine.run.history import Chapter, Event
from runtime.engine.run.loading import Loaded
from runtime.engine.run.running import Services
from runtime.engine.spiff import Element, Run, Wait
from runtime.engine.tables import Delivery, TaskState, UserTask
from runtime.feel import Frame
from runtime.kernel.actors import ActorId
from runtime.kernel.db import table_of
from runtime.kernel.texts import Text, Title, text

TASK, DELIVERY = table_of(UserTask), table_of(Delivery)
BACK = (Event.RETURNED.value, Event.WITHDRAWN.value)


@dataclass(frozen=True, slots=True)
class Place:
    """A step that was done: by whom, when, and why one can not go back to it."""

    element: str
    step: Title
    by: str
    at: datetime
    seq: int
    node: int
    body: bytes
    why_not: Text | None


@dataclass(frozen=True, slots=True)
class Stand:
    """What an instance waited for at one moment."""

    waits: tuple[Wait, ...]
    aside: frozenset[str]

    @property
    def keys(self) -> frozenset[tuple[int, str]]:
        """Return node and kind of each wait."""
        return frozenset((one.node, one.kind) for one in self.waits)

    @property
    def tokens(self) -> list[Wait]:
        """Return the waits of tokens; what listens at a border is none."""
        return [one for one in self.waits if not (one.boundary or one.beside)]


@dataclass(slots=True)
class Past:
    """What counts of the history of one running instance, oldest first.

    ``done`` are the rows of its completed tasks, ``calls`` those of its deliveries.
    """

    engine: Engine
    loaded: Loaded
    chapters: Sequence[Chapter]
    tasks: Sequence[Any]
    calls: Sequence[Any]
    _stands: dict[int, Stand] = field(default_factory=dict)

    def places(self, token: int) -> list[Place]:
        """Return the steps before the one that waits at node ``token``, newest first.

        Of a step that was done several times only the last one is there.
        """
        found: dict[str, Place] = {}
        for index in range(len(self.chapters) - 1, -1, -1):
            element = self.chapters[index].page.element
            if self.is_step(index) and element and element not in found:
                found[element] = self.place(index, token)
        return list(found.values())

    def place(self, index: int, token: int | None) -> Place:
        """Return the step of one chapter, looked at from the node ``token``."""
        chapter = self.chapters[index]
        element, body = chapter.page.element or "", chapter.page.snapshot or b""
        return Place(
            element,
            returning.title(self.loaded.deployed.model, element),
            chapter.actor,
            chapter.at,
            chapter.seq,
            self.node_of(index),
            body,
            next(self._reasons(index, token), None),
        )

    def is_step(self, index: int) -> bool:
        """Tell whether a chapter is a step of a person that one can stand before."""
        chapter = self.chapters[index]
        return chapter.event == Event.COMPLETED and chapter.page.snapshot is not None

    def task_of(self, index: int) -> Any:
        """Return the row of the task that was completed in a chapter, or None."""
        chapter = self.chapters[index]
        waited = self.stand(index).keys
        fitting = [
            row
            for row in self.tasks
            if (row.element, row.ended_at) == (chapter.page.element, chapter.at)
            and row.state == TaskState.COMPLETED.value
            and (row.node, "user") in waited
        ]
        return fitting[-1] if fitting else None

    def node_of(self, index: int) -> int:
        """Return the node of a chapter's step, 0 if its row is not known."""
        row = self.task_of(index)
        return 0 if row is None else int(row.node)

    def stand(self, index: int) -> Stand:
        """Return where the instance stood before a step; -1 for where it is now."""
        if index not in self._stands:
            body = self.loaded.body if index < 0 else self.chapters[index].page.snapshot
            self._stands[index] = self._thawed(body or b"")
        return self._stands[index]

    def _thawed(self, body: bytes) -> Stand:
        frame = Frame(zone=self.engine.zone)
        services = Services(self.engine.handlers, frame)
        run = Run.thaw(self.loaded.deployed.model, body, frame, services)
        stand = Stand(tuple(run.waits()), run.aside)
        run.drop()
        return stand

    def _reasons(self, index: int, token: int | None) -> Iterator[Text]:
        """Yield why one can not go back to before a chapter."""
        yield from self._left_the_house(index)
        yield from self._services(index)
        yield from self._messages(index)
        yield from self._others(index)
        if token is not None:
            yield from self._beside(index, token)

    def _left_the_house(self, index: int) -> Iterator[Text]:
        since = self.chapters[index].at
        for row in self.calls:
            if row.created_at >= since:
                step = returning.title(self.loaded.deployed.model, row.element)
                yield text("back-called", step=step, connector=row.connector)

    def _services(self, index: int) -> Iterator[Text]:
        for _, element in self.services_since(index):
            if not self.engine.handlers.can_go_back(element.reference):
                yield text("back-service", step=_title(element))

    def services_since(self, index: int) -> Iterator[tuple[Chapter, Element]]:
        """Yield the service tasks that ran in a chapter and after it."""
        elements = self.loaded.deployed.model.elements
        for chapter in self.chapters[index:]:
            for step in chapter.page.steps:
                element = elements.get(step)
                if element is not None and element.kind == "service-task":
                    yield chapter, element

    def _messages(self, index: int) -> Iterator[Text]:
        for chapter in self.chapters[index + 1 :]:
            if chapter.event == Event.MESSAGE:
                name = str(chapter.page.given.get("message", ""))
                yield text("back-message", message=name)

    def _others(self, index: int) -> Iterator[Text]:
        """Yield what else had waited and waits no more: it would be done twice."""
        then, now = self.stand(index), self.stand(-1)
        mine = self.node_of(index)
        for wait in then.tokens:
            if wait.node != mine and (wait.node, wait.kind) not in now.keys:
                yield text("back-branch", step=_title(wait.element))
        steps = {step for one in self.chapters[index:] for step in one.page.steps}
        for wait in then.waits:
            if (wait.boundary or wait.beside) and wait.element.id in steps:
                yield text("back-branch", step=_title(wait.element))
        for element_id in sorted(then.aside - now.aside):
            step = returning.title(self.loaded.deployed.model, element_id)
            yield text("back-branch", step=step)

    def _beside(self, index: int, token: int) -> Iterator[Text]:
        """Yield steps of people that do not lie on the way to where a token waits."""
        place = token
        for later in range(len(self.chapters) - 1, index - 1, -1):
            if not self.is_step(later):
                continue
            if (place, "user") in self.stand(later).keys:
                chapter = self.chapters[later]
                model = self.loaded.deployed.model
                step = returning.title(model, chapter.page.element or "")
                yield text("back-beside", step=step, by=ActorId(chapter.actor))
            else:
                place = self.node_of(later)


def past(read: Connection, engine: Engine, loaded: Loaded) -> Past:
    """Return what counts of the history of a running instance."""
    chapters = history.read_all(read, loaded.id, loaded.packer)
    tasks = select(TASK).where(TASK.c.instance_id == loaded.id).order_by(TASK.c.id)
    calls = select(DELIVERY).where(DELIVERY.c.instance_id == loaded.id)
    return Past(
        engine,
        loaded,
        counted(chapters),
        read.execute(tasks).all(),
        read.execute(calls.order_by(DELIVERY.c.id)).all(),
    )


def counted(chapters: Sequence[Chapter]) -> list[Chapter]:
    """Return the chapters that were not gone back over since."""
    kept: list[Chapter] = []
    for chapter in chapters:
        if chapter.event in BACK:
            start = int(chapter.page.given["seq"])
            kept = [one for one in kept if one.seq < start]
        else:
            kept.append(chapter)
    return kept


def _title(element: Element) -> Title:
    return Title(element.name or element.id, element.name_en or element.id)
