"""并发: a task that several pass on at one moment is passed on once."""

from __future__ import annotations

import pytest

from runtime.bootstrap import Runtime
from runtime.engine.run import signing, user_tasks
from runtime.engine.run.opinions import Said
from runtime.identity import handing, people
from runtime.identity.handing import Wanted
from runtime.kernel.work import Work
from tests.scenarios.test_one_wins import Act, at_once
from tests.story import EVERYBODY, PARCEL, WAREHOUSE, Shop

MATE = "库房乙"


@pytest.fixture
def task(any_shop: Shop) -> int:
    """Give a task of the warehouse, and a second person there."""
    any_shop.does("user", "add", MATE, "--role", "warehouse")
    return any_shop.task(WAREHOUSE, any_shop.takes())


def transferring(task: int, *, but_for: str = "") -> Act:
    """Return how people transfer the task to one; one of them completes it."""

    def act(runtime: Runtime, name: str) -> None:
        def run(work: Work) -> None:
            engine, given = runtime.engine, Wanted(MATE)
            if name == but_for:
                user_tasks.complete(work, engine, task, PARCEL)
            else:
                handing.transfer(work, engine, task, given)

        with runtime.database.reading() as read:
            actor = people.actor(read, name)
        runtime.attempt(actor, run)

    return act


def signing_it(task: int) -> Act:
    """Return how one signer signs."""

    def act(runtime: Runtime, name: str) -> None:
        with runtime.database.reading() as read:
            actor = people.actor(read, MATE)
        runtime.attempt(
            actor, lambda work: signing.sign(work, runtime.engine, task, Said.APPROVE)
        )

    return act


def answered(shop: Shop, task: int) -> None:
    """Let the holder answer a task that a colleague is to sign."""
    runtime = shop.runtime()
    with runtime.database.reading() as read:
        actor = people.actor(read, WAREHOUSE)
    with runtime.work(actor) as work:
        wanted = Wanted(MATE)
        handing.add_signer(work, runtime.engine, task, wanted, Said.AFTER)
    with runtime.work(actor) as work:
        user_tasks.complete(work, runtime.engine, task, PARCEL)
    runtime.close()


def test_of_four_transfers_at_once_one_passes_the_task_on(any_shop: Shop, task: int):
    outcomes = at_once(any_shop, transferring(task))

    # who comes late finds that somebody has it, or first that it is whom they meant
    late = {"task-held-by-other", "hand-theirs-already"}
    assert (outcomes["done"], outcomes.total()) == (1, 4)
    assert set(outcomes) <= {"done", *late}
    assert any_shop.does("task", "show", task)["assignee"] == MATE


def test_of_completing_and_transferring_at_once_one_wins(any_shop: Shop, task: int):
    outcomes = at_once(any_shop, transferring(task, but_for=EVERYBODY))

    assert outcomes["done"] == 1
    assert any_shop.is_sound()


def test_of_four_signatures_at_once_one_completes_the_task(any_shop: Shop, task: int):
    answered(any_shop, task)
    outcomes = at_once(any_shop, signing_it(task))

    # who comes late finds the task completed, or first their own signature there
    late = {"task-already-completed", "sign-signed-already"}
    assert (outcomes["done"], outcomes.total()) == (1, 4)
    assert set(outcomes) <= {"done", *late}
    assert any_shop.is_sound()
