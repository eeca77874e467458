"""The rows that a step leaves: tasks, subscriptions, timers, calls, incidents."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any, NamedTuple

import orjson
from sqlalchemy import bindparam, delete, select, update

from runtime.engine.packing import Packer
from runtime.engine.run import history
from runtime.engine.run.history import Event, Page
from runtime.engine.run.loading import Loaded
from runtime.engine.run.outcome import Failure, Offer, Outcome
from runtime.engine.spiff import Wait
from runtime.engine.spiff.values import write as encode_data
from runtime.engine.tables import (
    Delivery,
    DeliveryState,
    History,
    Incident,
    IncidentState,
    Instance,
    Subscription,
    TaskState,
    Timer,
    UserTask,
)
from runtime.kernel import bulk, ids
from runtime.kernel.clock import micros
from runtime.kernel.db import table_of
from runtime.kernel.work import Work

TASK, SUBSCRIPTION = table_of(UserTask), table_of(Subscription)
TIMER, DELIVERY = table_of(Timer), table_of(Delivery)
Row = tuple[Any, ...]
_UNTOUCHED = (None,) * 6  # nobody has, ended, gave or signs a task that is new
MOVED_ON = "moved-on"  # how an incident ended that its instance left behind


class Place(NamedTuple):
    """Whose rows are written: the instance, its key and its process version."""

    instance_id: int
    business_key: str
    definition_id: int


class Rows:
    """Rows gathered for one transaction, written table by table."""

    def __init__(self, work: Work) -> None:
        self.work = work
        self.at = micros(work.now)
        self.instances: list[Row] = []
        self.subscriptions: list[Row] = []
        self.timers: list[Row] = []
        self.history: list[Row] = []
        self.offers: list[tuple[Place, Offer]] = []
        self.calls: list[tuple[Place, Wait]] = []
        self.failures: list[tuple[Place, Failure]] = []

    def add_waits(self, place: Place, outcome: Outcome) -> None:
        """Gather what waits now and did not wait before the step."""
        before = outcome.before
        for offer in outcome.offers:
            if (offer.node, "user") not in before:
                self.offers.append((place, offer))
        for wait in outcome.waits:
            if (wait.node, wait.kind) not in before:
                self._add_wait(place, wait)
        if outcome.failure is not None:
            self.failures.append((place, outcome.failure))

    def _add_wait(self, place: Place, wait: Wait) -> None:
        head = (place.instance_id, wait.node)
        if wait.element.is_shortcut:
            return  # whoever may use it hands it to its node
        if wait.kind in ("message", "signal"):
            self.subscriptions.append((*head, wait.message, place.business_key))
        elif wait.kind == "timer" and wait.due is not None:
            self._add_timer((*head, micros(wait.due)))
        elif wait.kind == "call":
            self.calls.append((place, wait))

    def _add_timer(self, row: Row) -> None:
        """Gather a timer; of several that one node waits for only the first."""
        if self.timers and self.timers[-1][:2] == row[:2]:
            row = min(self.timers.pop(), row)
        self.timers.append(row)

    def write(self) -> None:
        """Insert everything, with one block of ids for all rows that need one."""
        work = self.work
        count = len(self.offers) + len(self.calls) + len(self.failures)
        fresh = iter(ids.row_ids(work, count) if count else ())
        bulk.insert(work, Instance, self.instances)
        bulk.insert(work, UserTask, [self._task(next(fresh), *o) for o in self.offers])
        bulk.insert(work, Subscription, self.subscriptions)
        bulk.insert(work, Timer, self.timers)
        bulk.insert(work, Delivery, [self._call(next(fresh), *c) for c in self.calls])
        bulk.insert(
            work, Incident, [self._incident(next(fresh), *f) for f in self.failures]
        )
        bulk.insert(work, History, self.history)

    def _task(self, row_id: int, place: Place, offer: Offer) -> Row:
        due = None if offer.due_at is None else micros(offer.due_at)
        return (
            row_id,
            place.instance_id,
            place.definition_id,
            place.business_key,
            offer.node,
            offer.element,
            offer.role,
            offer.priority,
            TaskState.OPEN.value,
            self.at,
            due,
            *_UNTOUCHED,
        )

    def _call(self, row_id: int, place: Place, wait: Wait) -> Row:
        connector, _, verb = (
            (wait.operator or "").removeprefix("connector:").partition(".")
        )
        payload = encode_data(wait.parameters).decode()
        return (
            row_id,
            f"{place.business_key}:{place.instance_id}:{wait.node}",
            place.instance_id,
            wait.node,
            place.business_key,
            wait.element.id,
            connector,
            verb,
            payload,
            DeliveryState.PENDING.value,
            0,
            self.at,
            None,
            "",
            self.at,
            None,
        )

    def _incident(self, row_id: int, place: Place, failure: Failure) -> Row:
        return (
            row_id,
            place.instance_id,
            place.business_key,
            failure.element,
            failure.code,
            orjson.dumps(failure.facts).decode(),
            failure.detail,
            IncidentState.OPEN.value,
            self.at,
            None,
            None,
            None,
            None,
        )


def packed(packer: Packer, body: bytes | None) -> bytes | None:
    """Return a frozen run as its row holds it; none once it has ended."""
    return None if body is None else packer.pack(body)


def replace_waits(
    work: Work, loaded: Loaded, outcome: Outcome, closed: int | None = None
) -> None:
    """Close what no longer waits, but for what is ``closed``; add what waits now."""
    still = {(wait.node, wait.kind) for wait in outcome.waits}
    gone: dict[str, list[int]] = {}
    for node, kind in sorted(outcome.before - still):
        if node != closed:
            gone.setdefault(kind, []).append(node)
    for kind, nodes in gone.items():
        work.session.execute(*_closing(work, loaded.id, kind, nodes))
    if loaded.is_stuck:
        outcome = _with_unoffered(work, loaded, outcome)
        work.session.execute(_passing(work, loaded.id, stuck_at(outcome)))
    rows = Rows(work)
    place = Place(loaded.id, loaded.business_key, loaded.deployed.id)
    rows.add_waits(place, outcome)
    rows.write()


def _with_unoffered(work: Work, loaded: Loaded, outcome: Outcome) -> Outcome:
    """Return the outcome with tasks counted as new that a failure kept from offer."""
    asked = select(TASK.c.node).where(
        TASK.c.instance_id == loaded.id, TASK.c.state == TaskState.OPEN.value
    )
    offered = set(work.session.execute(asked).scalars())
    before = frozenset(
        (node, kind)
        for node, kind in outcome.before
        if kind != "user" or node in offered
    )
    return outcome._replace(before=before)


def raise_incident(
    work: Work, instance_id: int, business_key: str, failure: Failure
) -> None:
    """Write an incident on an instance that stands where it stood."""
    instance = table_of(Instance)
    marking = update(instance).where(instance.c.id == instance_id)
    work.session.execute(marking.values(is_stuck=1))
    rows = Rows(work)
    rows.failures.append((Place(instance_id, business_key, 0), failure))
    rows.write()


def drop_waits(work: Work, loaded: Loaded) -> None:
    """Close everything that an instance waits for."""
    for kind in ("user", "message", "timer", "call"):
        work.session.execute(*_closing(work, loaded.id, kind, None))
    work.session.execute(_passing(work, loaded.id, frozenset()))


def add_history(work: Work, loaded: Loaded, event: Event, page: Page) -> None:
    """Append a row to the history of an instance; its number is the new version."""
    body = loaded.packer.pack(history.written(page))
    at = micros(work.now)
    row = (loaded.id, loaded.version + 1, at, work.actor.id, event.value, body)
    bulk.insert(work, History, [row])


def _closing(
    work: Work, instance_id: int, kind: str, nodes: Sequence[int] | None
) -> tuple[Any, dict[str, Any]]:
    """Return what closes waits of one kind, and its values; None means all of them."""
    values: dict[str, Any] = {"mine": instance_id}
    if kind in ("user", "call"):
        values["at"] = work.now
    if nodes is not None:
        values["nodes"] = nodes
    return _closing_statement(kind, is_of_all=nodes is None), values


@cache
def _closing_statement(kind: str, *, is_of_all: bool) -> Any:
    table = _TABLES[kind]
    mine = [table.c.instance_id == bindparam("mine")]
    if not is_of_all:
        mine.append(table.c.node.in_(bindparam("nodes", expanding=True)))
    if kind == "user":
        mine.append(table.c.state == TaskState.OPEN.value)
        state = TaskState.WITHDRAWN.value
    elif kind == "call":
        mine.append(table.c.state.in_((DeliveryState.PENDING, DeliveryState.DEAD)))
        state = DeliveryState.DROPPED.value
    else:
        return delete(table).where(*mine)
    return update(table).where(*mine).values(state=state, ended_at=bindparam("at"))


def stuck_at(outcome: Outcome) -> frozenset[str]:
    """Return the elements whose incidents a step does not touch.

    They were set aside, or wait for an outside call, which may be dead.
    """
    calls = (wait.element.id for wait in outcome.waits if wait.kind == "call")
    return outcome.aside.union(calls)


def _passing(work: Work, instance_id: int, still: frozenset[str]) -> Any:
    """Return the statement that closes incidents which the instance left behind.

    Whatever fails again in the same step opens a new one.
    """
    table = table_of(Incident)
    values = {
        "state": IncidentState.RESOLVED.value,
        "resolved_at": work.now,
        "resolved_by": work.actor.id,
        "resolution": MOVED_ON,
    }
    mine = [table.c.instance_id == instance_id, table.c.state == "open"]
    if still:
        mine.append(table.c.element.not_in(still))
    return update(table).where(*mine).values(**values)


_TABLES = {
    "user": TASK,
    "message": SUBSCRIPTION,
    "signal": SUBSCRIPTION,
    "timer": TIMER,
    "call": DELIVERY,
}
