"""Process instances (流程实例): move, save with an optimistic version, cancel."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, and_, bindparam, select, update

from runtime.engine.design.definitions import Deployed
from runtime.engine.facts import InstanceMoved, Tag
from runtime.engine.machine import Engine
from runtime.engine.packing import Packer
from runtime.engine.run import running, saving
from runtime.engine.run.history import Event, Page
from runtime.engine.run.running import Act, Outcome
from runtime.engine.tables import Instance, InstanceState
from runtime.kernel import parameters
from runtime.kernel.db import table_of
from runtime.kernel.errors import Conflict, NotFound
from runtime.kernel.work import LOST_RACE, Work

INSTANCE = table_of(Instance)
# what loading reads, under names that may stand beside those of another table
COLUMNS = (
    *(column.label(f"i_{column.name}") for column in INSTANCE.c),
    parameters.counted().label("i_parameters"),
)


@dataclass(frozen=True, slots=True)
class Loaded:
    """A running instance as it was read: its version decides a race later."""

    id: int
    business_key: str
    version: int
    body: bytes
    is_stuck: bool
    deployed: Deployed
    packer: Packer
    parameters: int  # how many versions of parameters there were


@dataclass(frozen=True, slots=True)
class Cause:
    """Why an instance moves: what is written to its history and audit trail."""

    event: Event
    tag: Tag
    doc: Mapping[str, Any]
    given: Mapping[str, Any]
    element: str | None = None
    keeps_snapshot: bool = False
    known: Mapping[str, Any] | None = None  # subjects as this work will write them
    node: int | None = None  # the wait whose row the caller closes itself


def load(read: Connection, engine: Engine, instance_id: int) -> Loaded:
    """Return a running instance; raises NotFound, or Conflict when it has ended."""
    asked = select(*COLUMNS).where(INSTANCE.c.id == instance_id)
    row = read.execute(asked).one_or_none()
    if row is None:
        raise NotFound("instance-unknown", instance=instance_id)
    return loaded(read, engine, row)


def loaded(read: Connection, engine: Engine, row: Any) -> Loaded:
    """Return the instance of a row of `COLUMNS`; raises Conflict once it has ended."""
    if row.i_body is None:
        raise Conflict("instance-over", key=row.i_business_key, state=row.i_state)
    packer = engine.packers.get(read, row.i_definition_id)
    return Loaded(
        row.i_id,
        row.i_business_key,
        row.i_version,
        packer.unpack(bytes(row.i_body)),
        bool(row.i_is_stuck),
        engine.definitions.get(read, row.i_definition_id),
        packer,
        row.i_parameters,
    )


def list_running(read: Connection, business_key: str) -> Sequence[Any]:
    """Return the rows of all running instances of a business key."""
    asked = select(INSTANCE).where(
        INSTANCE.c.business_key == business_key,
        INSTANCE.c.state == InstanceState.ACTIVE.value,
    )
    return read.execute(asked.order_by(INSTANCE.c.id)).all()


def move(work: Work, engine: Engine, loaded: Loaded, act: Act, cause: Cause) -> Outcome:
    """Do ``act`` on an instance in memory, run it on, and save all of it.

    Raises what ``act`` raises, and Conflict("lost-race") when somebody else saved
    the instance in between; then nothing is written.
    """
    frame = engine.frame(work, loaded.business_key, cause.known, loaded.parameters)
    outcome = running.proceed(loaded.deployed, loaded.body, act, frame, engine.handlers)
    _save_version(work, loaded, outcome)
    saving.replace_waits(work, loaded, outcome, cause.node)
    page = Page(
        steps=outcome.steps,
        decisions=outcome.decisions,
        given=cause.given,
        made=outcome.made,
        element=cause.element,
        snapshot=loaded.body if cause.keeps_snapshot else None,
    )
    saving.add_history(work, loaded, cause.event, page)
    engine.trail.write(work, loaded.business_key, cause.tag, cause.doc)
    tell_moved(work, loaded.deployed, (loaded.id, loaded.business_key), outcome)
    return outcome


def cancel(work: Work, engine: Engine, loaded: Loaded, reason: str) -> None:
    """End an instance where it stands; its tasks are withdrawn.

    The diagram is not asked: for cancelling as the business knows it, send the
    message that the diagram waits for.
    """
    gone = Outcome(None, None, (), (), (), (), {}, {})
    _save_version(work, loaded, gone, InstanceState.CANCELLED)
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
        "k": int(outcome.failure is not None),
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
    stuck = outcome.failure is not None
    fact = InstanceMoved(
        business_key,
        deployed.process_id,
        instance_id,
        outcome.stage,
        stuck,
        outcome.data,
    )
    work.tell(fact)
