"""How much waits at each step, how long, how much of it too long (环节积压)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Connection,
    Integer,
    Select,
    and_,
    case,
    func,
    literal,
    select,
    union_all,
)

from runtime.engine.design import definitions
from runtime.engine.design.artifacts import Kind
from runtime.engine.machine import Engine
from runtime.engine.run.history import HISTORY
from runtime.engine.run.incidents import INCIDENT
from runtime.engine.run.queries import INSTANCE, IS_OPEN, TASK
from runtime.engine.run.standing import CATCHING, places_of_message, title_of
from runtime.engine.tables import Delivery, DeliveryState, IncidentState, Subscription
from runtime.kernel.db import Moment, table_of
from runtime.kernel.texts import Title

DELIVERY, SUBSCRIPTION = table_of(Delivery), table_of(Subscription)
STUCK = "incident"


@dataclass(frozen=True, slots=True)
class Stage:
    """One step and what waits there, over all versions of its process.

    ``kind`` is "task", "message", "delivery" or "incident": for whom it waits.
    ``role`` is whose work it is, "" where no person is waited for.
    """

    process_id: str
    element: str
    title: Title
    kind: str
    count: int
    oldest: datetime
    overdue: int
    definition_id: int
    role: str = ""

    @property
    def share(self) -> float:
        """Return which part of what waits is overdue."""
        return self.overdue / self.count


@dataclass(frozen=True, slots=True)
class Map:
    """One drawn process in which something waits."""

    process_id: str
    xml: bytes


def list_stages(read: Connection, engine: Engine, now: datetime) -> list[Stage]:
    """Return every step where something waits, the worst first.

    One statement, however much waits. What is stuck is worse than what is late;
    then the share of late ones decides, then how many there are.
    """
    found: dict[tuple[str, str, str, str], Stage] = {}
    for row in read.execute(_grouped(now)):
        for stage in _stages(read, engine, row):
            key = (stage.process_id, stage.element, stage.kind, stage.role)
            found[key] = _together(found.get(key), stage)
    return sorted(found.values(), key=_worst_first)


def list_places(
    read: Connection,
    engine: Engine,
    process_id: str,
    roles: frozenset[str] | None = None,
) -> dict[str, Title]:
    """Return element → title of the steps of a process where something can wait.

    With ``roles`` only those of their people's work.
    """
    model = engine.definitions.current(read, process_id).model
    return {
        one.id: title_of(model, one.id)
        for one in model.elements.values()
        if one.kind in ("user-task", *CATCHING)
        and (one.name or one.name_en)
        and (roles is None or one.properties.get("role") in roles)
    }


def message_at(read: Connection, engine: Engine, process_id: str, place: str) -> str:
    """Return the message that a step waits for, "" if it waits for none."""
    model = engine.definitions.current(read, process_id).model
    one = model.elements.get(place)
    return one.reference if one is not None and one.kind in CATCHING else ""


def list_maps(read: Connection, engine: Engine, stages: Iterable[Stage]) -> list[Map]:
    """Return the newest drawing of each process that one of ``stages`` stands in."""
    newest: dict[str, int] = {}
    for stage in stages:
        known = newest.get(stage.process_id, 0)
        newest[stage.process_id] = max(known, stage.definition_id)
    found: list[Map] = []
    files: dict[int, dict[str, bytes]] = {}
    for process_id, definition in sorted(newest.items(), reverse=True):
        if definition not in files:
            files[definition] = {
                one.key: one.body
                for one in definitions.files_of(read, definition)
                if one.kind is Kind.PROCESS
            }
        xml = files[definition].get(process_id)
        found += [Map(process_id, xml)] if xml is not None else []
    return found


def _grouped(now: datetime) -> Any:
    is_late = case((TASK.c.due_at < now, 1), else_=0)
    never = literal(0, Integer)
    # two arms, because the indices of claimed and of unclaimed tasks are two
    tasks = [
        _arm("task", TASK.c.definition_id, TASK.c.element, TASK.c.created_at, is_late)
        .add_columns(TASK.c.role)
        .group_by(TASK.c.role)
        .where(IS_OPEN, condition)
        for condition in (TASK.c.assignee.is_(None), TASK.c.assignee.is_not(None))
    ]
    last = (
        select(func.max(HISTORY.c.at, type_=Moment))
        .where(HISTORY.c.instance_id == SUBSCRIPTION.c.instance_id)
        .scalar_subquery()
    )
    home, message = INSTANCE.c.definition_id, SUBSCRIPTION.c.message
    messages = _arm("message", home, message, last, never).where(
        SUBSCRIPTION.c.instance_id == INSTANCE.c.id
    )
    calls, stuck = (
        _arm(kind, home, table.c.element, table.c.created_at, never).where(
            and_(table.c.instance_id == INSTANCE.c.id, table.c.state == state)
        )
        for kind, table, state in (
            ("delivery", DELIVERY, DeliveryState.PENDING.value),
            ("incident", INCIDENT, IncidentState.OPEN.value),
        )
    )
    nobody = literal("").label("role")
    others = (arm.add_columns(nobody) for arm in (messages, calls, stuck))
    return union_all(*tasks, *others)


def _arm(kind: str, home: Any, place: Any, since: Any, late: Any) -> Select[Any]:
    return select(
        literal(kind).label("kind"),
        home.label("definition_id"),
        place.label("place"),
        func.count().label("waiting"),
        func.min(since, type_=Moment).label("oldest"),
        func.sum(late).label("overdue"),
    ).group_by(home, place)


def _stages(read: Connection, engine: Engine, row: Any) -> Iterator[Stage]:
    deployed = engine.definitions.get(read, row.definition_id)
    places: Sequence[str] = [row.place]
    if row.kind == "message":
        places = places_of_message(deployed.model, row.place)
    for place in places:
        element = deployed.model.elements.get(place)
        yield Stage(
            element.scope if element is not None else deployed.process_id,
            place,
            title_of(deployed.model, place),
            row.kind,
            row.waiting,
            row.oldest,
            int(row.overdue),
            row.definition_id,
            row.role,
        )


def _together(known: Stage | None, more: Stage) -> Stage:
    if known is None:
        return more
    newer = max(known, more, key=lambda one: one.definition_id)
    return Stage(
        newer.process_id,
        newer.element,
        newer.title,
        newer.kind,
        known.count + more.count,
        min(known.oldest, more.oldest),
        known.overdue + more.overdue,
        newer.definition_id,
        newer.role,
    )


def _worst_first(stage: Stage) -> tuple[Any, ...]:
    is_stuck = stage.kind == STUCK
    return (not is_stuck, -stage.share, -stage.overdue, -stage.count, stage.element)
