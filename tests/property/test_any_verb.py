"""任意动词: whatever people do with tasks, nothing is lost, doubled, or done by one.

Orders with goods under stock control, agreed prices, photos owed and money to come;
three people with every role, who claim, complete, hand on, sign, send back, take back
and go around; after each of it the order stands somewhere, its goods are held as that
place says, each use counts once, and nobody has done both of two steps.
"""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select

from runtime.engine.run import (
    earlier,
    going_back,
    loading,
    signing,
    user_tasks,
    withdrawing,
)
from runtime.engine.run.opinions import Said
from runtime.identity import handing
from runtime.identity.handing import Wanted
from runtime.orders.bypass import operations as bypasses
from runtime.orders.bypass import using
from runtime.orders.bypass.using import CODE, OPENING, USE, Ask
from runtime.orders.inventory import ledger as stock
from runtime.orders.inventory.balances import ENTRY, HOLD
from runtime.orders.order import ledger
from runtime.orders.order import operations as orders
from runtime.orders.order.bodies import from_body
from runtime.orders.order.facts import ENDED, OrderState
from runtime.orders.order.rules import is_unpaid
from tests.crowd import KINDS, NAMES, Crowd, staff
from tests.story import Shop, copied

BOTH = {"sales_confirm", "finance_price_check"}
SHIPPED = {OrderState.COMPLETED, OrderState.FULFILLING}
GONE = SHIPPED | ENDED
CHAIN = {"sales_confirm", "finance_price_check", "warehouse_reserve"}
BORDERED = {"sign_price", "take_photo", "check_coupon"}
VERBS = {
    *("complete", "claim", "release", "transfer", "delegate", "add_signer", "sign"),
    *("return_to", "withdraw", "use", "note_event"),
}
POLICIES = ("price_sign_off_code", "photo_later", "coupon_match")


PLAYS = settings(
    phases=[Phase.generate],  # making it shorter would take minutes
    max_examples=12,
    stateful_step_count=40,
    deadline=None,
    derandomize=True,
    print_blob=False,
    suppress_health_check=list(HealthCheck),
)
DEEDS = (
    *("answers", "answers", "approves", "approves", "approves", "goes_around"),
    *("goes_around", "takes_back", "takes_back", "sends_back", "signs", "hands_on"),
    *("asks_a_signer", "claims_or_releases", "is_paid", "opens_or_closes", "hears"),
)
pick = st.integers(min_value=0, max_value=99)
somebody = st.sampled_from(NAMES)


class AnyVerb(Crowd, RuleBasedStateMachine):
    """Three orders, three people who may do everything, and every verb there is."""

    @initialize(kinds=st.lists(st.sampled_from(KINDS), min_size=3, max_size=3))
    def opens(self, kinds: list[dict[str, Any]]) -> None:
        self.begins(kinds)
        self.code = ""
        for policy in POLICIES:
            self.reopens(policy)

    @rule(deed=st.sampled_from(DEEDS), which=pick, who=somebody, more=pick)
    def happens(self, deed: str, which: int, who: str, more: int) -> None:
        # one rule: of several, some would be left out of every sequence
        getattr(self, deed)(which, who, more)

    def reopens(self, policy: str) -> None:
        until = self.runtime.clock.now() + timedelta(hours=1)
        self.act(self.lead, bypasses.open_, policy, until, "积压")
        wanted = bypasses.Wanted(uses=2, money=Decimal(900))
        issued = self.act(self.lead, bypasses.issue, self.runtime.codes, policy, wanted)
        self.code = issued[0].text if issued else self.code

    def opens_or_closes(self, which: int, who: str, more: int) -> None:
        policy = POLICIES[which % len(POLICIES)]
        if more % 3:
            self.reopens(policy)
        else:
            self.act(self.lead, bypasses.close, policy, "够了")

    def approves(self, which: int, who: str, more: int) -> None:
        self.answers(which, who, 0)

    def claims_or_releases(self, which: int, who: str, more: int) -> None:
        for row in self.one(which):
            is_held = row.assignee is not None and more % 4
            run = user_tasks.release if is_held else user_tasks.claim
            self.act(self.actor(row, who), run, row.id)

    def hands_on(self, which: int, who: str, more: int) -> None:
        run = (handing.transfer, handing.delegate)[more % 2]
        self.at(which, who, run, Wanted(NAMES[more % len(NAMES)]))

    def asks_a_signer(self, which: int, who: str, more: int) -> None:
        when = (Said.BEFORE, Said.AFTER)[more % 2]
        self.at(which, who, handing.add_signer, Wanted(NAMES[more % len(NAMES)]), when)

    def signs(self, which: int, who: str, more: int) -> None:
        asked = [one for one in self.open() if one.signing is not None]
        for row in asked[which % max(len(asked), 1) :][:1]:
            said = Said.APPROVE if more % 3 else Said.REJECT
            self.act(self.actor(row, who), signing.sign, row.id, said)

    def sends_back(self, which: int, who: str, more: int) -> None:
        ways = self._ways_back()
        for row, place in ways[which % max(len(ways), 1) :][:1]:
            given = row.id, place.element, "再看一次"
            self.act(self.actor(row, who), going_back.return_to, *given)

    def takes_back(self, which: int, who: str, more: int) -> None:
        last = [
            [one for one in self.rows(number) if one.state == "completed"][-1:]
            for number in range(len(self.numbers))
        ]
        done = [row for rows in last for row in rows]
        for row in done[which % max(len(done), 1) :][:1]:
            whose = [one for one in self.people.values() if one.id == row.ended_by]
            actor = whose[0] if more % 4 and whose else self.people[who]
            self.act(actor, withdrawing.withdraw, row.id)

    def goes_around(self, which: int, who: str, more: int) -> None:
        code = self.code if more % 5 else "2222-22222222"
        bordered = [one for one in self.open() if one.element in BORDERED]
        rows = bordered or self.open()
        for row in rows[which % max(len(rows), 1) :][:1]:
            ask = Ask(row.id, "积压", {}, code)
            self.act(self.actor(row, who), using.use, self.runtime.codes, ask)
            self.act(self.actor(row, who), using.note, ask)

    def is_paid(self, which: int, who: str, more: int) -> None:
        given = {"final": True} if more % 3 else {"amount": f"{which + 1}.50"}
        self.act(self.lead, orders.note_event, self.number(which), "paid", given)

    def hears(self, which: int, who: str, more: int) -> None:
        name = ("cancelled", "price_by_code", "photo_later")[more % 3]
        self.act(self.lead, orders.note_event, self.number(which), name, {})

    @invariant()
    def every_order_is_somebodys_matter_at_one_place(self) -> None:
        for number, order in enumerate(self.orders()):
            owed = [one for one in self.open(number) if one.element == "owe_photo"]
            main = [one for one in self.open(number) if one.element != "owe_photo"]
            places = len(main) + self.waits_for_money(number)
            assert len(owed) <= 1
            if order.state == OrderState.FULFILLING:  # shipped, its photo is owed
                assert (places, len(owed)) == (0, 1)
            else:
                assert places == (order.state not in ENDED)

    @invariant()
    def what_is_offered_is_what_the_run_waits_for(self) -> None:
        for number in range(len(self.numbers)):
            for row in self.open(number):
                with self.runtime.database.reading() as read:
                    engine = self.runtime.engine
                    loaded = loading.load(read, engine, row.instance_id)
                    stand = earlier.past(read, engine, loaded).stand(-1)
                assert (row.node, "user") in stand.keys

    @invariant()
    def goods_are_held_as_the_place_of_the_order_says(self) -> None:
        for number, order in enumerate(self.orders()):
            steps = {one.element for one in self.rows(number)}
            here = {one.element for one in self.open(number)}
            held = self.sum(HOLD.c.quantity, HOLD.c.business_key == order.order_no)
            fresh = here & CHAIN and "resolve_hold" not in steps
            expected = {0, 2}
            if order.state == OrderState.RELEASED or here & {"ship", "take_photo"}:
                expected = {2}
            elif order.state in GONE or fresh:
                expected = {0}
            assert held in expected, (order.state, here, held)

    @invariant()
    def goods_leave_the_house_once_and_only_with_a_shipped_order(self) -> None:
        for order in self.orders():
            gone = self.sum(
                ENTRY.c.quantity,
                ENTRY.c.business_key == order.order_no,
                ENTRY.c.kind == "ship",
            )
            is_shipped = order.state in SHIPPED
            assert abs(gone) == (2 if is_shipped else 0), (order.state, gone)

    @invariant()
    def no_unpaid_order_is_shipped_or_about_to_be(self) -> None:
        for number, order in enumerate(self.orders()):
            here = {one.element for one in self.open(number)}
            near = here & {"ship", "take_photo"} or order.state in SHIPPED
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
        done = [one for n in range(3) for one in self.rows(n) if one.id in tasks]
        assert {one.state for one in done} <= {"withdrawn"}

    @invariant()
    def nobody_has_done_both(self) -> None:
        for number in range(len(self.numbers)):
            done = {
                (row.ended_by, row.element)
                for row in self.rows(number)
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

    def _ways_back(self) -> list[Any]:
        """Return open tasks, each with a step that it may be sent back to."""
        engine, found = self.runtime.engine, []
        with self.runtime.database.reading() as read:
            for row in self.open():
                found += [(row, one) for one in going_back.returns(read, engine, row)]
        return [(row, place) for row, place in found if place.why_not is None]

    def teardown(self) -> None:
        if hasattr(self, "runtime"):
            self.ends()


@pytest.fixture
def staffed(seeded: Shop, tmp_path: Path) -> Shop:
    """Give a shop with people who may do everything, and goods in stock."""
    shop = copied(seeded, tmp_path)
    staff(shop)
    return shop


@pytest.mark.slow
def test_no_sequence_of_verbs_loses_or_doubles_anything_or_lets_one_do_two_steps(
    staffed: Shop, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(AnyVerb, "template", staffed, raising=False)
    monkeypatch.setattr(AnyVerb, "done", Counter())
    run_state_machine_as_test(AnyVerb, settings=PLAYS)

    assert set(AnyVerb.done) >= VERBS  # else nothing was tried
