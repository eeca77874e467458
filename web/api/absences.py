"""Absences: who is away, who stands in; one's own, and others' for those who lead."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import Response
from marshmallow import Schema, fields

from runtime.identity import absences, people
from runtime.identity.absences import Away
from runtime.identity.permissions import Verb
from runtime.kernel.clock import zoned
from runtime.kernel.work import Work
from web import context
from web.api.noun import ID, Noun, PageQuery, Who, answered, opened, page_of, paged

bp = Noun("absences", __name__, description="Who is away, who stands in")


class Absence(Schema):
    """Somebody is away; `state` is planned, now, over, or ended early."""

    id = fields.Integer(required=True)
    name = Who(required=True, attribute="person_id")
    valid_from = fields.DateTime(required=True, attribute="from_at", data_key="from")
    valid_to = fields.DateTime(required=True, attribute="to_at", data_key="to")
    deputy = Who(required=True, allow_none=True, attribute="deputy_id")
    entered_by = Who(required=True)
    entered_at = fields.DateTime(required=True)
    state = fields.String(required=True)


AbsencePage = page_of(Absence)


class AbsenceIn(Schema):
    """From when to when; a time without a zone is by the clock of the shop."""

    begins = fields.DateTime(required=True, data_key="from")
    ends = fields.DateTime(required=True, data_key="to")
    deputy = fields.String(load_default=None, allow_none=True)


@bp.get("/people/<name>/absences")
@context.needs(Verb.ENTER_ABSENCES)
@bp.arguments(PageQuery, location="query")
@bp.response(200, AbsencePage)
def list_(query: dict[str, Any], name: str) -> dict[str, Any]:
    """List somebody's absences, the latest first."""
    return _page(query, people.get(context.reading(), name).id)


@bp.post("/people/<name>/absences")
@context.needs(Verb.ENTER_ABSENCES)
@bp.arguments(AbsenceIn)
@bp.response(201, Absence)
def enter(payload: dict[str, Any], name: str) -> Response:
    """Note that somebody is away; their tasks go to the deputy or the queues."""
    return _enter(payload, name)


@bp.post(f"/people/<name>/absences/<{ID}:absence_id>/end")
@context.needs(Verb.ENTER_ABSENCES)
@bp.response(200, Absence)
def end(name: str, absence_id: int) -> Response:
    """Let somebody be there again from now on, or not go at all."""
    return _end(name, absence_id)


@bp.get("/me/absences")
@context.needs(Verb.OWN)
@bp.arguments(PageQuery, location="query")
@bp.response(200, AbsencePage)
def list_mine(query: dict[str, Any]) -> dict[str, Any]:
    """List one's own absences, the latest first."""
    return _page(query, context.actor().id)


@bp.post("/me/absences")
@context.needs(Verb.OWN)
@bp.arguments(AbsenceIn)
@bp.response(201, Absence)
def enter_mine(payload: dict[str, Any]) -> Response:
    """Say that one will be away."""
    return _enter(payload, context.actor().name)


@bp.post(f"/me/absences/<{ID}:absence_id>/end")
@context.needs(Verb.OWN)
@bp.response(200, Absence)
def end_mine(absence_id: int) -> Response:
    """Be there again from now on, or do not go at all."""
    return _end(context.actor().name, absence_id)


def _page(query: dict[str, Any], person_id: str) -> dict[str, Any]:
    limit, key = query["limit"], opened(query["cursor"], datetime, int)
    before = None if key is None else (key[0], key[1])
    rows = absences.list_page(context.reading(), person_id, limit, before)
    now = context.runtime().clock.now()
    return {
        "items": [_item(row, now) for row in rows],
        "next": paged(rows, limit, lambda row: (row.from_at, row.id)),
    }


def _enter(payload: dict[str, Any], name: str) -> Response:
    runtime = context.runtime()
    zone = ZoneInfo(runtime.settings.zone)
    for end in ("begins", "ends"):
        payload[end] = zoned(payload[end], zone)

    def run(work: Work) -> tuple[int, Any]:
        found = absences.enter(work, runtime.engine, name, Away(**payload))
        return 201, _item(absences.get(work.session, found), work.now)

    return answered(Absence, run)


def _end(name: str, absence_id: int) -> Response:
    engine = context.runtime().engine

    def run(work: Work) -> tuple[int, Any]:
        absences.end(work, engine, name, absence_id)
        return 200, _item(absences.get(work.session, absence_id), work.now)

    return answered(Absence, run)


def _item(row: Any, now: datetime) -> dict[str, Any]:
    return {**row._mapping, "state": absences.state_of(row, now)}
