"""任意动词: whatever people do with tasks, nothing is lost, doubled, or done by one.

Orders with goods under stock control, agreed prices, photos owed and money to come;
three people with every role, who claim, complete, hand on, sign, send back, take back
and go around; after each of it the order stands somewhere, its goods are held as that
place says, each use counts once, and nobody has done both of two steps.
"""

from __future__ import annotations

import io
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
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
from sqlalchemy import func, select

from runtime.bootstrap import Runtime
from runtime.engine.run import (
    earlier,
    going_back,
    loading,
    queries,
    signing,
    user_tasks,
    withdrawing,
)
from runtime.engine.run.opinions import Said
from runtime.identity import handing, people
from runtime.identity.handing import Wanted
from runtime.kernel import audit_check
from runtime.kernel.actors import Actor
from runtime.kernel.errors import Rejected
from runtime.kernel.work import Work
from runtime.orders.attachments import operations as attachments
from runtime.orders.attachments.checking import prepare
from runtime.orders.bypass import operations as bypasses
from runtime.orders.bypass import using
from runtime.orders.bypass.using import CODE, OPENING, USE, Ask
from runtime.orders.inventory import ledger as stock
from runtime.orders.inventory.balances import ENTRY, HOLD
from runtime.orders.order import ledger, lookup
from runtime.orders.order import operations as orders
from runtime.orders.order.bodies import from_body
from runtime.orders.order.facts import ENDED, OrderState
from runtime.orders.order.rules import is_unpaid
from tests import pictures
from tests.jam import OLD
from tests.shortcut import QUICK_COST
from tests.story import PARCEL, ROLES, SUPERVISOR, Shop, an_order, copied, unpaid

NAMES = ("安", "白", "陈")
GOODS = "G-1"
BOTH = {"sales_confirm", "finance_price_check"}
CHAIN = {"sales_confirm", "finance_price_check", "warehouse_reserve"}
BORDERED = {"sign_price", "take_photo", "check_coupon"}
VERBS = {
    *("complete", "claim", "release", "transfer", "delegate", "add_signer", "sign"),
    *("return_to", "withdraw", "use", "note_event"),
}
Run = Callable[..., Any]
POLICIES = ("price_sign_off_code", "photo_later", "coupon_match")


def goods(price: str, listed: str = "", **more: Any) -> dict[str, Any]:
    """Return a line of two pieces under stock control, at a price that was agreed."""
    at = {"list_price": listed} if listed else {}
    return {"sku": GOODS, "quantity": 2, "unit_price": price, **at, **more}


KINDS: tuple[dict[str, Any], ...] = (
    {"lines": [goods("95.00", "100.00")]},
    {"lines": [goods("80.00", "100.00")]},
    {"total": "5000.00", "lines": [goods("98.00", "100.00")]},
    {"lines": [goods("99.00", category="珠宝")], "customer": OLD},
    {"lines": [goods("97.00", "100.00", category="珠宝")], "customer": OLD},
    unpaid(lines=[goods("97.00", "100.00", category="珠宝")]),
    unpaid(total="5000.00", lines=[goods("98.00", "100.00")]),
)
ANSWERS: dict[str, tuple[dict[str, Any], ...]] = {
    "ship": (PARCEL,),
    "warehouse_reserve": ({"decision": "approve", "location": "A-03-12"},),
    "resolve_hold": (
        {"decision": "release"},
        {"decision": "recheck"},
        {"decision": "cancel"},
    ),
}
VERDICTS = ({"decision": "approve"}, {"decision": "approve"}, {"decision": "reject"})
PLAYS = settings(
    max_examples=18,
    stateful_step_count=40,
    deadline=None,
    derandomize=True,
    print_blob=False,
    suppress_health_check=list(HealthCheck),
)
pick = st.integers(min_value=0, max_value=99)
somebody = st.sampled_from(NAMES)


class AnyVerb(RuleBasedStateMachine):
    """Three orders, three people who may do everything, and every verb there is."""

    template: ClassVar[Shop]
    done: ClassVar[Counter[str]] = Counter()
    runtime: Runtime

    @initialize(kinds=st.lists(st.sampled_from(KINDS), min_size=3, max_size=3))
    def opens(self, kinds: list[dict[str, Any]]) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="spillway-verb-"))
        self.shop = copied(self.template, self.folder)
        self.shop.environment["SPILLWAY_CODE_COST"] = QUICK_COST
        told = [an_order(**kind) for kind in kinds]
        self.shop.tells(*told)
        self.runtime = self.shop.runtime()
        with self.runtime.database.reading() as read:
            self.people = {one: people.actor(read, one) for one in NAMES}
            self.lead = people.actor(read, SUPERVISOR)
            self.numbers = [
                lookup.find(read, one["external_no"])[0].order_no for one in told
            ]
        self.code = ""
        for policy in POLICIES:
            self.reopens(policy)

    @rule(policy=st.sampled_from(POLICIES))
    def reopens(self, policy: str) -> None:
        until = self.runtime.clock.now() + timedelta(hours=1)
        self._act(self.lead, bypasses.open_, policy, until, "积压")
        wanted = bypasses.Wanted(uses=2, money=Decimal(900))
        issued = self._act(
            self.lead, bypasses.issue, self.runtime.codes, policy, wanted
        )
        self.code = issued[0].text if issued else self.code

    @rule(policy=st.sampled_from(POLICIES))
    def closes(self, policy: str) -> None:
        self._act(self.lead, bypasses.close, policy, "够了")

    @rule(which=pick, who=somebody, answer=pick)
    def completes(self, which: int, who: str, answer: int) -> None:
        self._completes(which, who, answer)

    @rule(which=pick, who=somebody)
    def approves(self, which: int, who: str) -> None:
        self._completes(which, who, 0)

    @rule(which=pick, first=somebody, then=somebody)
    def two_approve(self, which: int, first: str, then: str) -> None:
        self._completes(which, first, 0)
        self._completes(which, then, 0)

    @rule(
        which=pick,
        who=somebody,
        run=st.sampled_from([user_tasks.claim, user_tasks.release]),
    )
    def claims_or_releases(self, which: int, who: str, run: Run) -> None:
        self._at(which, who, run)

    @rule(
        which=pick,
        who=somebody,
        to=somebody,
        run=st.sampled_from([handing.transfer, handing.delegate]),
    )
    def hands_on(self, which: int, who: str, to: str, run: Run) -> None:
        self._at(which, who, run, Wanted(to))

    @rule(
        which=pick,
        who=somebody,
        to=somebody,
        when=st.sampled_from([Said.BEFORE, Said.AFTER]),
    )
    def asks_a_signer(self, which: int, who: str, to: str, when: Said) -> None:
        self._at(which, who, handing.add_signer, Wanted(to), when)

    @rule(which=pick, who=somebody, said=st.sampled_from([Said.APPROVE, Said.REJECT]))
    def signs(self, which: int, who: str, said: Said) -> None:
        self._at(which, who, signing.sign, said)

    @rule(which=pick, who=somebody, to=pick)
    def sends_back(self, which: int, who: str, to: int) -> None:
        for row in self._one(which):
            with self.runtime.database.reading() as read:
                places = going_back.returns(read, self.runtime.engine, row)
            for place in places[to % max(len(places), 1) :][:1]:
                given = row.id, place.element, "再看一次"
                self._act(self._actor(row, who), going_back.return_to, *given)

    @rule(which=pick, who=somebody, back=pick)
    def takes_back(self, which: int, who: str, back: int) -> None:
        done = [one for one in self._rows(which) if one.state == "completed"]
        for row in done[-1 - back % 2 :][:1]:
            whose = [one for one in self.people.values() if one.id == row.ended_by]
            actor = whose[0] if back % 4 and whose else self.people[who]
            self._act(actor, withdrawing.withdraw, row.id)

    @rule(which=pick, who=somebody, right=st.integers(0, 4))
    def goes_around(self, which: int, who: str, right: int) -> None:
        code = self.code if right else "2222-22222222"
        bordered = [one for one in self._open() if one.element in BORDERED]
        rows = bordered or self._open()
        for row in rows[which % max(len(rows), 1) :][:1]:
            ask = Ask(row.id, "积压", {}, code)
            self._act(self._actor(row, who), using.use, self.runtime.codes, ask)
            self._act(self._actor(row, who), using.note, ask)

    @rule(which=pick, cents=st.integers(1, 300_00), final=st.integers(0, 3))
    def is_paid(self, which: int, cents: int, final: int) -> None:
        given = {"final": True} if final else {"amount": f"{cents / 100:.2f}"}
        self._act(self.lead, orders.note_event, self._number(which), "paid", given)

    @rule(which=pick, sure=st.integers(0, 5))
    def is_cancelled(self, which: int, sure: int) -> None:
        if not sure:
            given = self._number(which), "cancelled", {"reason": "不要了"}
            self._act(self.lead, orders.note_event, *given)

    @rule(which=pick, name=st.sampled_from(["price_by_code", "photo_later"]))
    def a_channel_tries_a_shortcut(self, which: int, name: str) -> None:
        self._act(self.lead, orders.note_event, self._number(which), name, {})

    @invariant()
    def every_order_is_somebodys_matter_at_one_place(self) -> None:
        for number, order in enumerate(self._orders()):
            owed = [one for one in self._open(number) if one.element == "owe_photo"]
            main = [one for one in self._open(number) if one.element != "owe_photo"]
            places = len(main) + self._waits_for_money(number)
            assert len(owed) <= 1
            assert places == (order.state not in ENDED)

    @invariant()
    def what_is_offered_is_what_the_run_waits_for(self) -> None:
        for number in range(len(self.numbers)):
            for row in self._open(number):
                with self.runtime.database.reading() as read:
                    engine = self.runtime.engine
                    loaded = loading.load(read, engine, row.instance_id)
                    stand = earlier.past(read, engine, loaded).stand(-1)
                assert (row.node, "user") in stand.keys

    @invariant()
    def goods_are_held_as_the_place_of_the_order_says(self) -> None:
        for number, order in enumerate(self._orders()):
            steps = {one.element for one in self._rows(number)}
            here = {one.element for one in self._open(number)}
            held = self._sum(HOLD.c.quantity, HOLD.c.business_key == order.order_no)
            fresh = here & CHAIN and "resolve_hold" not in steps
            expected = {0, 2}
            if order.state == OrderState.RELEASED or here & {"ship", "take_photo"}:
                expected = {2}
            elif order.state in ENDED or fresh:
                expected = {0}
            assert held in expected, (order.state, here, held)

    @invariant()
    def goods_leave_the_house_once_and_only_with_a_shipped_order(self) -> None:
        for order in self._orders():
            gone = self._sum(
                ENTRY.c.quantity,
                ENTRY.c.business_key == order.order_no,
                ENTRY.c.kind == "ship",
            )
            is_shipped = order.state == OrderState.COMPLETED
            assert abs(gone) == (2 if is_shipped else 0), (order.state, gone)

    @invariant()
    def no_unpaid_order_is_shipped_or_about_to_be(self) -> None:
        for number, order in enumerate(self._orders()):
            here = {one.element for one in self._open(number)}
            near = here & {"ship", "take_photo"} or order.state == OrderState.COMPLETED
            assert not (near and is_unpaid(from_body(bytes(order.body))))

    @invariant()
    def each_use_counts_once(self) -> None:
        with self.runtime.database.reading() as read:
            rows = read.execute(select(USE)).all()
            opened = read.execute(select(OPENING)).all()
            coded = read.execute(select(CODE)).all()
        used = Counter(one.opening_id for one in rows)
        typed = Counter(one.selector for one in rows)
        assert [one.uses for one in opened] == [used[one.id] for one in opened]
        assert [one.uses for one in coded] == [typed[one.selector] for one in coded]
        for one in opened:
            costs = (row.money or 0 for row in rows if row.opening_id == one.id)
            assert one.money == sum(costs)
        tasks = {row.task_id: row.element for row in rows}
        assert len(tasks) == len(rows)
        done = [one for n in range(3) for one in self._rows(n) if one.id in tasks]
        assert {one.state for one in done} <= {"withdrawn"}

    @invariant()
    def nobody_has_done_both(self) -> None:
        for number in range(len(self.numbers)):
            done = {
                (row.ended_by, row.element)
                for row in self._rows(number)
                if row.state == "completed"
            }
            for who in self.people.values():
                assert not {(who.id, step) for step in BOTH} <= done

    @invariant()
    def the_ledgers_balance(self) -> None:
        with self.runtime.database.snapshot() as read:
            report, goods_report = ledger.verify(read), stock.verify(read)
        assert report.is_balanced, [fault.say("en") for fault in report.faults]
        assert goods_report.faults == []

    def teardown(self) -> None:
        if not hasattr(self, "runtime"):
            return
        with self.runtime.database.snapshot() as read:
            report = audit_check.verify(self.runtime.engine.trail, read)
        self.runtime.close()
        shutil.rmtree(self.folder)
        assert report.is_whole, [fault.say("en") for fault in report.faults]

    def _completes(self, which: int, who: str, answer: int) -> None:
        for row in self._one(which):
            offered = ANSWERS.get(row.element, VERDICTS)
            given = dict(offered[answer % len(offered)])
            actor = self._actor(row, who)
            if row.element in ("take_photo", "owe_photo"):
                given = self._photographed(row, actor, given)
            self._act(actor, user_tasks.complete, row.id, given)

    def _photographed(self, row: Any, actor: Actor, given: dict[str, Any]) -> Any:
        prepared = prepare(io.BytesIO(pictures.photo((8, 8))), "goods.jpg")
        kept = self._act(actor, attachments.add_to_task, row.id, prepared)
        photos = {"photos": [] if kept is None else [kept.id]}
        return photos if row.element == "owe_photo" else {**given, **photos}

    def _at(self, which: int, who: str, run: Run, *given: Any) -> None:
        for row in self._one(which):
            self._act(self._actor(row, who), run, row.id, *given)

    def _one(self, which: int) -> list[Any]:
        """Return an open task of any order; none if there is none."""
        rows = self._open()
        return [rows[which % len(rows)]] if rows else []

    def _actor(self, row: Any, who: str) -> Actor:
        """Return who acts: whoever has the task, unless the one drawn is the last."""
        holders = [one for one in self.people.values() if one.id == row.assignee]
        return holders[0] if holders and who != NAMES[-1] else self.people[who]

    def _waits_for_money(self, which: int) -> int:
        with self.runtime.database.reading() as read:
            found = [
                one.message
                for instance in queries.instances_of(read, self._number(which))
                for one in queries.waiting_of(read, instance.id)["messages"]
            ]
        return found.count("paid")

    def _number(self, which: int) -> str:
        return str(self.numbers[which % len(self.numbers)])

    def _rows(self, which: int) -> list[Any]:
        with self.runtime.database.reading() as read:
            return list(queries.list_of(read, self._number(which)))

    def _open(self, which: int | None = None) -> list[Any]:
        """Return the open tasks of an order, or of all."""
        numbers = range(len(self.numbers)) if which is None else [which]
        rows = (one for number in numbers for one in self._rows(number))
        return [one for one in rows if one.state == "open"]

    def _orders(self) -> list[Any]:
        with self.runtime.database.reading() as read:
            return [lookup.get(read, number) for number in self.numbers]

    def _sum(self, column: Any, *conditions: Any) -> int:
        asked = select(func.coalesce(func.sum(column), 0)).where(*conditions)
        with self.runtime.database.reading() as read:
            return int(read.execute(asked).scalar_one())

    def _act(self, who: Actor, run: Run, *given: Any) -> Any:
        """Do one thing; what is refused must have changed nothing."""
        engine = self.runtime.engine

        def once(work: Work) -> Any:
            return run(work, engine, *given)

        try:
            done = self.runtime.attempt(who, once)
        except Rejected:
            return None
        AnyVerb.done[getattr(run, "__name__", "")] += 1
        return done


@pytest.fixture
def staffed(seeded: Shop, tmp_path: Path) -> Shop:
    """Give a shop with three people who may do everything, and goods in stock."""
    shop = copied(seeded, tmp_path)
    roles = [word for role in (*ROLES.values(), "qc") for word in ("--role", role)]
    for name in NAMES:
        shop.does("user", "add", name, *roles)
    shop.does("stock", "receive", GOODS, 5)
    return shop


@pytest.mark.slow
def test_no_sequence_of_verbs_loses_or_doubles_anything_or_lets_one_do_two_steps(
    staffed: Shop, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(AnyVerb, "template", staffed, raising=False)
    monkeypatch.setattr(AnyVerb, "done", Counter())
    run_state_machine_as_test(AnyVerb, settings=PLAYS)

    assert set(AnyVerb.done) >= VERBS  # else nothing was tried
