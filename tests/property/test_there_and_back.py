"""往返: no sequence of doing, sending back and taking back loses or doubles a thing.

Orders that go through the chain of three, and people who do, send back and take back
at random; after each of it every order waits at exactly one step, the ledger balances,
and nobody has both of two steps that four eyes keep apart.
"""

from __future__ import annotations

import shutil
import tempfile
from collections import Counter
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

from runtime.engine.run import (
    earlier,
    going_back,
    loading,
    queries,
    user_tasks,
    withdrawing,
)
from runtime.kernel import audit_check
from runtime.kernel.actors import Actor
from runtime.kernel.errors import Rejected
from runtime.kernel.work import Work
from runtime.orders.order import ledger, lookup
from runtime.orders.order.facts import ENDED
from tests.story import PARCEL, ROLES, Shop, copied

PLAYS = settings(
    max_examples=6,
    stateful_step_count=20,
    deadline=None,
    derandomize=True,
    print_blob=False,
    suppress_health_check=list(HealthCheck),
)
ANSWERS: dict[str, dict[str, Any]] = {
    "ship": PARCEL,
    "warehouse_reserve": {"decision": "approve", "location": "A-03-12"},
    "resolve_hold": {"decision": "recheck"},
}
PEOPLE = [Actor(name, name, frozenset(ROLES.values())) for name in ("Ann", "Bob")]
BOTH = {"sales_confirm", "finance_price_check"}
pick = st.integers(min_value=0, max_value=99)
somebody = st.sampled_from(PEOPLE)


class ThereAndBack(RuleBasedStateMachine):
    """Two orders, two people who may do everything, and the ways back."""

    template: ClassVar[Shop]

    @initialize()
    def opens(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="spillway-back-"))
        self.shop = copied(self.template, self.folder)
        self.numbers = [self.shop.takes(total="5000.00") for _ in range(2)]
        self.runtime = self.shop.runtime()

    @rule(which=pick, who=somebody)
    def does(self, which: int, who: Actor) -> None:
        self._completes(which, who, "approve")

    @rule(which=pick, who=somebody)
    def does_again(self, which: int, who: Actor) -> None:
        self._completes(which, who, "approve")

    @rule(which=pick, who=somebody)
    def rejects(self, which: int, who: Actor) -> None:
        self._completes(which, who, "reject")

    @rule(which=pick, who=somebody)
    def claims(self, which: int, who: Actor) -> None:
        for row in self._rows(which, "open"):
            self._act(who, user_tasks.claim, row.id)

    @rule(which=pick, who=somebody, to=pick)
    def sends_back(self, which: int, who: Actor, to: int) -> None:
        for row in self._rows(which, "open"):
            with self.runtime.database.reading() as read:
                places = going_back.returns(read, self.runtime.engine, row)
            for place in places[to % max(len(places), 1) :][:1]:
                given = row.id, place.element, "once more"
                self._act(who, going_back.return_to, *given)

    @rule(which=pick, who=somebody, back=pick)
    def takes_back(self, which: int, who: Actor, back: int) -> None:
        for row in self._rows(which, "completed")[-1 - back % 2 :][:1]:
            self._act(who, withdrawing.withdraw, row.id)

    @invariant()
    def every_order_waits_at_one_step(self) -> None:
        waiting = [
            len(self._rows(number, "open"))
            for number, order in enumerate(self._orders())
            if order.state not in ENDED
        ]
        assert waiting == [1] * len(waiting)

    @invariant()
    def what_is_offered_is_what_the_run_waits_for(self) -> None:
        for number in range(len(self.numbers)):
            rows = self._rows(number, "open")
            with self.runtime.database.reading() as read:
                for row in rows:
                    engine = self.runtime.engine
                    loaded = loading.load(read, engine, row.instance_id)
                    stand = earlier.past(read, engine, loaded).stand(-1)
                    assert (row.node, "user") in stand.keys

    @invariant()
    def a_step_counts_once(self) -> None:
        for number in range(len(self.numbers)):
            for row in self._rows(number, "open"):
                with self.runtime.database.reading() as read:
                    engine = self.runtime.engine
                    loaded = loading.load(read, engine, row.instance_id)
                    past = earlier.past(read, engine, loaded)
                held = "resolve_hold" in {one.page.element for one in past.chapters}
                steps = Counter(one.page.element for one in past.chapters)
                assert held or max(steps[one] for one in (*BOTH, "ship")) <= 1

    @invariant()
    def nobody_has_done_both(self) -> None:
        for number in range(len(self.numbers)):
            done = {
                (row.ended_by, row.element) for row in self._rows(number, "completed")
            }
            for who in PEOPLE:
                assert not {(who.id, step) for step in BOTH} <= done

    @invariant()
    def the_ledger_balances(self) -> None:
        with self.runtime.database.snapshot() as read:
            report = ledger.verify(read)
        assert report.is_balanced, [fault.say("en") for fault in report.faults]

    def teardown(self) -> None:
        with self.runtime.database.snapshot() as read:
            report = audit_check.verify(self.runtime.engine.trail, read)
        self.runtime.close()
        shutil.rmtree(self.folder)
        assert report.is_whole, [fault.say("en") for fault in report.faults]

    def _completes(self, which: int, who: Actor, decision: str) -> None:
        for row in self._rows(which, "open"):
            answer = ANSWERS.get(row.element, {"decision": decision})
            self._act(who, user_tasks.complete, row.id, answer)

    def _rows(self, which: int, state: str) -> list[Any]:
        number = self.numbers[which % len(self.numbers)]
        with self.runtime.database.reading() as read:
            rows = queries.list_of(read, number)
        return [row for row in rows if row.state == state]

    def _orders(self) -> list[Any]:
        with self.runtime.database.reading() as read:
            return [lookup.get(read, number) for number in self.numbers]

    def _act(self, who: Actor, run: Callable[..., Any], *given: Any) -> None:
        """Do one thing; what is refused must have changed nothing."""
        engine = self.runtime.engine

        def once(work: Work) -> Any:
            return run(work, engine, *given)

        with suppress(Rejected):
            self.runtime.attempt(who, once)


@pytest.mark.slow
def test_no_way_there_and_back_loses_a_step_or_counts_one_twice(
    seeded: Shop, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(ThereAndBack, "template", seeded, raising=False)
    run_state_machine_as_test(ThereAndBack, settings=PLAYS)
