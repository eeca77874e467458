"""退回、撤回: an order goes back to a step of before, and nothing is lost by it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Any

import pytest

from runtime.bootstrap import Runtime
from runtime.engine.run import going_back, queries, user_tasks, withdrawing
from runtime.identity import people
from runtime.kernel.errors import Conflict, FlowError, Forbidden, Invalid
from runtime.kernel.work import Work
from tests.story import EVERYBODY, FINANCE, PARCEL, SALES, WAREHOUSE, Shop

YES = {"decision": "approve"}
PRICE = "价格有误"


class Desk:
    """Who acts, in a shop whose orders go through the chain of three."""

    def __init__(self, shop: Shop, runtime: Runtime) -> None:
        self.shop, self.runtime = shop, runtime
        self.number = shop.takes(total="5000.00")

    def act(self, name: str, run: Callable[..., Any], *given: Any) -> Any:
        """Let somebody do one thing."""
        engine = self.runtime.engine
        with self.runtime.database.reading() as read:
            actor = people.actor(read, name)

        def once(work: Work) -> Any:
            return run(work, engine, *given)

        return self.runtime.attempt(actor, once)

    def task(self) -> Any:
        """Return the row of the one open task."""
        with self.runtime.database.reading() as read:
            rows = queries.list_of(read, self.number)
        (found,) = [row for row in rows if row.state == "open"]
        return found

    def done(self, element: str) -> int:
        """Return the number of the task that was completed last at a step."""
        with self.runtime.database.reading() as read:
            rows = queries.list_of(read, self.number)
        return [
            int(row.id)
            for row in rows
            if (row.element, row.state) == (element, "completed")
        ][-1]

    def agrees(self, *names: str) -> None:
        """Let people approve, one after the other."""
        for name in names:
            self.act(name, user_tasks.complete, self.task().id, YES)

    def sends_back(self, name: str, to: str, reason: str = PRICE) -> None:
        """Send the open task back."""
        self.act(name, going_back.return_to, self.task().id, to, reason)

    def reserves(self) -> None:
        """Let the warehouse approve."""
        answer = {**YES, "location": "A-03-12"}
        self.act(WAREHOUSE, user_tasks.complete, self.task().id, answer)

    def places(self) -> dict[str, str | None]:
        """Return the steps one may go back to, and the code of why not."""
        with self.runtime.database.reading() as read:
            found = going_back.returns(read, self.runtime.engine, self.task())
        return {one.element: one.why_not and one.why_not.code for one in found}


@pytest.fixture
def desk(shop: Shop) -> Iterator[Desk]:
    with closing(shop.runtime()) as runtime:
        yield Desk(shop, runtime)


@pytest.fixture
def any_desk(any_shop: Shop) -> Iterator[Desk]:
    with closing(any_shop.runtime()) as runtime:
        yield Desk(any_shop, runtime)


def refused(run: Callable[[], Any]) -> FlowError:
    """Return what something is refused with."""
    with pytest.raises(FlowError) as caught:
        run()
    return caught.value


def test_a_task_that_is_sent_back_is_offered_at_that_step_again(any_desk: Desk):
    any_desk.agrees(SALES, FINANCE)
    any_desk.sends_back(WAREHOUSE, "sales_confirm")

    assert any_desk.task().element == "sales_confirm"


def test_it_lies_in_the_hands_of_who_did_it(desk: Desk):
    desk.agrees(SALES)
    desk.sends_back(FINANCE, "sales_confirm")
    with desk.runtime.database.reading() as read:
        assert desk.task().assignee == people.get(read, SALES).id


def test_after_sending_back_the_order_goes_on_to_its_end(any_desk: Desk):
    any_desk.agrees(SALES, FINANCE)
    any_desk.sends_back(WAREHOUSE, "sales_confirm")
    any_desk.agrees(SALES, FINANCE)
    any_desk.reserves()
    any_desk.act(WAREHOUSE, user_tasks.complete, any_desk.task().id, PARCEL)

    assert any_desk.shop.state(any_desk.number) == "completed"
    assert any_desk.shop.is_sound()


def test_a_step_inside_a_called_process_is_gone_back_to_from_outside(any_desk: Desk):
    any_desk.agrees(SALES, FINANCE)
    any_desk.reserves()
    before = any_desk.shop.state(any_desk.number)
    any_desk.sends_back(WAREHOUSE, "finance_price_check")

    assert (before, any_desk.shop.state(any_desk.number)) == ("released", "approving")
    assert any_desk.task().element == "finance_price_check"
    assert any_desk.shop.is_sound()


def test_the_steps_are_listed_the_last_one_first(desk: Desk):
    desk.agrees(SALES, FINANCE)

    assert list(desk.places()) == ["finance_price_check", "sales_confirm"]


def test_a_step_that_was_gone_back_over_is_no_longer_listed(desk: Desk):
    desk.agrees(SALES, FINANCE)
    desk.sends_back(WAREHOUSE, "sales_confirm")
    desk.agrees(SALES)

    assert desk.places() == {"sales_confirm": None}


def test_nothing_is_sent_back_without_a_reason(desk: Desk):
    desk.agrees(SALES)
    error = refused(lambda: desk.sends_back(FINANCE, "sales_confirm", " "))

    assert (type(error), error.code) == (Invalid, "reason-missing")


def test_nothing_is_sent_back_to_a_step_that_nobody_did(desk: Desk):
    desk.agrees(SALES)
    error = refused(lambda: desk.sends_back(FINANCE, "warehouse_reserve"))

    assert (type(error), error.code) == (Conflict, "back-unknown")


def test_what_another_one_holds_is_not_sent_back(desk: Desk):
    desk.agrees(SALES)
    desk.act(FINANCE, user_tasks.claim, desk.task().id)
    error = refused(lambda: desk.sends_back(EVERYBODY, "sales_confirm"))

    assert error.code == "task-held-by-other"


def test_the_story_tells_who_sent_it_back_and_why(desk: Desk):
    desk.agrees(SALES)
    desk.sends_back(FINANCE, "sales_confirm")
    told = [one["text"] for one in desk.shop.shows(desk.number)["story"]]

    assert f"{FINANCE} sent it back to “Sales confirms”: {PRICE}" in told


def test_who_did_the_last_step_takes_it_back(any_desk: Desk):
    any_desk.agrees(SALES)
    any_desk.act(SALES, withdrawing.withdraw, any_desk.done("sales_confirm"))

    assert any_desk.task().element == "sales_confirm"
    assert any_desk.shop.is_sound()


def test_nobody_takes_back_what_another_one_did(desk: Desk):
    desk.agrees(SALES)
    task = desk.done("sales_confirm")
    error = refused(lambda: desk.act(EVERYBODY, withdrawing.withdraw, task))

    assert (type(error), error.code) == (Forbidden, "withdraw-not-yours")


def test_a_step_is_not_taken_back_once_the_next_one_is_claimed(desk: Desk):
    desk.agrees(SALES)
    desk.act(FINANCE, user_tasks.claim, desk.task().id)
    task = desk.done("sales_confirm")
    error = refused(lambda: desk.act(SALES, withdrawing.withdraw, task))

    assert (error.code, desk.task().element) == (
        "withdraw-begun",
        "finance_price_check",
    )


def test_a_step_is_not_taken_back_once_the_next_one_is_done(desk: Desk):
    desk.agrees(SALES, FINANCE)
    task = desk.done("sales_confirm")
    error = refused(lambda: desk.act(SALES, withdrawing.withdraw, task))

    assert error.code == "withdraw-went-on"


def test_a_step_is_not_taken_back_twice(desk: Desk):
    desk.agrees(SALES)
    task = desk.done("sales_confirm")
    desk.act(SALES, withdrawing.withdraw, task)
    error = refused(lambda: desk.act(SALES, withdrawing.withdraw, task))

    assert error.code == "withdraw-undone"


def test_the_last_step_of_all_is_not_taken_back(desk: Desk):
    desk.agrees(SALES, FINANCE)
    desk.reserves()
    desk.act(WAREHOUSE, user_tasks.complete, desk.task().id, PARCEL)
    task = desk.done("ship")
    error = refused(lambda: desk.act(WAREHOUSE, withdrawing.withdraw, task))

    assert error.code == "instance-over"
