"""任意次序: whatever happens to a few orders in whatever sequence, nothing is lost.

Random payments, cancellations, repeats, tasks and failures of a step; after each of
them the ledger balances, no unpaid order can be shipped, and every open order is
somebody's matter.
"""

from __future__ import annotations

import shutil
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
    precondition,
    rule,
    run_state_machine_as_test,
)

from runtime import bootstrap
from runtime.bootstrap import Runtime
from runtime.engine.handlers import Handlers
from runtime.engine.run import incidents, queries, user_tasks
from runtime.engine.tables import IncidentState
from runtime.kernel import audit_check
from runtime.kernel.actors import Actor
from runtime.kernel.errors import Rejected
from runtime.kernel.work import Work
from runtime.orders.order import ledger, lookup
from runtime.orders.order import operations as orders
from runtime.orders.order.bodies import from_body
from runtime.orders.order.facts import ENDED
from runtime.orders.order.rules import is_unpaid
from tests.story import ROLES, ROOT, Shop, an_order, copied, custom_made, unpaid

BREAKS = {"remark": "breaks"}
KINDS = (
    {},
    unpaid(),
    unpaid(total="9000.00"),
    {"total": "9000.00"},
    {"total": "5000.00"},
    {"total": "0.00"},
    {"lines": custom_made()},
    unpaid(payment_method="cod"),
    unpaid(total="100.00", remark="breaks"),
    BREAKS,
)
ANSWERS: dict[str, tuple[dict[str, Any], ...]] = {
    "ship": ({"carrier": "SF", "tracking_no": "SF1234567890123"},),
    "resolve_hold": (
        {"decision": "release"},
        {"decision": "recheck"},
        {"decision": "cancel"},
    ),
}
VERDICTS = ({"decision": "approve"}, {"decision": "reject"})
ALL = Actor("全体", "全体", frozenset(ROLES.values()))
PLAYS = settings(
    max_examples=25,
    stateful_step_count=15,
    deadline=None,
    derandomize=True,
    print_blob=False,
    suppress_health_check=list(HealthCheck),
)
pick = st.integers(min_value=0, max_value=99)


class Step:
    """The step 放行订单; it breaks for some orders while ``is_broken``."""

    is_broken: ClassVar[bool] = False

    @classmethod
    def answer(cls, call: Any) -> dict[str, Any]:
        if cls.is_broken and call.subject.ambient["order"]["remark"] == "breaks":
            raise RuntimeError("no shelf left")
        return {"at": call.subject.now}


class AnySequence(RuleBasedStateMachine):
    """A handful of orders and everything that can happen to them."""

    template: ClassVar[Shop]

    @initialize(kinds=st.lists(st.sampled_from(KINDS), min_size=2, max_size=4))
    def opens(self, kinds: list[dict[str, Any]]) -> None:
        Step.is_broken = True
        self.folder = Path(tempfile.mkdtemp(prefix="spillway-any-"))
        self.shop = copied(self.template, self.folder)
        self.runtime: Runtime = self.shop.runtime()
        self.orders = [an_order(**kind) for kind in (*kinds, BREAKS)]
        self.shop.tells(*self.orders)

    @rule(which=pick, cents=st.integers(min_value=1, max_value=2_000_00))
    def is_paid_in_part(self, which: int, cents: int) -> None:
        data = {"amount": f"{cents / 100:.2f}"}
        self._try(lambda *open_: orders.pay(*open_, data), which)

    @rule(which=pick, final=st.booleans())
    def is_paid(self, which: int, final: bool) -> None:
        data = {"final": final}
        self._try(lambda *open_: orders.pay(*open_, data), which)

    @precondition(lambda self: len(self._rows()) > 1)
    @rule(which=pick)
    def is_cancelled(self, which: int) -> None:
        data = {"reason": "不要了"}
        self._try(lambda *open_: orders.cancel(*open_, data), which)

    @rule(which=pick)
    def is_told_again_as_paid(self, which: int) -> None:
        order = self.orders[which % len(self.orders)]
        at = "2026-11-11T08:00:00+08:00"
        self.shop.tells({**order, "paid_at": at, "paid": order["total"]})

    @rule(which=pick, answer=pick)
    def a_task_is_completed(self, which: int, answer: int) -> None:
        self._completes(which, answer)

    @rule(first=pick, then=pick, answer=pick)
    def two_tasks_are_completed(self, first: int, then: int, answer: int) -> None:
        self._completes(first, 0)
        self._completes(then, answer)

    @rule(which=pick, name=st.sampled_from(sorted(ROLES)))
    def a_task_is_claimed_and_given_back(self, which: int, name: str) -> None:
        rows = self._tasks()
        if rows:
            task, actor = rows[which % len(rows)], Actor(name, name, ALL.roles)
            self._act(lambda *open_: user_tasks.claim(*open_, task.id), actor)
            self._act(lambda *open_: user_tasks.release(*open_, task.id), actor)

    @rule(broken=st.booleans())
    def the_step_breaks_or_is_repaired(self, broken: bool) -> None:
        Step.is_broken = broken

    @precondition(lambda self: self._open_incidents())
    @rule(verb=st.sampled_from([incidents.retry, incidents.skip, incidents.cancel]))
    def an_incident_is_resolved(self, verb: Callable[..., Any]) -> None:
        row = self._open_incidents()[0]
        self._act(lambda *open_: verb(*open_, row.id, "because"))

    @invariant()
    def the_ledger_balances(self) -> None:
        with self.runtime.database.snapshot() as read:
            report = ledger.verify(read)
        assert report.is_balanced, [fault.say("en") for fault in report.faults]

    @invariant()
    def no_unpaid_order_can_be_shipped(self) -> None:
        with self.runtime.database.reading() as read:
            shipping = {
                row.business_key for row in self._tasks() if row.element == "ship"
            }
            found = [lookup.get(read, number) for number in shipping]
        assert [row for row in found if is_unpaid(from_body(bytes(row.body)))] == []

    @invariant()
    def every_open_order_is_somebodys_matter(self) -> None:
        assert [one for one in self._rows() if len(self._owners(one)) != 1] == []

    def teardown(self) -> None:
        with self.runtime.database.snapshot() as read:
            report = audit_check.verify(self.runtime.engine.trail, read)
        self.runtime.close()
        shutil.rmtree(self.folder)
        assert report.is_whole, [fault.say("en") for fault in report.faults]

    def _completes(self, which: int, answer: int) -> None:
        rows = self._tasks()
        if rows:
            task = rows[which % len(rows)]
            offered = ANSWERS.get(task.element, VERDICTS)
            given = offered[answer % len(offered)]
            who = Actor(
                task.role, task.role, frozenset({task.role})
            )  # two for four eyes
            self._act(lambda *open_: user_tasks.complete(*open_, task.id, given), who)

    def _owners(self, row: Any) -> set[str]:
        """Return who must do something next: a role, the payer, or an operator."""
        owners: set[str] = set()
        with self.runtime.database.reading() as read:
            for instance in queries.instances_of(read, row.order_no):
                waits = queries.waiting_of(read, instance.id)
                owners |= {one.role for one in waits["tasks"]}
                messages = {one.message for one in waits["messages"]}
                owners |= messages - {"cancelled"}
                owners |= {"operator" for _ in waits["incidents"]}
        return owners

    def _rows(self) -> list[Any]:
        with self.runtime.database.reading() as read:
            found = [lookup.find(read, one["external_no"])[0] for one in self.orders]
        return [row for row in found if row.state not in ENDED]

    def _tasks(self) -> list[Any]:
        with self.runtime.database.reading() as read:
            return queries.list_queue(read, ALL.roles, 50)

    def _open_incidents(self) -> list[Any]:
        with self.runtime.database.reading() as read:
            rows = list(incidents.list_open(read))
        return [row for row in rows if row.state == IncidentState.OPEN.value]

    def _try(self, run: Callable[..., Any], which: int) -> None:
        order = self.orders[which % len(self.orders)]
        with self.runtime.database.reading() as read:
            number = lookup.find(read, order["external_no"])[0].order_no
        self._act(lambda *open_: run(*open_, number))

    def _act(self, run: Callable[..., Any], actor: Actor = ALL) -> None:
        """Do one thing; what is refused must have changed nothing."""
        engine = self.runtime.engine

        def once(work: Work) -> Any:
            return run(work, engine)

        with suppress(Rejected):
            self.runtime.attempt(actor, once)


@pytest.fixture
def fragile(seeded: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shop:
    """A shop whose step 放行订单 may break."""
    feature = Handlers()
    feature.service_task("test.release", gives={"at": "date and time"})(Step.answer)
    monkeypatch.setattr(bootstrap, "SLICES", (*bootstrap.SLICES, feature))
    shop = copied(seeded, tmp_path)
    source = ROOT / "processes" / "order_main" / "order_main.bpmn"
    folder = tmp_path / "processes" / "order_main"
    folder.mkdir(parents=True)
    diagram = folder / source.name
    text = source.read_text("utf-8")
    diagram.write_text(text.replace('"order.release"', '"test.release"'), "utf-8")
    shop.does("deploy", diagram)
    return shop


@pytest.mark.slow
def test_no_sequence_of_events_loses_an_order_or_ships_an_unpaid_one(
    fragile: Shop, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(AnySequence, "template", fragile, raising=False)
    run_state_machine_as_test(AnySequence, settings=PLAYS)
