"""People (人员): add, disable, and who stands behind a name."""

from __future__ import annotations

import secrets
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
    person_id = _fresh_id()
    row = {
        "id": person_id,
        "name": person.name,
        "phone": person.phone,
        "password": password,
        "created_at": work.now,
        "disabled_at": None,
        "erased_at": None,
    }
    work.session.execute(PERSON.insert(), row)
    roles = _join(work, person_id, person.roles)
    trail.write(work, f"person:{person_id}", ADDED, {"roles": roles})
    return person_id


def disable(work: Work, trail: Trail, name: str) -> None:
    """Keep a person from acting; their trail stays.

    Raises NotFound, or Conflict: disabled already, or nobody would be left to
    look after the people.
    """
    row = get(work.session, name)
    if row.disabled_at is not None:
        raise Conflict("person-disabled-already", name=name)
    keep_an_admin(work, row.id)
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
        keep_an_admin(work, row.id)
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


def actor(read: Connection, name: str) -> Actor:
    """Return who acts under ``name``; raises NotFound, or Forbidden if disabled."""
    row = get(read, name)
    if row.disabled_at is not None:
        raise Forbidden("person-disabled", name=name)
    return Actor(row.id, row.name, frozenset(roles_of(read, row.id)))


def find(read: Connection, name: str) -> Any:
    """Return the row of a person by name, or None."""
    return read.execute(select(PERSON).where(PERSON.c.name == name)).one_or_none()


def find_id(read: Connection, person_id: str) -> Any:
    """Return the row of a person by id, or None."""
    return read.execute(select(PERSON).where(PERSON.c.id == person_id)).one_or_none()


def get(read: Connection, name: str) -> Any:
    """Return the row of a person by name; raises NotFound."""
    row = find(read, name)
    if row is None:
        raise NotFound("person-unknown", name=name, known=_names(read))
    return row


def list_people(
    read: Connection, limit: int | None = None, after: str | None = None
) -> list[tuple[Any, list[str]]]:
    """Return everybody with their roles, by name; ``after``: the last name before.

    Who was erased is nobody any more and not among them.
    """
    asked = select(PERSON).where(PERSON.c.erased_at.is_(None)).order_by(PERSON.c.name)
    if after is not None:
        asked = asked.where(PERSON.c.name > after)
    rows = read.execute(asked.limit(limit)).all()
    theirs = MEMBERSHIP.c.person_id.in_([row.id for row in rows])
    held: dict[str, list[str]] = {}
    for one in read.execute(
        select(MEMBERSHIP).where(theirs).order_by(MEMBERSHIP.c.role)
    ):
        held.setdefault(one.person_id, []).append(one.role)
    return [(row, held.get(row.id, [])) for row in rows]


def list_active(read: Connection) -> Sequence[Any]:
    """Return everybody who may act, by name."""
    asked = select(PERSON).where(PERSON.c.disabled_at.is_(None))
    return read.execute(asked.order_by(PERSON.c.name)).all()


def list_sharing(read: Connection, person_id: str) -> Sequence[Any]:
    """Return who else may act and holds a role that this person holds, by name."""
    mine = select(MEMBERSHIP.c.role).where(MEMBERSHIP.c.person_id == person_id)
    sharing = select(MEMBERSHIP.c.person_id).where(MEMBERSHIP.c.role.in_(mine))
    asked = select(PERSON).where(
        PERSON.c.id.in_(sharing),
        PERSON.c.id != person_id,
        PERSON.c.disabled_at.is_(None),
    )
    return read.execute(asked.order_by(PERSON.c.name)).all()


def may_do(read: Connection, person_id: str, role: str) -> bool:
    """Tell whether a person works here and holds a role."""
    asked = (
        select(PERSON.c.id)
        .join(MEMBERSHIP, MEMBERSHIP.c.person_id == PERSON.c.id)
        .where(PERSON.c.id == person_id, PERSON.c.disabled_at.is_(None))
        .where(MEMBERSHIP.c.role == role)
    )
    return read.execute(asked).first() is not None


def roles_of(read: Connection, person_id: str) -> list[str]:
    """Return the roles of a person, sorted."""
    asked = select(MEMBERSHIP.c.role).where(MEMBERSHIP.c.person_id == person_id)
    return sorted(read.execute(asked).scalars())


def list_of_role(read: Connection, role: str) -> list[str]:
    """Return the ids of everybody who holds a role and may act."""
    asked = (
        select(PERSON.c.id)
        .join(MEMBERSHIP, MEMBERSHIP.c.person_id == PERSON.c.id)
        .where(MEMBERSHIP.c.role == role, PERSON.c.disabled_at.is_(None))
    )
    return sorted(read.execute(asked).scalars())


def _fresh_id() -> str:
    """Return an id that says nothing about the person: the trail keeps it for good."""
    return f"p-{secrets.token_hex(8)}"


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


def keep_an_admin(work: Work, leaving: str) -> None:
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
    here = select(PERSON.c.name).where(PERSON.c.erased_at.is_(None))
    names = read.execute(here.order_by(PERSON.c.name).limit(20))
    return ", ".join(names.scalars()) or "-"
