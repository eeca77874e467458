"""People (人员): add, disable, and who stands behind a name."""

from __future__ import annotations

import unicodedata
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
ROLES_CHANGED = "identity:person:roles-changed"
ADMIN = "admin"
LONGEST_NAME, LONGEST_PHONE = 100, 50  # characters
_UNSEEN = frozenset({"Cc", "Cf", "Co", "Zl", "Zp"})  # nobody can tell them apart


@dataclass(frozen=True, slots=True)
class NewPerson:
    """Somebody to add; without a password they cannot log in to pages."""

    name: str
    roles: Sequence[str]
    phone: str = ""
    password: str | None = None


def add(work: Work, trail: Trail, person: NewPerson, known: frozenset[str]) -> str:
    """Add a person with roles and return their id.

    Raises Invalid for a role that is not in ``known``, a short password or a name
    that nobody can read, and Conflict when the name is taken.
    """
    _check_known(person.roles, known)
    if find(work.read, person.name) is not None:
        raise Conflict("person-exists", name=person.name)
    password = None
    if person.password is not None:
        password = passwords.hashed(person.password)
    _check_name(person)
    row = {
        "id": person.name,
        "name": person.name,
        "phone": person.phone,
        "password": password,
        "created_at": work.now,
        "disabled_at": None,
    }
    work.session.execute(PERSON.insert(), row)
    roles = _join(work, person.name, person.roles)
    trail.write(work, f"person:{row['id']}", ADDED, {"roles": roles})
    return person.name


def disable(work: Work, trail: Trail, name: str) -> None:
    """Keep a person from acting; their trail stays.

    Raises NotFound, or Conflict: disabled already, or nobody would be left to
    look after the people.
    """
    row = get(work.session, name)
    if row.disabled_at is not None:
        raise Conflict("person-disabled-already", name=name)
    _keep_an_admin(work, row.id)
    changing = update(PERSON).where(PERSON.c.id == row.id)
    work.session.execute(changing.values(disabled_at=work.now))
    trail.write(work, f"person:{row.id}", DISABLED, {})


def change_roles(
    work: Work, trail: Trail, name: str, roles: Sequence[str], known: frozenset[str]
) -> None:
    """Give a person these roles and no others.

    Raises NotFound, Invalid (a role that is not in ``known``, or none at all) or
    Conflict when nobody would be left to look after the people.
    """
    row = get(work.session, name)
    _check_known(roles, known)
    before = roles_of(work.session, row.id)
    if ADMIN not in roles:
        _keep_an_admin(work, row.id)
    gone = delete(MEMBERSHIP).where(MEMBERSHIP.c.person_id == row.id)
    work.session.execute(gone)
    doc = {"before": before, "roles": _join(work, row.id, roles)}
    trail.write(work, f"person:{row.id}", ROLES_CHANGED, doc)


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
    row = get(read, name)
    if row.disabled_at is not None:
        raise Forbidden("person-disabled", name=name)
    return Actor(row.id, row.name, frozenset(roles_of(read, row.id)))


def find(read: Connection, name: str) -> Any:
    """Return the row of a person by name, or None."""
    return read.execute(select(PERSON).where(PERSON.c.name == name)).one_or_none()


def get(read: Connection, name: str) -> Any:
    """Return the row of a person by name; raises NotFound."""
    row = find(read, name)
    if row is None:
        raise NotFound("person-unknown", name=name, known=_names(read))
    return row


def list_people(read: Connection) -> list[tuple[Any, list[str]]]:
    """Return everybody with their roles, by name."""
    rows = read.execute(select(PERSON).order_by(PERSON.c.name)).all()
    held: dict[str, list[str]] = {}
    for one in read.execute(select(MEMBERSHIP).order_by(MEMBERSHIP.c.role)):
        held.setdefault(one.person_id, []).append(one.role)
    return [(row, held.get(row.id, [])) for row in rows]


def list_active(read: Connection) -> Sequence[Any]:
    """Return everybody who may act, by name."""
    asked = select(PERSON).where(PERSON.c.disabled_at.is_(None))
    return read.execute(asked.order_by(PERSON.c.name)).all()


def roles_of(read: Connection, person_id: str) -> list[str]:
    """Return the roles of a person, sorted."""
    asked = select(MEMBERSHIP.c.role).where(MEMBERSHIP.c.person_id == person_id)
    return sorted(read.execute(asked).scalars())


def _check_name(person: NewPerson) -> None:
    """Refuse a name that looks like another's or that no address can hold."""
    name = person.name
    if not name.strip():
        raise Invalid("person-nameless")
    if len(name) > LONGEST_NAME or len(person.phone) > LONGEST_PHONE:
        raise Invalid("person-long", name=LONGEST_NAME, phone=LONGEST_PHONE)
    is_odd = any(unicodedata.category(one) in _UNSEEN or one in "/\\" for one in name)
    if is_odd or name in (".", ".."):
        raise Invalid("person-name-odd")


def _check_known(roles: Sequence[str], known: frozenset[str]) -> None:
    unknown = sorted(set(roles) - known)
    if unknown:
        raise Invalid(
            "role-unknown", role=", ".join(unknown), known=", ".join(sorted(known))
        )
    if not roles:
        raise Invalid("role-missing")


def _join(work: Work, person_id: str, roles: Sequence[str]) -> list[str]:
    """Make a person a member of roles; return them, each once."""
    each = sorted(set(roles))
    rows = [{"person_id": person_id, "role": role} for role in each]
    work.session.execute(MEMBERSHIP.insert(), rows)
    return each


def _keep_an_admin(work: Work, leaving: str) -> None:
    """Refuse to let the last administrator go; raises Conflict."""
    admins = (
        select(PERSON.c.id)
        .join(MEMBERSHIP, MEMBERSHIP.c.person_id == PERSON.c.id)
        .where(MEMBERSHIP.c.role == ADMIN, PERSON.c.disabled_at.is_(None))
        .with_for_update(of=PERSON)
    )
    if set(work.session.execute(admins).scalars()) == {leaving}:
        raise Conflict("person-last-admin", name=leaving)


def _names(read: Connection) -> str:
    names = read.execute(select(PERSON.c.name).order_by(PERSON.c.name).limit(20))
    return ", ".join(names.scalars()) or "-"
