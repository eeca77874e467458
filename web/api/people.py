"""People: who there is, with which roles; added, changed, disabled."""

from __future__ import annotations

from typing import Any

from flask import Response
from marshmallow import Schema, fields, validate

from runtime.identity import people, roles
from runtime.identity.people import NewPerson
from runtime.identity.permissions import Verb
from runtime.kernel.work import Work
from web import context
from web.api.noun import Noun, answered

bp = Noun("people", __name__, url_prefix="/people", description="People and roles")
SOME_ROLES = validate.Length(1, 20)


class Person(Schema):
    """Somebody who works here."""

    id = fields.String(required=True)
    name = fields.String(required=True)
    roles = fields.List(fields.String(), required=True)
    phone = fields.String(required=True)
    disabled = fields.Boolean(required=True)


class People(Schema):
    """Everybody, by name."""

    items = fields.List(fields.Nested(Person), required=True)
    next = fields.String(required=True, allow_none=True)


class PersonIn(Schema):
    """Somebody to add; without a password they cannot log in to pages."""

    name = fields.String(required=True, validate=validate.Length(1, 100))
    roles = fields.List(fields.String(), required=True, validate=SOME_ROLES)
    phone = fields.String(load_default="", validate=validate.Length(max=50))
    password = fields.String(load_default=None, allow_none=True)


class RolesIn(Schema):
    """The roles somebody has from now on."""

    roles = fields.List(fields.String(), required=True, validate=SOME_ROLES)


@bp.get("")
@context.needs(Verb.READ_PEOPLE)
@bp.response(200, People)
def list_() -> dict[str, Any]:
    """List everybody, by name."""
    found = people.list_people(context.reading())
    return {"items": [_item(row, held) for row, held in found], "next": None}


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

    def run(work: Work) -> tuple[int, Any]:
        known = roles.known(work.read)
        people.change_roles(work, trail, name, payload["roles"], known)
        return 200, _shown(work, name)

    return answered(Person, run)


@bp.post("/<name>/disable")
@context.needs(Verb.CHANGE_PEOPLE)
@bp.response(200, Person)
def disable(name: str) -> Response:
    """Keep a person from acting; their trail stays."""
    trail = context.runtime().engine.trail

    def run(work: Work) -> tuple[int, Any]:
        people.disable(work, trail, name)
        return 200, _shown(work, name)

    return answered(Person, run)


def _shown(work: Work, name: str) -> dict[str, Any]:
    row = people.find(work.read, name)
    return _item(row, people.roles_of(work.read, row.id))


def _item(row: Any, held: list[str]) -> dict[str, Any]:
    return {**row._mapping, "roles": held, "disabled": row.disabled_at is not None}
