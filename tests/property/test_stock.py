"""库存流水: whatever happens in whatever sequence, the entries tell the balance."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from runtime.bootstrap import Runtime
from runtime.kernel.actors import SYSTEM
from runtime.kernel.errors import Rejected
from runtime.orders.inventory import ledger, operations, queries
from tests.story import Shop, copied

SKUS = st.sampled_from(["A", "B", "C"])
KEYS = st.sampled_from(["K1", "K2", "K3", "K4"])
COUNTS = st.integers(0, 9)
NEEDS = st.dictionaries(SKUS, st.integers(1, 6), min_size=1)


class Stock(RuleBasedStateMachine):
    """Three SKUs, four orders, and everything that can happen to them."""

    seeded: ClassVar[Shop]
    runtime: Runtime

    @initialize()
    def opens(self) -> None:
        folder = Path(tempfile.mkdtemp(prefix="spillway-stock-"))
        self.runtime = copied(self.seeded, folder).runtime()

    def teardown(self) -> None:
        self.runtime.close()

    def does(self, run: Callable[..., Any], *given: Any, **more: Any) -> None:
        """Do it in a unit of work; what is refused has changed nothing."""
        with suppress(Rejected), self.runtime.work(SYSTEM) as work:
            run(work, self.runtime.engine, *given, **more)

    @rule(sku=SKUS, quantity=COUNTS)
    def counts(self, sku: str, quantity: int) -> None:
        self.does(operations.count, sku, quantity)

    @rule(sku=SKUS, quantity=COUNTS)
    def receives(self, sku: str, quantity: int) -> None:
        self.does(operations.receive, sku, quantity)

    @rule(sku=SKUS, change=st.integers(-5, 5))
    def adjusts(self, sku: str, change: int) -> None:
        self.does(operations.adjust, sku, change, "check")

    @rule(key=KEYS, quantities=NEEDS)
    def reserves(self, key: str, quantities: dict[str, int]) -> None:
        self.does(operations.reserve, [(key, quantities)])

    @rule(key=KEYS)
    def releases(self, key: str) -> None:
        self.does(operations.release, key, "cancelled")

    @rule(key=KEYS, quantities=NEEDS)
    def ships(self, key: str, quantities: dict[str, int]) -> None:
        self.does(operations.ship, key, quantities)

    @rule(sku=SKUS, is_controlled=st.booleans())
    def controls(self, sku: str, is_controlled: bool) -> None:
        self.does(operations.control, sku, is_controlled=is_controlled)

    @invariant()
    def every_balance_is_the_sum_of_its_entries(self) -> None:
        with self.runtime.database.snapshot() as read:
            assert ledger.verify(read).faults == []

    @invariant()
    def no_more_is_promised_than_is_there(self) -> None:
        with self.runtime.database.reading() as read:
            rows = queries.list_items(read, "", 100)
        assert [one for one in rows if not 0 <= one.held <= one.on_hand] == []


def test_the_entries_tell_the_balance_whatever_happens(seeded: Shop):
    Stock.seeded = seeded
    few = settings(
        max_examples=30,
        stateful_step_count=25,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(Stock, settings=few)


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE stock_item SET on_hand = on_hand + 1",
        "UPDATE stock_hold SET quantity = quantity + 1",
        "DELETE FROM stock_hold",
    ],
)
def test_a_balance_that_was_changed_past_the_ledger_is_found(shop: Shop, damage: str):
    shop.does("stock", "receive", "A-1", 5)
    shop.takes(lines=[{"sku": "A-1", "quantity": 2, "unit_price": "199.00"}])
    runtime = shop.runtime()
    with runtime.work(SYSTEM) as work:
        work.session.exec_driver_sql(damage)
    runtime.close()

    assert shop.run("ledger", "verify").code == 1
