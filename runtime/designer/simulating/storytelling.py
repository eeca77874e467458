"""What each stretch of a course brought, told as the story of an order is (讲述)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from runtime.designer.case_file import Move, Step
from runtime.designer.fixed_values import FixedValues
from runtime.designer.simulating.course import Stretch
from runtime.engine.design.definitions import Deployed
from runtime.engine.run.because import Because
from runtime.engine.run.history import Chapter, Event, Page
from runtime.engine.run.standing import title_of
from runtime.kernel.texts import Text, Title, text


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence of what happened, and those beneath it that say why."""

    kind: str
    sentence: Text
    more: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True)
class Told:
    """What one move brought; the first is the start, which nobody moved."""

    move: Step | None
    headline: Text
    lines: tuple[Line, ...]
    path: tuple[Title, ...]


def told(
    read: Connection,
    deployed: Deployed,
    stretches: Sequence[Stretch],
    values: Mapping[str, Any],
    zone: str,
) -> list[Told]:
    """Return what happened, a stretch at a time, with why at every decision."""
    teller = Because(deployed, FixedValues(read, values), zone, whole=True)
    return [_told(deployed, teller, n, one) for n, one in enumerate(stretches)]


def _told(deployed: Deployed, teller: Because, number: int, one: Stretch) -> Told:
    chapter = _chapter(number, one)
    lines = tuple(
        Line(kind, told.sentence, told.more) for kind, told in teller.reasons(chapter)
    )
    titles = [Title(each.name, each.name_en) for each in one.passed]
    path = tuple(each for each in titles if each.zh or each.en)
    return Told(one.step, _headline(deployed, one), lines, path)


def _chapter(number: int, one: Stretch) -> Chapter:
    """Return a stretch as history would have it, which is explained already."""
    decisions = [
        (verdict.decision, verdict.rows, verdict.inputs, verdict.outputs)
        for trace in one.decisions
        for verdict in (*trace.verdict.parts, trace.verdict)
    ]
    page = Page(
        steps=[each.id for each in one.passed],
        decisions=decisions,
        given=one.step.data if one.step else {},
        made=one.made,
        element=one.step.target if one.step else None,
        choices=[(each.element.id, each.taken, each.values) for each in one.choices],
    )
    event = Event.STARTED if one.step is None else _EVENTS[one.step.move]
    return Chapter(number, one.at, "", event.value, page)


_EVENTS = {
    Move.COMPLETE: Event.COMPLETED,
    Move.MESSAGE: Event.MESSAGE,
    Move.FIRE: Event.TIMER,
    Move.ANSWER: Event.ANSWER,
    Move.FAIL: Event.ANSWER,
}


def _headline(deployed: Deployed, one: Stretch) -> Text:
    if one.step is None:
        return text("simulate-started", at=one.at)
    step = title_of(deployed.model, one.step.target)
    code = f"simulate-did-{one.step.move.value}"
    return text(code, step=step, role=one.step.role or "-", at=one.at)
