"""People: who there is, with which roles; added, changed, let go, forgotten."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Response
from marshmallow import Schema, fields, validate

from runtime.identity import absences, leaving, people, permissions, roles, sessions
from runtime.identity.people import NewPerson
from runtime.identity.permissions import Verb
from runtime.kernel.work import Work
from web import context
from web.api.noun import Noun, PageQuery, answered, opened, page_of, paged

bp = Noun("people", __name__, url_prefix="/people", description="People and roles")
SOME_ROLES = validate.Length(1, 20)


class Person(Schema):
    """Somebody who works here; the telephone only for those who may see it."""

    id = fields.String(required=True)
    name = fields.String(required=True)
    roles = fields.List(fields.String(), required=True)
    phone = fields.String(required=True, allow_none=True)
    disabled = fields.Boolean(required=True)
    away = fields.Boolean(required=True)


class PersonIn(Schema):
    """Somebody to add; without a password they cannot log in to pages."""

    name = fields.String(required=True, validate=validate.Length(1, 100))
    roles = fields.List(fields.String(), required=True, validate=SOME_ROLES)
    phone = fields.String(load_default="", validate=validate.Length(max=50))
    password = fields.String(load_default=None, allow_none=True)


class RolesIn(Schema):
    """The roles somebody has from now on."""

    roles = fields.List(fields.String(), required=True, validate=SOME_ROLES)


class PasswordIn(Schema):
    """The password somebody has from now on."""

    password = fields.String(required=True)


class HandOverIn(Schema):
    """Who gets the tasks, by name; nobody: they go back to their queues."""

    to = fields.String(load_default=None, allow_none=True)


class HandedOver(Schema):
    """How many tasks went over."""

    name = fields.String(required=True)
    tasks = fields.Integer(required=True)


class EraseIn(Schema):
    """The name once more, to be sure."""

    name = fields.String(required=True)


class Erased(Schema):
    """The id by which the trail knows somebody for good."""

    id = fields.String(required=True)


@bp.get("")
@context.needs(Verb.READ_PEOPLE)
@bp.arguments(PageQuery, location="query")
@bp.response(200, page_of(Person))
def list_(query: dict[str, Any]) -> dict[str, Any]:
    """List everybody, by name."""
    read, limit = context.reading(), query["limit"]
    (after,) = opened(query["cursor"], str) or (None,)
    found = people.list_people(read, limit, after)
    away = absences.list_now(read, context.runtime().clock.now())
    return {
        "items": [_item(row, held, row.id in away) for row, held in found],
        "next": paged(found, limit, lambda one: (one[0].name,)),
    }


@bp.get("/<name>")
@context.needs(Verb.READ_PEOPLE)
@bp.response(200, Person)
def get(name: str) -> dict[str, Any]:
    """Return one person."""
    with context.runtime().work(context.actor()) as work:
        return _shown(work, name)


@bp.post("")
@context.needs(Verb.CHANGE_PEOPLE)
@bp.arguments(PersonIn)
@bp.response(201, Person)
def add(payload: dict[str, Any]) -> Response:
    """Add a person with one or more roles."""
    trail, person = context.runtime().engine.trail, NewPerson(**payload)

    def run(work: Work) -> tuple[int, Any]:
        people.add(work, trail, person, roles.known(work.read))
        return 201, _shown(work, person.name)

    return answered(Person, run)


@bp.post("/<name>/roles")
@context.needs(Verb.CHANGE_PEOPLE)
@bp.arguments(RolesIn)
@bp.response(200, Person)
def set_roles(payload: dict[str, Any], name: str) -> Response:
    """Give a person these roles and no others."""
    trail = context.runtime().engine.trail

    def change(work: Work) -> None:
        known = roles.known(work.read)
        people.change_roles(work, trail, name, payload["roles"], known)

    return _changed(name, change)


@bp.post("/<name>/password")
@context.needs(Verb.CHANGE_PEOPLE)
@bp.arguments(PasswordIn)
@bp.response(200, Person)
def set_password(payload: dict[str, Any], name: str) -> Response:
    """Set somebody's password; every log-in and token of theirs ends."""
    trail = context.runtime().engine.trail

    def change(work: Work) -> None:
        person_id = people.get(work.session, name).id
        people.set_password(work, trail, person_id, payload["password"])
        sessions.close_all(work, trail, person_id)

    return _changed(name, change)


@bp.post("/<name>/log-out")
@context.needs(Verb.CHANGE_PEOPLE)
@bp.response(200, Person)
def log_out(name: str) -> Response:
    """Log somebody out in every browser and end their tokens."""
    trail = context.runtime().engine.trail

    def change(work: Work) -> None:
        sessions.close_all(work, trail, people.get(work.session, name).id)

    return _changed(name, change)


@bp.post("/<name>/disable")
@context.needs(Verb.CHANGE_PEOPLE)
@bp.response(200, Person)
def disable(name: str) -> Response:
    """Let a person go: their log-ins end, their tasks go back, their trail stays."""
    engine = context.runtime().engine
    return _changed(name, lambda work: leaving.let_go(work, engine, name))


@bp.post("/<name>/hand-over")
@context.needs(Verb.CHANGE_PEOPLE)
@bp.arguments(HandOverIn)
@bp.response(200, HandedOver)
def hand_over(payload: dict[str, Any], name: str) -> Response:
    """Give all open tasks of a person to their queues or to another person."""
    engine, to = context.runtime().engine, payload["to"]

    def run(work: Work) -> tuple[int, Any]:
        count = leaving.hand_over(work, engine, name, to)
        return 200, {"name": name, "tasks": count}

    return answered(HandedOver, run)


@bp.post("/<name>/erase")
@context.needs(Verb.CHANGE_PEOPLE)
@bp.arguments(EraseIn)
@bp.response(200, Erased)
def erase(payload: dict[str, Any], name: str) -> Response:
    """Forget a person: everything that says who they were; the trail stays whole."""
    engine = context.runtime().engine

    def run(work: Work) -> tuple[int, Any]:
        return 200, {"id": leaving.erase(work, engine, name, payload["name"])}

    return answered(Erased, run)


def _changed(name: str, change: Callable[[Work], None]) -> Response:
    def run(work: Work) -> tuple[int, Any]:
        change(work)
        return 200, _shown(work, name)

    return answered(Person, run)


def _shown(work: Work, name: str) -> dict[str, Any]:
    row = people.get(work.read, name)
    away = absences.list_now(work.read, work.now)
    return _item(row, people.roles_of(work.read, row.id), row.id in away)


def _item(row: Any, held: list[str], is_away: bool) -> dict[str, Any]:
    may_see = permissions.may(context.actor(), Verb.READ_PHONES)
    return {
        "id": row.id,
        "name": row.name,
        "roles": held,
        "phone": row.phone if may_see else None,
        "disabled": row.disabled_at is not None,
        "away": is_away,
    }
