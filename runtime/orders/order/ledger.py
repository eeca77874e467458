"""The balanced ledger: every order in one bucket, arrivals minus exits is the rest."""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlalchemy import Connection, func, select

from runtime.engine.tables import Instance, InstanceState
from runtime.kernel.db import table_of
from runtime.kernel.texts import Text, text
from runtime.orders.order.facts import ENDED, STATES
from runtime.orders.order.tables import Movement, OrderRow, Payment

ORDERS, MOVEMENT = table_of(OrderRow), table_of(Movement)
PAYMENT, INSTANCE = table_of(Payment), table_of(Instance)
SHOWN_FAULTS = 100


@dataclass(slots=True)
class LedgerReport:
    """How many orders arrived, ended and are open, bucket by bucket."""

    arrived: int = 0
    ended: int = 0
    open: int = 0
    buckets: dict[str, int] = field(default_factory=dict)
    faults: list[Text] = field(default_factory=list)

    @property
    def is_balanced(self) -> bool:
        """Tell whether every order is accounted for."""
        return not self.faults

    def blame(self, code: str, **facts: object) -> None:
        """Add a fault, at most a hundred of them."""
        if len(self.faults) < SHOWN_FAULTS:
            self.faults.append(text(code, **facts))


def verify(read: Connection) -> LedgerReport:
    """Fold all movements and compare them with the orders and their instances."""
    report = LedgerReport()
    folded = _fold(read, report)
    _compare_orders(read, folded, report)
    _compare_instances(read, report)
    _compare_payments(read, report)
    return report


def _fold(read: Connection, report: LedgerReport) -> dict[int, str]:
    """Return order id → bucket after its last movement; the chain must not break."""
    standing: dict[int, str] = {}
    asked = select(MOVEMENT).order_by(MOVEMENT.c.order_id, MOVEMENT.c.seq)
    for row in read.execution_options(yield_per=2000).execute(asked):
        before = standing.get(row.order_id)
        if before != row.from_state:
            report.blame(
                "ledger-broken-chain",
                order=row.order_id,
                expected=before or "-",
                found=row.from_state or "-",
            )
        standing[row.order_id] = row.to_state
        report.arrived += row.from_state is None
    return standing


def _compare_orders(
    read: Connection, folded: dict[int, str], report: LedgerReport
) -> None:
    columns = (ORDERS.c.id, ORDERS.c.order_no, ORDERS.c.state)
    count = 0
    for row in read.execution_options(yield_per=2000).execute(select(*columns)):
        count += 1
        found = folded.get(row.id)
        if found != row.state or row.state not in STATES:
            report.blame(
                "ledger-wrong-bucket",
                order=row.order_no,
                expected=found or "-",
                found=row.state,
            )
    for state in folded.values():
        report.buckets[state] = report.buckets.get(state, 0) + 1
    report.buckets = dict(sorted(report.buckets.items()))
    report.ended = sum(report.buckets.get(state, 0) for state in ENDED)
    report.open = report.arrived - report.ended
    if count != report.arrived:
        report.blame("ledger-wrong-sum", expected=report.arrived, found=count)


def _compare_instances(read: Connection, report: LedgerReport) -> None:
    """An open order has exactly one running main instance, an ended one has none."""
    active = (
        select(INSTANCE.c.business_key, func.count().label("n"))
        .where(INSTANCE.c.state == InstanceState.ACTIVE.value)
        .group_by(INSTANCE.c.business_key)
        .subquery()
    )
    asked = select(ORDERS.c.order_no, ORDERS.c.state, active.c.n).outerjoin(
        active, active.c.business_key == ORDERS.c.order_no
    )
    ended = {state.value for state in ENDED}
    for row in read.execution_options(yield_per=2000).execute(asked):
        expected = 0 if row.state in ended else 1
        if (row.n or 0) != expected:
            report.blame(
                "ledger-wrong-instances",
                order=row.order_no,
                state=row.state,
                expected=expected,
                found=row.n or 0,
            )


def _compare_payments(read: Connection, report: LedgerReport) -> None:
    """What came in for an order is what the order says was paid."""
    sums = (
        select(PAYMENT.c.order_id, func.sum(PAYMENT.c.amount).label("paid"))
        .group_by(PAYMENT.c.order_id)
        .subquery()
    )
    asked = (
        select(ORDERS.c.order_no, ORDERS.c.paid, sums.c.paid.label("noted"))
        .join(sums, sums.c.order_id == ORDERS.c.id)
        .where(sums.c.paid != ORDERS.c.paid)
    )
    for row in read.execute(asked.limit(SHOWN_FAULTS)):
        report.blame(
            "ledger-wrong-payments",
            order=row.order_no,
            expected=str(row.noted),
            found=str(row.paid),
        )
