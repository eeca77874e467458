"""To whom a task may be passed: known here, working here, of its role, not away.

A name or an id is enough. Whoever is away is stood in for, as when tasks are handed
over; the answer says so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

from sqlalchemy import Connection

from runtime.engine.machine import Engine
from runtime.engine.run import handing, signing, user_tasks
from runtime.engine.run.handing import Passing
from runtime.engine.run.opinions import Said
from runtime.engine.run.signing import Asking
from runtime.identity import people
from runtime.identity import roles as roles_file
from runtime.identity.permissions import LEADS
from runtime.kernel.actors import ActorId
from runtime.kernel.errors import Invalid
from runtime.kernel.texts import text
from runtime.kernel.work import Work

LONGEST = 500  # characters of a reason


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody asks for: whom, by name or id, and why."""

    to: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Given:
    """Who got it; ``instead_of``: who was meant, and is away."""

    to: ActorId
    instead_of: ActorId | None = None


Pass = Callable[[Work, Engine, int, Wanted], Given]  # one of the ways to hand on


def transfer(work: Work, engine: Engine, task_id: int, wanted: Wanted) -> Given:
    """Make a task somebody else's; raises what `handing.transfer` does, or Invalid."""
    row = user_tasks.get(work.read, task_id)
    is_back = work.actor.id in (row.owner, row.asked_by)
    given = _receiver(work, engine, row, wanted, (row.role,), is_back=is_back)
    passing = Passing(given.to, tidy(wanted.reason), _is_lead(work))
    handing.transfer(work, engine, task_id, passing)
    return given


def delegate(work: Work, engine: Engine, task_id: int, wanted: Wanted) -> Given:
    """Let somebody do a task and have it back; raises also Invalid."""
    row = user_tasks.get(work.read, task_id)
    given = _receiver(work, engine, row, wanted, (row.role,))
    handing.delegate(work, engine, task_id, Passing(given.to, tidy(wanted.reason)))
    return given


def add_signer(
    work: Work, engine: Engine, task_id: int, wanted: Wanted, when: Said
) -> Given:
    """Ask somebody of the role, or a lead, to sign; raises also Invalid."""
    row = user_tasks.get(work.read, task_id)
    roles = (row.role, *sorted(LEADS))
    given = _receiver(work, engine, row, wanted, roles)
    signing.add(work, engine, task_id, Asking(given.to, when, tidy(wanted.reason)))
    return given


def copy(
    work: Work, engine: Engine, task_id: int, to: Sequence[str], note: str
) -> list[ActorId]:
    """Send word of a task to people who work here; raises also Invalid."""
    user_tasks.get(work.read, task_id)
    wanted = [Wanted(one, note) for one in to]
    found = [ActorId(_person(work, one).id) for one in wanted]
    handing.copy(work, engine, task_id, list(found), tidy(note))
    return found


def who_may(read: Connection, row: Any, actor_id: str) -> dict[str, list[Any]]:
    """Return the people among whom a page lets choose: to do, to sign, to read."""
    active = [one for one in people.list_active(read) if one.id != actor_id]
    doing = set(people.list_of_role(read, row.role))
    leads = {who for role in LEADS for who in people.list_of_role(read, role)}
    return {
        "do": [one for one in active if one.id in doing],
        "sign": [one for one in active if one.id in doing | leads],
        "read": active,
    }


def _receiver(
    work: Work,
    engine: Engine,
    row: Any,
    wanted: Wanted,
    roles: Iterable[str],
    *,
    is_back: bool = False,
) -> Given:
    person = _person(work, wanted, is_back=is_back)
    role = next((one for one in roles if people.may_do(work.read, person.id, one)), "")
    if not role:
        titles = roles_file.titles(work.read)
        _refuse("hand-not-role", wanted, role=titles.get(row.role, row.role))
    heir = engine.stand_in(work.read, person.id, role, work.now)
    if heir is None:
        _refuse("hand-away", wanted)
    if heir == work.actor.id and not is_back:
        _refuse("hand-stood-in-by-you", wanted)
    return Given(ActorId(heir), None if heir == person.id else ActorId(person.id))


def _person(work: Work, wanted: Wanted, *, is_back: bool = False) -> Any:
    row = people.find(work.read, wanted.to) or people.find_id(work.read, wanted.to)
    if row is None or row.erased_at is not None:
        _refuse("hand-unknown", wanted)
    if row.disabled_at is not None:
        _refuse("hand-disabled", wanted)
    if row.id == work.actor.id and not is_back:
        _refuse("hand-oneself", wanted)
    return row


def tidy(words: str) -> str:
    """Return a reason or a note as it is kept; raises Invalid for a long one."""
    reason = " ".join(words.split())
    if len(reason) > LONGEST:
        wrong = text("hand-reason-long", most=LONGEST)
        raise Invalid("hand-refused", {"reason": [wrong]}, why=wrong)
    return reason


def _refuse(code: str, wanted: Wanted, **facts: Any) -> NoReturn:
    why = text(code, who=wanted.to, **facts)
    raise Invalid("hand-refused", {"to": [why]}, why=why)


def _is_lead(work: Work) -> bool:
    return not LEADS.isdisjoint(work.actor.roles)
