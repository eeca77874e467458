"""People (人员): add, disable, and who stands behind a name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, delete, select, update

from runtime.identity import passwords
from runtime.identity.tables import Membership, Person
from runtime.kernel.actors import Actor
from runtime.kernel.audit import Trail
from runtime.kernel.db import table_of
from runtime.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from runtime.kernel.work import Work

PERSON, MEMBERSHIP = table_of(Person), table_of(Membership)
PASSWORD_SET = "identity:person:password-set"
ADDED, DISABLED = "identity:person:added", "identity:person:disabled"
ROLES_SET = "identity:person:roles-set"


@dataclass(frozen=True, slots=True)
class NewPerson:
    """Somebody to add; without a password they cannot log in to pages."""

    name: str
    roles: Sequence[str]
    phone: str = ""
    password: str | None = None


def add(work: Work, trail: Trail, person: NewPerson, known: frozenset[str]) -> str:
    """Add a person with roles and return their id.

    Raises Invalid for a role that is not in ``known`` or a short password, and
    Conflict when the name is taken.
    """
    _check_roles(person.roles, known)
    if find(work.read, person.name) is not None:
        raise Conflict("person-exists", name=person.name)
    password = None
    if person.password is not None:
        password = passwords.hashed(person.password)
    row = {
        "id": person.name,
        "name": person.name,
        "phone": person.phone,
        "password": password,
        "created_at": work.now,
        "disabled_at": None,
    }
    work.session.execute(PERSON.insert(), row)
    for role in sorted(set(person.roles)):
        work.session.execute(
            MEMBERSHIP.insert(), {"person_id": row["id"], "role": role}
        )
    doc = {"roles": sorted(set(person.roles))}
    trail.write(work, f"person:{row['id']}", ADDED, doc)
    return person.name


def set_roles(
    work: Work, trail: Trail, name: str, roles: Sequence[str], known: frozenset[str]
) -> None:
    """Give a person these roles and no others; raises NotFound or Invalid."""
    _check_roles(roles, known)
    row = find(work.read, name)
    if row is None:
        raise NotFound("person-unknown", name=name, known=_names(work.read))
    wanted = sorted(set(roles))
    mine = MEMBERSHIP.c.person_id == row.id
    work.session.execute(delete(MEMBERSHIP).where(mine))
    work.session.execute(
        MEMBERSHIP.insert(), [{"person_id": row.id, "role": role} for role in wanted]
    )
    trail.write(work, f"person:{row.id}", ROLES_SET, {"roles": wanted})


def disable(work: Work, trail: Trail, name: str) -> None:
    """Keep a person from acting; their trail stays. Raises NotFound or Conflict."""
    row = find(work.read, name)
    if row is None:
        raise NotFound("person-unknown", name=name, known=_names(work.read))
    if row.disabled_at is not None:
        raise Conflict("person-disabled-already", name=name)
    changing = update(PERSON).where(PERSON.c.id == row.id)
    work.session.execute(changing.values(disabled_at=work.now))
    trail.write(work, f"person:{row.id}", DISABLED, {})


def set_password(work: Work, trail: Trail, person_id: str, password: str) -> None:
    """Give a person a new password; raises Invalid for one of a wrong length."""
    changing = update(PERSON).where(PERSON.c.id == person_id)
    work.session.execute(changing.values(password=passwords.hashed(password)))
    trail.write(work, f"person:{person_id}", PASSWORD_SET, {})


def speak(work: Work, person_id: str, language: str) -> None:
    """Speak to a person in ``language`` from now on."""
    changing = update(PERSON).where(PERSON.c.id == person_id)
    work.session.execute(changing.values(language=language))


def language_of(read: Connection, person_id: str) -> str | None:
    """Return the language that a person chose, None if they chose none."""
    asked = select(PERSON.c.language).where(PERSON.c.id == person_id)
    return read.execute(asked).scalar_one_or_none()


def actor(read: Connection, name: str) -> Actor:
    """Return who acts under ``name``; raises NotFound, or Forbidden if disabled."""
    row = find(read, name)
    if row is None:
        raise NotFound("person-unknown", name=name, known=_names(read))
    if row.disabled_at is not None:
        raise Forbidden("person-disabled", name=name)
    return Actor(row.id, row.name, frozenset(roles_of(read, row.id)))


def find(read: Connection, name: str) -> Any:
    """Return the row of a person by name, or None."""
    return read.execute(select(PERSON).where(PERSON.c.name == name)).one_or_none()


def list_people(read: Connection) -> list[tuple[Any, list[str]]]:
    """Return everybody with their roles, by name."""
    held: dict[str, list[str]] = {}
    for one in read.execute(select(MEMBERSHIP)):
        held.setdefault(one.person_id, []).append(one.role)
    rows = read.execute(select(PERSON).order_by(PERSON.c.name)).all()
    return [(row, sorted(held.get(row.id, ()))) for row in rows]


def roles_of(read: Connection, person_id: str) -> list[str]:
    """Return the roles of a person, sorted."""
    asked = select(MEMBERSHIP.c.role).where(MEMBERSHIP.c.person_id == person_id)
    return sorted(read.execute(asked).scalars())


def _check_roles(roles: Sequence[str], known: frozenset[str]) -> None:
    unknown = sorted(set(roles) - known)
    if unknown or not roles:
        found, expected = ", ".join(unknown) or "-", ", ".join(sorted(known))
        raise Invalid("role-unknown", role=found, known=expected)


def _names(read: Connection) -> str:
    names = read.execute(select(PERSON.c.name).order_by(PERSON.c.name).limit(20))
    return ", ".join(names.scalars()) or "-"
