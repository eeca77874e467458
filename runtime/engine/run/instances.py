"""Process instances (流程实例): move, save with an optimistic version, cancel."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, NoReturn

from sqlalchemy import Delete, Update, and_, bindparam, case, select, update
from structlog.contextvars import bind_contextvars

from runtime.engine.design.definitions import Deployed
from runtime.engine.facts import InstanceMoved, Tag
from runtime.engine.machine import Engine
from runtime.engine.run import returning, running, saving
from runtime.engine.run.history import Event, Page
from runtime.engine.run.loading import INSTANCE, Loaded
from runtime.engine.run.running import Act, Failure, Outcome
from runtime.engine.tables import Incident, IncidentState, InstanceState
from runtime.kernel.db import table_of
from runtime.kernel.errors import Conflict
from runtime.kernel.work import LOST_RACE, Work

__all__ = [
    "Cause",
    "Closing",
    "Outcome",  # what a step leaves is known from here, too
    "cancel",
    "incident_entry",
    "lock_all",
    "mark_going_on",
    "move",
    "note_incident",
    "raise_incident",
    "settle",
    "tell_moved",
]
INCIDENT = table_of(Incident)


class Closing(NamedTuple):
    """The row that a step is about, closed with it if it is still as it was read.

    It is closed after the instance is saved: whoever needs both takes them in that
    sequence. ``refuse`` raises the Conflict that says who was quicker.
    """

    changing: Update | Delete
    refuse: Callable[[], NoReturn]
    node: int | None = None  # the wait whose row it is
    values: Mapping[str, Any] | None = None  # of the statement's parameters
    check: Callable[[], None] | None = None  # asked before, with the instance taken
    number: int = 1  # of rows

    def close(self, work: Work) -> None:
        """Close the row, or refuse."""
        if self.check is not None:
            self.check()
        if work.session.execute(self.changing, self.values).rowcount != self.number:
            self.refuse()


@dataclass(frozen=True, slots=True)
class Cause:
    """Why an instance moves: what is written to its history and audit trail."""

    event: Event
    tag: Tag
    doc: Mapping[str, Any]
    given: Mapping[str, Any]
    element: str | None = None
    name: str | None = None  # of the message or the error
    keeps_snapshot: bool = False
    known: Mapping[str, Any] | None = None  # subjects as this work will write them
    closing: Closing | None = None
    done: str | None = None  # who did which step before: see `loading.DONE`


def move(work: Work, engine: Engine, loaded: Loaded, act: Act, cause: Cause) -> Outcome:
    """Do ``act`` on an instance in memory, run it on, and save all of it.

    Raises what ``act`` raises, and Conflict("lost-race") when somebody else saved
    the instance in between; then nothing is written.
    """
    bind_contextvars(instance=loaded.id, key=loaded.business_key)
    frame = engine.frame(work, loaded.business_key, cause.known, loaded.parameters)
    outcome = running.proceed(
        loaded.deployed,
        loaded.body,
        act,
        frame,
        engine.handlers,
        by_person=work.actor.is_person,
    )
    settle(work, engine, loaded, outcome, cause)
    return outcome


def settle(
    work: Work, engine: Engine, loaded: Loaded, outcome: Outcome, cause: Cause
) -> None:
    """Save where an instance stands after a step, with all that hangs on it.

    Raises Conflict("lost-race") when somebody else saved it in between.
    """
    _save_version(work, loaded, outcome)
    closed = _close(work, cause.closing)
    saving.replace_waits(work, loaded, outcome, closed)
    engine.handlers.write(
        work, [(one, loaded.business_key, made) for one, made in outcome.owed]
    )
    page = Page(
        steps=outcome.steps,
        decisions=outcome.decisions,
        given=cause.given,
        made=outcome.made,
        element=cause.element,
        snapshot=loaded.body if cause.keeps_snapshot else None,
        choices=outcome.choices,
        name=cause.name,
        said=outcome.said,
    )
    saving.add_history(work, loaded, cause.event, page)
    engine.trail.write(work, loaded.business_key, cause.tag, cause.doc)
    note_incident(work, engine, loaded.business_key, outcome.failure)
    tell_moved(work, loaded.deployed, (loaded.id, loaded.business_key), outcome)
    returning.tell(work, loaded, cause.done, outcome)


def cancel(
    work: Work,
    engine: Engine,
    loaded: Loaded,
    reason: str,
    closing: Closing | None = None,
) -> None:
    """End an instance where it stands; its tasks are withdrawn.

    The diagram is not asked: for cancelling as the business knows it, send the
    message that the diagram waits for.
    """
    gone = Outcome(None, None, (), (), (), (), {}, {})
    _save_version(work, loaded, gone, InstanceState.CANCELLED)
    _close(work, closing)
    saving.drop_waits(work, loaded)
    page = Page(given={"reason": reason}, snapshot=loaded.body)
    saving.add_history(work, loaded, Event.CANCELLED, page)
    doc = {"reason": reason, "process": loaded.deployed.process_id}
    engine.trail.write(work, loaded.business_key, Tag.INSTANCE_CANCELLED, doc)
    fact = InstanceMoved(
        loaded.business_key,
        loaded.deployed.process_id,
        loaded.id,
        InstanceState.CANCELLED.value,
        False,
        {},
    )
    work.tell(fact)


def raise_incident(
    work: Work, engine: Engine, who: tuple[int, str], failure: Failure
) -> None:
    """Write an incident on an instance that stands where it stood."""
    instance_id, business_key = who
    saving.raise_incident(work, instance_id, business_key, failure)
    note_incident(work, engine, business_key, failure)


def note_incident(
    work: Work, engine: Engine, business_key: str, failure: Failure | None
) -> None:
    """Note in the trail that an element cannot go on, if one cannot.

    The facts of the failure stay with the incident: they may hold personal data.
    """
    if failure is not None:
        engine.trail.write(work, *incident_entry(business_key, failure))


def incident_entry(
    business_key: str, failure: Failure
) -> tuple[str, str, Mapping[str, Any]]:
    """Return what the trail says of a failure: subject, tag, facts."""
    doc = {"element": failure.element, "code": failure.code}
    return business_key, Tag.INCIDENT_RAISED.value, doc


def mark_going_on(work: Work, instance_id: int, but_for: int) -> None:
    """Take an instance, which is stuck no more but for other open incidents."""
    others = select(INCIDENT.c.id).where(
        INCIDENT.c.instance_id == instance_id,
        INCIDENT.c.state == IncidentState.OPEN.value,
        INCIDENT.c.id != but_for,
    )
    marking = update(INSTANCE).where(INSTANCE.c.id == instance_id)
    is_stuck = case((others.exists(), 1), else_=0)
    work.session.execute(marking.values(is_stuck=is_stuck))


def lock_all(work: Work, instance_ids: Sequence[int]) -> None:
    """Take several instances, before anything that belongs to one of them.

    Whoever moves them one after the other would otherwise take the second when it
    already holds what the first one's move has changed.
    """
    asked = select(INSTANCE.c.id).where(INSTANCE.c.id.in_(instance_ids))
    taking = asked.order_by(INSTANCE.c.id).with_for_update()

    def take() -> None:
        work.session.execute(taking)

    if len(instance_ids) > 1:
        work.on_begin(take)


def _close(work: Work, closing: Closing | None) -> int | None:
    """Close the row that the step is about; return whose wait it was."""
    if closing is None:
        return None
    closing.close(work)
    return closing.node


_SAVE = (
    update(INSTANCE)
    .where(and_(INSTANCE.c.id == bindparam("i"), INSTANCE.c.version == bindparam("v")))
    .values(
        version=bindparam("n"),
        body=bindparam("b"),
        stage=bindparam("g"),
        is_stuck=bindparam("k"),
        state=bindparam("s"),
        ended_at=bindparam("e"),
    )
)


def _save_version(
    work: Work,
    loaded: Loaded,
    outcome: Outcome,
    ended: InstanceState = InstanceState.COMPLETED,
) -> None:
    values = {
        "i": loaded.id,
        "v": loaded.version,
        "n": loaded.version + 1,
        "b": saving.packed(loaded.packer, outcome.body),
        "g": outcome.stage,
        "k": int(
            outcome.is_stuck or (loaded.is_stuck and bool(saving.stuck_at(outcome)))
        ),
        "s": (ended if outcome.is_over else InstanceState.ACTIVE).value,
        "e": work.now if outcome.is_over else None,
    }
    if work.session.execute(_SAVE, values).rowcount != 1:
        raise Conflict(LOST_RACE, what=loaded.business_key)


def tell_moved(
    work: Work, deployed: Deployed, who: tuple[int, str], outcome: Outcome
) -> None:
    """Tell where an instance, and its business key, has got to."""
    instance_id, business_key = who
    fact = InstanceMoved(
        business_key,
        deployed.process_id,
        instance_id,
        outcome.stage,
        outcome.is_stuck,
        outcome.data,
    )
    work.tell(fact)
