"""Reads of orders for lists and stories."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    and_,
    exists,
    func,
    literal,
    or_,
    select,
    union,
    union_all,
)

from runtime.engine.tables import (
    Delivery,
    DeliveryState,
    Incident,
    IncidentState,
    Instance,
    Subscription,
    TaskState,
    UserTask,
)
from runtime.kernel.db import beyond, table_of
from runtime.orders.order.facts import ENDED, OrderState
from runtime.orders.order.tables import Movement, OrderRow, Payment

ORDERS, PAYMENT, MOVEMENT = (
    table_of(OrderRow),
    table_of(Payment),
    table_of(Movement),
)
INSTANCE, TASK, SUBSCRIPTION = map(table_of, (Instance, UserTask, Subscription))
INCIDENT, DELIVERY = table_of(Incident), table_of(Delivery)


# states by how far along; what is over comes last
EVERY_STATE = tuple(state.value for state in OrderState)
OPEN_STATES = tuple(state.value for state in OrderState if state not in ENDED)
UNGRADED = "P9"  # behind every grade
FOUND = 1_000  # orders that a search looks at, of each kind of number
_LAST_SIGN = "\U0010ffff"  # behind every sign that a number can hold
_SHOWN = tuple(
    ORDERS.c[name]
    for name in (
        *("id", "order_no", "channel", "external_no", "kind", "state", "grade"),
        *("level", "color", "total", "paid", "placed_at", "registered_at"),
    )
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which orders a list shows; "" and None mean any.

    ``search`` is how an order number or a platform's number begins. ``since`` and
    ``until`` are when it was placed, the latter left out. ``waits_at`` is the element
    where it waits: for a person, an outside system, or because it is stuck there, and
    for one of ``messages``, which is what such an element waits for.
    """

    states: Sequence[str] = OPEN_STATES
    grade: str = ""
    channel: str = ""
    kind: str = ""
    search: str = ""
    since: datetime | None = None
    until: datetime | None = None
    waits_at: str = ""
    messages: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a page ended: grade (or `UNGRADED`), age and id of its last row."""

    rank: str
    placed_at: datetime
    id: int


def list_orders(
    read: Connection, wanted: Wanted, limit: int, after: Cursor | None = None
) -> Sequence[Any]:
    """Return a page of orders: P0 first, then the oldest.

    One statement: an arm a state walks its index from where the page before ended,
    and the arms are merged, so the cost grows with the page. Who searches gets the
    first `FOUND` numbers that begin so, each kind of number by its index.
    """
    if wanted.search:
        return read.execute(_search(read.dialect.name, wanted, limit, after)).all()
    arms = [arm for state in wanted.states for arm in _arms(state, wanted, after)]
    pages = (select(arm.limit(limit).subquery()) for arm in arms)
    merged = union_all(*pages).subquery()
    sort = (merged.c.rank, merged.c.placed_at, merged.c.id)
    return read.execute(select(merged).order_by(*sort).limit(limit)).all()


def _arms(state: str, wanted: Wanted, after: Cursor | None) -> Iterator[Select[Any]]:
    """Yield the graded and the ungraded orders of one state, each in its order."""
    narrow = [ORDERS.c.state == state, *_conditions(wanted)]
    age = (ORDERS.c.placed_at, ORDERS.c.id)
    graded = select(ORDERS.c.grade.label("rank"), *_SHOWN).where(
        ORDERS.c.grade.is_not(None), *narrow
    )
    key = (ORDERS.c.grade, *age)
    if after is not None:
        graded = graded.where(beyond(key, (after.rank, *_age(after))))
    yield graded.order_by(*key)
    if wanted.grade:
        return
    ungraded = select(literal(UNGRADED).label("rank"), *_SHOWN).where(
        ORDERS.c.grade.is_(None), *narrow
    )
    if after is not None and after.rank == UNGRADED:
        ungraded = ungraded.where(beyond(age, _age(after)))
    yield ungraded.order_by(*age)


def _age(after: Cursor) -> tuple[Any, ...]:
    return (after.placed_at, after.id)


def _search(
    dialect: str, wanted: Wanted, limit: int, after: Cursor | None
) -> Select[Any]:
    """Select a page of the orders one of whose numbers begins as it was typed."""
    typed = wanted.search
    numbers = [
        (ORDERS.c.order_no, typed.upper()),
        *((ORDERS.c.external_no, one) for one in sorted({typed, typed.upper()})),
    ]
    narrow = [ORDERS.c.state.in_(wanted.states), *_conditions(wanted)]
    arms = (
        select(ORDERS.c.id)
        .where(begins(dialect, column, start), *narrow)
        .order_by(column)
        .limit(FOUND)
        .subquery()
        for column, start in numbers
    )
    rank = func.coalesce(ORDERS.c.grade, UNGRADED)
    key = (rank, ORDERS.c.placed_at, ORDERS.c.id)
    hits = union(*(select(arm.c.id) for arm in arms)).subquery()
    found = select(rank.label("rank"), *_SHOWN).where(
        ORDERS.c.id.in_(select(hits.c.id))
    )
    if after is not None:
        found = found.where(beyond(key, (after.rank, *_age(after))))
    return found.order_by(*key).limit(limit)


def begins(dialect: str, column: Any, start: str) -> ColumnElement[bool]:
    """Return the condition of a text that begins so, in a form that indexes serve.

    PostgreSQL compares by the sign only with the operators of ``text_pattern_ops``.
    """
    end = start + _LAST_SIGN
    if dialect == "postgresql":
        return and_(
            column.op("~>=~", is_comparison=True)(start),
            column.op("~<~", is_comparison=True)(end),
        )
    return and_(column >= start, column < end)


def _conditions(wanted: Wanted) -> Iterator[ColumnElement[bool]]:
    for name in ("grade", "channel", "kind"):
        value = getattr(wanted, name)
        if value:
            yield ORDERS.c[name] == value
    if wanted.since is not None:
        yield ORDERS.c.placed_at >= wanted.since
    if wanted.until is not None:
        yield ORDERS.c.placed_at < wanted.until
    if wanted.waits_at:
        yield _waits(wanted)


def _waits(wanted: Wanted) -> ColumnElement[bool]:
    """Return the condition of an order that waits at an element, by its instance."""
    mine = INSTANCE.c.business_key == ORDERS.c.order_no
    rows = [
        (TASK, TASK.c.element == wanted.waits_at, TaskState.OPEN),
        (INCIDENT, INCIDENT.c.element == wanted.waits_at, IncidentState.OPEN),
        (DELIVERY, DELIVERY.c.element == wanted.waits_at, DeliveryState.PENDING),
    ]
    ways = [
        exists().where(
            mine, table.c.instance_id == INSTANCE.c.id, here, table.c.state == state
        )
        for table, here, state in rows
    ]
    if wanted.messages:
        ways.append(
            exists().where(
                SUBSCRIPTION.c.business_key == ORDERS.c.order_no,
                SUBSCRIPTION.c.message.in_(wanted.messages),
            )
        )
    return or_(*ways)


def list_payments(read: Connection, order_id: int) -> Sequence[Any]:
    """Return the payments of an order, oldest first."""
    asked = select(PAYMENT).where(PAYMENT.c.order_id == order_id)
    return read.execute(asked.order_by(PAYMENT.c.seq)).all()


def list_movements(read: Connection, order_id: int) -> Sequence[Any]:
    """Return the movements of an order, oldest first."""
    asked = select(MOVEMENT).where(MOVEMENT.c.order_id == order_id)
    return read.execute(asked.order_by(MOVEMENT.c.seq)).all()


def list_in_state(read: Connection, state: str, limit: int) -> Sequence[Any]:
    """Return orders in one bucket, the oldest first."""
    asked = select(ORDERS.c.id, ORDERS.c.order_no).where(ORDERS.c.state == state)
    return read.execute(asked.order_by(ORDERS.c.id).limit(limit)).all()


def list_newest(read: Connection, limit: int) -> list[str]:
    """Return the numbers of the orders that came last, the newest first."""
    asked = select(ORDERS.c.order_no).order_by(ORDERS.c.id.desc()).limit(limit)
    return list(read.execute(asked).scalars())


def count(read: Connection) -> int:
    """Return how many orders there are."""
    return read.execute(select(func.count()).select_from(ORDERS)).scalar_one()
