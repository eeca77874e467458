"""Stages: what waits at which step, so that a jam is seen at a glance (环节)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from flask import Blueprint, Response, render_template
from sqlalchemy import Connection

from runtime.engine.diagram import Mark, Tone
from runtime.engine.run import stages
from runtime.engine.run.stages import Stage
from runtime.identity.permissions import Verb
from web import context, polling
from web.language import t
from web.ui import pictures

bp = Blueprint("stages", __name__, url_prefix="/stages")
_HALF, _QUARTER = 0.5, 0.25


@bp.get("")
@context.needs(Verb.READ_STAGES)
def shown() -> Response:
    """Show every step where something waits, the worst first."""
    read, now = context.reading(), context.runtime().clock.now()
    found = stages.list_stages(read, context.runtime().engine, now)
    seen = found, polling.lately(now)
    return polling.answered(seen, lambda: _page(read, found, now))


def _page(read: Connection, found: Sequence[Stage], now: datetime) -> str:
    maps = stages.list_maps(read, context.runtime().engine, found)
    return render_template(
        "stages.html",
        stages=found,
        pictures=[
            pictures.marked(one.xml, _marks(one.process_id, found)) for one in maps
        ],
        titles={one.process_id: pictures.title_in(one.xml) for one in maps},
        sums={
            "waiting": sum(one.count for one in found if one.kind != "incident"),
            "overdue": sum(one.overdue for one in found),
            "stuck": sum(one.count for one in found if one.kind == "incident"),
        },
        tone=tone,
        now=now,
    )


def tone(stage: Stage) -> Tone:
    """Return how loud a step's mark is."""
    if stage.kind == "incident" or stage.share >= _HALF:
        return Tone.ALARM
    if stage.share >= _QUARTER:
        return Tone.HOT
    return Tone.WARM if stage.overdue else Tone.CALM


def _marks(process_id: str, found: Iterable[Stage]) -> dict[str, Mark]:
    """Return the marks of one drawing; of two kinds at a step the worse colours it."""
    marks: dict[str, Mark] = {}
    for stage in found:
        if stage.process_id != process_id:
            continue
        known = marks.get(stage.element)
        count = stage.count + (int(known.count) if known else 0)
        note = t("stages-note", count=count, overdue=stage.overdue)
        marks[stage.element] = Mark(
            known.tone if known else tone(stage), str(count), note
        )
    return marks
