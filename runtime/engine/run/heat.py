"""Is today as usual? Backlog and dwell of each step against earlier days (热力图)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from statistics import median
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, literal, select, union_all

from runtime.engine.machine import Engine
from runtime.engine.run import stages
from runtime.engine.run.queries import INSTANCE, TASK
from runtime.engine.run.stages import DELIVERY, STUCK, Stage
from runtime.engine.run.standing import title_of
from runtime.kernel.texts import Title

LOOKED_AT = 10_000  # of the latest tasks, and of the latest calls
DAYS = 7  # how many earlier days make the usual backlog
WARM, HOT, ALARM = 1.5, 2.0, 3.0  # times the usual


@dataclass(frozen=True, slots=True)
class Heat:
    """One step: what waits there now and how long things stay, and what is usual.

    ``waiting`` counts what waits now, however old it is. Everything else is told by
    the latest `LOOKED_AT` tasks and calls to outside systems:

    - ``usual_waiting`` is the median, over the last `DAYS` days that they reach back
      to, of how many waited there at this time of the day;
    - ``dwell`` is the median stay in seconds of what left the step since midnight and
      of what is still there, which counts with its stay so far;
    - ``usual_dwell`` is the median stay of what left it on earlier days.

    None means that nothing tells: the step is new, or waits for a message, which
    leaves no row behind.
    """

    process_id: str
    element: str
    title: Title
    waiting: int
    stuck: int
    overdue: int
    oldest: datetime | None
    usual_waiting: float | None
    dwell: float | None
    usual_dwell: float | None

    @property
    def times_waiting(self) -> float | None:
        """Return how many times the usual backlog waits; a backlog is one at least."""
        return _times(self.waiting, self.usual_waiting, 1.0)

    @property
    def times_dwell(self) -> float | None:
        """Return how many times the usual a stay is; it is a minute at least."""
        return _times(self.dwell, self.usual_dwell, 60.0)

    @property
    def times(self) -> float | None:
        """Return how many times the usual it is, by backlog or stay: the worse one."""
        known = (self.times_waiting, self.times_dwell)
        return max((one for one in known if one is not None), default=None)


def _times(now: float | None, usual: float | None, least: float) -> float | None:
    """Return a ratio in which a quiet step does not alarm."""
    if now is None or usual is None:
        return None
    return max(now, least) / max(usual, least)


@dataclass(slots=True)
class _Stays:
    """What is known of one step: since when, and until when if that is over."""

    title: Title
    spans: list[tuple[datetime, datetime | None]] = field(default_factory=list)


def list_heat(
    read: Connection,
    engine: Engine,
    now: datetime,
    zone: str,
    listed: Sequence[Stage] | None = None,
) -> list[Heat]:
    """Return every step where something waits or has been today, the hottest first.

    Two statements, one if what waits is ``listed``, and no more rows than `LOOKED_AT`
    of each kind, however much there is.
    """
    here = now.astimezone(ZoneInfo(zone))
    midnight = here.replace(hour=0, minute=0, second=0, microsecond=0)
    if listed is None:
        listed = stages.list_stages(read, engine, now)
    waiting = _by_step(listed)
    known, reach = _stays(read, engine)
    found = [
        _heat(place, waiting.get(place, ()), known.get(place), (now, midnight, reach))
        for place in {**waiting, **known}
    ]
    shown = [one for one in found if one.waiting or one.stuck or one.dwell is not None]
    return sorted(shown, key=_hottest_first)


def _hottest_first(step: Heat) -> tuple[float, ...]:
    return -step.stuck, -(step.times or 0), -step.waiting


def _by_step(found: Iterable[Stage]) -> dict[tuple[str, str], list[Stage]]:
    steps: dict[tuple[str, str], list[Stage]] = {}
    for stage in found:
        steps.setdefault((stage.process_id, stage.element), []).append(stage)
    return steps


def _stays(
    read: Connection, engine: Engine
) -> tuple[dict[tuple[str, str], _Stays], datetime | None]:
    """Return the stays of each step, and since when they are all known."""
    known: dict[tuple[str, str], _Stays] = {}
    oldest: dict[str, tuple[datetime, int]] = {}
    for row in read.execute(_latest()):
        first, count = oldest.get(row.kind, (row.created_at, 0))
        oldest[row.kind] = min(first, row.created_at), count + 1
        deployed = engine.definitions.get(read, row.definition_id)
        element = deployed.model.elements.get(row.element)
        scope = element.scope if element is not None else deployed.process_id
        place = (scope, row.element)
        if place not in known:
            known[place] = _Stays(title_of(deployed.model, row.element))
        known[place].spans.append((row.created_at, row.ended_at))
    cut = [first for first, count in oldest.values() if count == LOOKED_AT]
    return known, max(cut, default=None)


def _latest() -> Any:
    tasks = select(
        literal("task").label("kind"),
        TASK.c.definition_id,
        TASK.c.element,
        TASK.c.created_at,
        TASK.c.ended_at,
    ).order_by(TASK.c.id.desc())
    calls = (
        select(
            literal("call").label("kind"),
            INSTANCE.c.definition_id,
            DELIVERY.c.element,
            DELIVERY.c.created_at,
            DELIVERY.c.ended_at,
        )
        .where(INSTANCE.c.id == DELIVERY.c.instance_id)
        .order_by(DELIVERY.c.id.desc())
    )
    arms = [select(arm.limit(LOOKED_AT).subquery()) for arm in (tasks, calls)]
    return union_all(*arms)


def _heat(
    place: tuple[str, str],
    waiting: Sequence[Stage],
    stays: _Stays | None,
    clock: tuple[datetime, datetime, datetime | None],
) -> Heat:
    now, midnight, reach = clock
    spans = stays.spans if stays is not None else []
    today = [
        (end or now) - start for start, end in spans if end is None or end >= midnight
    ]
    before = [end - start for start, end in spans if end is not None and end < midnight]
    title = waiting[0].title if waiting else stays.title if stays else Title("", "")
    return Heat(
        *place,
        title,
        sum(one.count for one in waiting if one.kind != STUCK),
        sum(one.count for one in waiting if one.kind == STUCK),
        sum(one.overdue for one in waiting),
        min((one.oldest for one in waiting), default=None),
        _usual_waiting(spans, now, reach),
        _middle(today),
        _middle(before),
    )


def _usual_waiting(
    spans: Sequence[tuple[datetime, datetime | None]],
    now: datetime,
    reach: datetime | None,
) -> float | None:
    """Return how many usually wait at this time of the day."""
    if not spans:
        return None
    first = min(start for start, _ in spans)
    begun = first if reach is None else max(first, reach)
    moments = [now - timedelta(days=n) for n in range(1, DAYS + 1)]
    counts = [
        sum(start <= at and (end is None or end > at) for start, end in spans)
        for at in moments
        if at >= begun
    ]
    return float(median(counts)) if counts else None


def _middle(stays: Sequence[timedelta]) -> float | None:
    return median(one.total_seconds() for one in stays) if stays else None
