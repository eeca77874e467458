"""One recorded subject on both sides at once, from rest to rest (同步推演).

Each side starts the process in memory and runs to where it first waits. As long as
both rest alike, what people answered and messages brought is done to both again, in
the sequence of history; where they rest otherwise it ends: nobody knows what people
would have answered there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from runtime.designer.effect.proposal import Side
from runtime.engine.handlers import Handlers, ServiceCall
from runtime.engine.machine import Engine
from runtime.engine.rehearsing import Recorded
from runtime.engine.run import running
from runtime.engine.run.history import Chapter, Event, Page
from runtime.engine.run.outcome import Outcome
from runtime.engine.run.running import Act
from runtime.engine.spiff import Run, Wait
from runtime.kernel.errors import BpmnError

MOST_CHAPTERS = 200  # of one subject; what goes on after that has gone on alike


class Repeating(Handlers):
    """Answers as was answered, where asking again would answer for another moment.

    An operator that may be repeated is asked; one that takes something from the world
    said what there was, in its sequence, and says it again; at last the last again.
    """

    def __init__(self, handlers: Handlers, chapters: Sequence[Chapter]) -> None:
        super().__init__(services=handlers.services)
        self._said: dict[str, list[tuple[Any, str | None]]] = {}
        for chapter in chapters:
            for element, answer, error in _said(chapter):
                self._said.setdefault(element, []).append((answer, error))

    def service(self, call: ServiceCall) -> Mapping[str, Any]:
        """Answer a service task; raises HandlerMissing for an unknown operator."""
        known = self.services.get(call.operator)
        said = self._said.get(call.element.id)
        if known is None or known.repeatable or not said:
            return super().service(call)
        answer, error = said.pop(0) if len(said) > 1 else said[0]
        if error is not None:
            raise BpmnError(error, **answer)
        return dict(answer)


def _said(chapter: Chapter) -> Iterator[tuple[str, Any, str | None]]:
    """Yield what services answered in a chapter: element, answer, error's code."""
    if chapter.page.said:
        yield from ((one[0], one[1], one[2]) for one in chapter.page.said)
        return
    for element, answer in chapter.page.made.items():
        if isinstance(answer, Mapping):
            yield element, answer, None


class Pair:
    """Both sides of one subject, and what is done to them.

    ``is_lost`` tells that history went on in a way that cannot be done again.
    """

    def __init__(
        self,
        engine: Engine,
        sides: tuple[Side, Side],
        subject: Recorded,
        chapters: Sequence[Chapter],
    ) -> None:
        self._engine, self._sides, self._subject = engine, sides, subject
        self._chapters = chapters[:MOST_CHAPTERS]
        self.is_lost = False
        self._handlers = [Repeating(engine.handlers, chapters) for _ in sides]

    def rests(self) -> Iterator[tuple[Outcome, Outcome, datetime]]:
        """Yield where both sides rest, and when, as long as somebody goes on asking.

        Raises FlowError where what was recorded cannot be done again.
        """
        at, early = _begun(self._subject, self._chapters)
        keeps = len(self._chapters) > 1
        before, after = (self._begin(one, at, keeps=keeps) for one in (0, 1))
        yield before, after, at
        for number, chapter in enumerate(self._chapters):
            if number < early and not _is_awaited(chapter, before, after):
                continue
            acts = _act(chapter, before.waits), _act(chapter, after.waits)
            if acts[0] is None or acts[1] is None:
                self.is_lost = chapter.event not in _ENDS
                return
            before = self._go_on(0, before, acts[0], chapter)
            after = self._go_on(1, after, acts[1], chapter)
            yield before, after, chapter.at

    def _begin(self, one: int, at: datetime, *, keeps: bool) -> Outcome:
        side, handlers = self._sides[one], self._handlers[one]
        frame, variables = self._frame(side, at), self._variables()
        return running.begin(side.deployed, variables, frame, handlers, keeps=keeps)

    def _variables(self) -> Mapping[str, Any]:
        """Return what the instance was started with."""
        first = self._chapters[0] if self._chapters else None
        is_start = first is not None and first.event == Event.STARTED
        return first.page.given if first is not None and is_start else {}

    def _go_on(self, one: int, rest: Outcome, act: Act, chapter: Chapter) -> Outcome:
        side = self._sides[one]
        return running.proceed(
            side.deployed,
            rest.body or b"",
            act,
            self._frame(side, chapter.at),
            self._handlers[one],
            by_person=chapter.event == Event.COMPLETED,
        )

    def _frame(self, side: Side, at: datetime) -> Any:
        subject = self._subject
        known = {**subject.known, **side.around(subject)}
        return self._engine.frame_for(at, side.values, known, subject.later)


def _begun(subject: Recorded, chapters: Sequence[Chapter]) -> tuple[datetime, int]:
    """Return when a subject had become what it is known as, after how many chapters.

    A message that came before anybody did anything (that it was paid) is part of
    what is known of it by now.
    """
    at, count = subject.at, 0
    for chapter in chapters:
        if chapter.event not in (Event.STARTED, Event.MESSAGE):
            break
        at, count = chapter.at, count + 1
    return at, count


def _is_awaited(chapter: Chapter, before: Outcome, after: Outcome) -> bool:
    """Tell whether both sides wait for a message, whatever is known of the subject."""
    name = _message(chapter.page) if chapter.event == Event.MESSAGE else None
    return name is not None and all(
        any(one.message == name and not (one.boundary or one.beside) for one in waits)
        for waits in (before.waits, after.waits)
    )


def _act(chapter: Chapter, waits: Sequence[Wait]) -> Act | None:
    """Return what was done in a chapter, None where it cannot be done again."""
    page = chapter.page
    if chapter.event == Event.MESSAGE:
        return _bringing(page)
    if chapter.event == Event.TIMER:
        due = [one for one in waits if one.kind == "timer" and _is_due(one, chapter)]
        return _firing(due[0], chapter.at) if len(due) == 1 else None
    kind = _KINDS.get(chapter.event)
    found = [
        one for one in waits if one.kind == kind and one.element.id == page.element
    ]
    is_unclear = page.name is None and "error" in page.given  # as it was noted earlier
    if not found or (is_unclear and kind == "call"):
        return None
    return _failing(found[0], page) if page.name else _answering(found[0], page.given)


_ENDS = frozenset({Event.CANCELLED.value})  # by hand, whatever the diagram says
_KINDS: Mapping[str, str] = {
    Event.COMPLETED.value: "user",
    Event.ANSWER.value: "call",
}


def _is_due(wait: Wait, chapter: Chapter) -> bool:
    element = chapter.page.given.get("timer")
    if element is not None:
        return bool(wait.element.id == element)
    return wait.due is not None and wait.due <= chapter.at


def _message(page: Page) -> str:
    return str(page.given.get("message", "")) if page.name is None else page.name


def _bringing(page: Page) -> Act:
    given, name = page.given, _message(page)
    is_own = given.get("message") != name  # the message's own field of that name
    payload = {key: one for key, one in given.items() if is_own or key != "message"}

    def act(run: Run) -> None:
        run.receive(name, payload)

    return act


def _firing(wait: Wait, at: datetime) -> Act:
    def act(run: Run) -> None:
        run.fire(wait.node, at)

    return act


def _failing(wait: Wait, page: Page) -> Act:
    facts = {key: one for key, one in page.given.items() if key != "error"}

    def act(run: Run) -> None:
        run.fail(wait.node, BpmnError(page.name or "", **facts))

    return act


def _answering(wait: Wait, given: Mapping[str, Any]) -> Act:
    def act(run: Run) -> None:
        if wait.kind == "user":
            run.complete(wait.node, given)
        else:
            run.answer(wait.node, given)

    return act
