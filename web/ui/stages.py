"""Stages: what waits at which step, so that a jam is seen at a glance (环节)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from flask import Blueprint, Response, render_template
from sqlalchemy import Connection

from runtime.engine.diagram import Mark, Tone
from runtime.engine.run import heat, stages
from runtime.engine.run.heat import Heat
from runtime.engine.run.stages import Stage
from runtime.identity.permissions import Verb
from web import context, polling
from web.language import span, t
from web.ui import pictures

bp = Blueprint("stages", __name__, url_prefix="/stages")
_HALF, _QUARTER = 0.5, 0.25
_MANY = 20  # times the usual; beyond that nobody counts
_LOUDNESS = (Tone.CALM, Tone.WARM, Tone.HOT, Tone.ALARM)
Place = tuple[str, str]  # process and element


@bp.get("")
@context.needs(Verb.READ_STAGES)
def shown() -> Response:
    """Show every step where something waits, the worst first."""
    read, now = context.reading(), context.runtime().clock.now()
    found = stages.list_stages(read, context.runtime().engine, now)
    seen = found, polling.lately(now)
    return polling.answered(seen, lambda: _page(read, found, now))


def _page(read: Connection, found: Sequence[Stage], now: datetime) -> str:
    runtime = context.runtime()
    warmth = heat.list_heat(read, runtime.engine, now, runtime.settings.zone, found)
    heats = {(one.process_id, one.element): one for one in warmth}
    maps = stages.list_maps(read, runtime.engine, found)
    return render_template(
        "stages.html",
        stages=found,
        heats=heats,
        pictures=[
            pictures.marked(one.xml, _marks(one.process_id, found, heats))
            for one in maps
        ],
        titles={one.process_id: pictures.title_in(one.xml) for one in maps},
        sums={
            "waiting": sum(one.count for one in found if one.kind != stages.STUCK),
            "overdue": sum(one.overdue for one in found),
            "stuck": sum(one.count for one in found if one.kind == stages.STUCK),
        },
        mine=context.actor().roles,
        tone=tone,
        loudest=loudest,
        loudness=loudness,
        told=told,
        now=now,
    )


def tone(stage: Stage) -> Tone:
    """Return how loud a step is for what is late or stuck there."""
    if stage.kind == stages.STUCK or stage.share >= _HALF:
        return Tone.ALARM
    if stage.share >= _QUARTER:
        return Tone.HOT
    return Tone.WARM if stage.overdue else Tone.CALM


def loudness(times: float | None) -> Tone:
    """Return how loud something is that is so many times the usual."""
    if times is None or times < heat.WARM:
        return Tone.CALM
    if times < heat.HOT:
        return Tone.WARM
    return Tone.HOT if times < heat.ALARM else Tone.ALARM


def _marks(
    process_id: str, found: Sequence[Stage], heats: Mapping[Place, Heat]
) -> dict[str, Mark]:
    """Return the marks of one drawing: the worst that is known colours a step."""
    marks: dict[str, Mark] = {}
    for place, step in heats.items():
        process, element = place
        if process == process_id:
            waiting = [one for one in found if (one.process_id, one.element) == place]
            marks[element] = _mark(waiting, step)
    return marks


def _mark(waiting: Sequence[Stage], step: Heat) -> Mark:
    count = sum(one.count for one in waiting)
    overdue = sum(one.overdue for one in waiting)
    return Mark(
        _loudest((*map(tone, waiting), loudness(step.times))),
        str(count) if count else "",
        t("stages-note", count=count, overdue=overdue),
        _foot(step),
    )


def _foot(step: Heat) -> str:
    """Return how long things stay there today, and how many times the usual it is."""
    if step.dwell is None:
        return ""
    stay = span(int(step.dwell))
    if step.times is None or step.times < heat.WARM:
        return stay
    return f"{stay} · {told(step.times)}×"


def told(times: float) -> str:
    """Return how many times the usual something is, in as few signs as tell it."""
    return f"{times:.1f}" if times < _MANY else f"{_MANY}+"


def loudest(stage: Stage, step: Heat | None) -> Tone:
    """Return how loud a row of the table is: for its lateness, or against usual."""
    return _loudest((tone(stage), loudness(step.times if step is not None else None)))


def _loudest(tones: Iterable[Tone]) -> Tone:
    return max(tones, key=_LOUDNESS.index)
