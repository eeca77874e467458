"""并发: of those who act at the same time exactly one succeeds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import update

from runtime.bootstrap import Runtime
from runtime.engine.run import user_tasks
from runtime.engine.run.user_tasks import TASK
from runtime.identity import people
from runtime.kernel.actors import Actor
from runtime.kernel.errors import Conflict, Rejected
from runtime.kernel.work import Work
from tests.story import (
    EVERYBODY,
    PARCEL,
    WAREHOUSE,
    Answer,
    Shop,
    completing,
    unpaid,
)

FOUR = 4
Act = Callable[[Runtime, str], Any]


@pytest.fixture
def task(any_shop: Shop) -> int:
    return any_shop.task(WAREHOUSE, any_shop.takes())


def at_once(shop: Shop, act: Act) -> Counter[str]:
    """Let four workers, each with an installation of its own, act at one moment."""
    start = Barrier(FOUR)

    def one(name: str) -> str:
        runtime = shop.runtime()
        try:
            start.wait(timeout=30)
            act(runtime, name)
        except Rejected as refused:
            return refused.code
        finally:
            runtime.close()
        return "done"

    with ThreadPoolExecutor(FOUR) as pool:
        return Counter(pool.map(one, [WAREHOUSE, EVERYBODY] * 2))


def claiming(task: int) -> Act:
    def claim(runtime: Runtime, name: str) -> None:
        with runtime.database.reading() as read:
            actor = people.actor(read, name)
        runtime.attempt(
            actor, lambda work: user_tasks.claim(work, runtime.engine, task)
        )

    return claim


def completing_it(task: int) -> Act:
    def complete(runtime: Runtime, name: str) -> None:
        with runtime.database.reading() as read:
            actor = people.actor(read, name)
        runtime.attempt(
            actor,
            lambda work: user_tasks.complete(work, runtime.engine, task, PARCEL),
        )

    return complete


def in_processes(shop: Shop, *commands: tuple[object, ...]) -> list[Answer]:
    """Run commands at the same time, each in a process of its own."""
    with ThreadPoolExecutor(len(commands)) as pool:
        return list(pool.map(lambda words: shop.apart(*words), commands))


@pytest.mark.req("S3-03")
def test_of_four_claims_by_two_people_one_person_has_the_task(
    any_shop: Shop, task: int
):
    outcomes = at_once(any_shop, claiming(task))

    # claiming what one has already is no second claim, so both tries of one succeed
    assert outcomes == {"done": 2, "task-held-by-other": 2}


@pytest.mark.req("S0-06")
def test_of_four_completions_in_threads_one_wins(any_shop: Shop, task: int):
    outcomes = at_once(any_shop, completing_it(task))

    assert outcomes == {"done": 1, "task-already-completed": 3}


def test_after_four_completions_at_once_ledger_and_trail_are_sound(
    any_shop: Shop, task: int
):
    at_once(any_shop, completing_it(task))

    assert any_shop.is_sound()


@pytest.mark.slow
@pytest.mark.req("S0-06")
def test_of_four_completions_in_processes_one_wins(any_shop: Shop, task: int):
    word = (*completing(task, WAREHOUSE, **PARCEL), "--json")
    answers = in_processes(any_shop, *[word] * FOUR)
    refusals = [one.content["error"]["code"] for one in answers if one.code == 1]

    assert sorted(one.code for one in answers) == [0, 1, 1, 1]
    assert refusals == ["task-already-completed"] * 3


@pytest.mark.slow
@pytest.mark.req("S3-03")
def test_of_two_claims_in_processes_one_wins(any_shop: Shop, task: int):
    claims = [
        ("task", "claim", task, "--as", name, "--json")
        for name in (WAREHOUSE, EVERYBODY)
    ]
    answers = in_processes(any_shop, *claims)

    assert sorted(one.code for one in answers) == [0, 1]


@pytest.mark.slow
@pytest.mark.req("S3-04")
def test_two_imports_of_the_same_orders_at_once_make_each_order_once(any_shop: Shop):
    lines = [f"R-{n},2026-11-11 10:00:00,9.00" for n in range(600)]
    file = any_shop.folder / "race.csv"
    file.write_text("\n".join(["external_no,placed_at,total", *lines]), "utf-8")
    words = ("import", file, "--channel", "own", "--json")
    answers = [one.content for one in in_processes(any_shop, words, words)]

    assert [one["received"] for one in answers] == [600, 600]
    assert sum(one["created"] for one in answers) == 600
    assert any_shop.is_sound()


def test_of_two_who_pay_and_cancel_at_once_the_ledger_stays_sound(any_shop: Shop):
    number = any_shop.takes(**unpaid())
    in_processes(any_shop, ("event", number, "paid"), ("event", number, "cancelled"))

    assert any_shop.state(number) in ("released", "cancelled")
    assert any_shop.is_sound()


def test_a_task_claimed_while_another_completes_it_stays_with_its_claimer(
    shop: Shop,
):
    task = shop.task(WAREHOUSE, shop.takes())
    runtime = shop.runtime()

    def complete(work: Work) -> None:
        mine = update(TASK).where(TASK.c.id == task).values(assignee=EVERYBODY)
        work.on_begin(lambda: work.session.execute(mine))
        user_tasks.complete(work, runtime.engine, task, PARCEL)

    actor = Actor(WAREHOUSE, WAREHOUSE, frozenset({"warehouse"}))
    with closing(runtime), pytest.raises(Conflict) as refused:
        runtime.attempt(actor, complete)

    assert refused.value.code == "task-held-by-other"
