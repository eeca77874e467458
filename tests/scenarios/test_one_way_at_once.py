"""同一任务: claimed, completed and bypassed at one moment, it is passed in one way.

Two servers on one database; people of three roles ask them for the same task at the
same moment, round after round. What is counted is what is left of it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import func, select

from runtime.bootstrap import Runtime
from runtime.engine.facts import Tag
from runtime.engine.run.history import Event
from runtime.engine.tables import History
from runtime.kernel.audit import AuditEntry
from runtime.kernel.db import table_of
from runtime.orders.bypass.using import CODE, OPENING, USE
from tests.scenarios.test_bypass_at_once import (
    at_once,
    completes,
    sends,
    token,
    uses,
)
from tests.served import Served, serving
from tests.shortcut import QUICK_COST, code_for
from tests.story import EVERYBODY, FINANCE, SALES, SUPERVISOR, Shop

HISTORY, ENTRY = table_of(History), table_of(AuditEntry)
ROUNDS, SKU, THERE = 6, "A-1", 50
AGREED = [{"sku": SKU, "quantity": 1, "unit_price": "95.00", "list_price": "100.00"}]
PLAIN = {  # what a loser may be told; each is a sentence of its own
    "task-already-completed",
    "task-withdrawn",
    "task-held-by-other",
    "bypass-refused",
}


@dataclass
class Race:
    """What came of it: the orders, and who was answered what in each round."""

    shop: Shop
    runtime: Runtime
    numbers: list[str]
    rounds: list[Mapping[str, tuple[int, Any]]]

    def wins(self, *ways: str) -> int:
        """Return how many of these ways were answered with success, in all rounds."""
        found = (answers[way][0] for answers in self.rounds for way in ways)
        return Counter(found)[200]

    def count(self, table: Any, *conditions: Any) -> int:
        """Return how many rows of a table there are."""
        asked = select(func.count()).select_from(table).where(*conditions)
        with self.runtime.database.reading() as read:
            return int(read.execute(asked).scalar_one())


COMPLETING = ("completes", "completes-too")
BYPASSING = ("bypasses", "bypasses-too")


@pytest.fixture
def race(any_shop: Shop) -> Iterator[Race]:
    """Race for one task a round, six rounds long, at two servers."""
    any_shop.environment["SPILLWAY_CODE_COST"] = QUICK_COST
    any_shop.does("stock", "receive", SKU, THERE)
    numbers = [any_shop.takes(lines=AGREED) for _ in range(ROUNDS)]
    tasks = [any_shop.task(SUPERVISOR, one) for one in numbers]
    with ExitStack() as stack:
        runtime = stack.enter_context(closing(any_shop.runtime()))
        code = code_for(runtime, ROUNDS, "price_sign_off_code")
        names = (SUPERVISOR, EVERYBODY, SALES, FINANCE)
        tokens = {one: token(runtime, one) for one in names}
        children = [any_shop.starts("serve", "--port", "0", "--json") for _ in "ab"]
        servers = [stack.enter_context(serving(one)) for one in children]
        rounds = [
            raced(calls(servers[:: -1 if n % 2 else 1], tokens, code, task))
            for n, task in enumerate(tasks)
        ]
        yield Race(any_shop, runtime, numbers, rounds)


def calls(
    servers: list[Served], tokens: Mapping[str, str], code: str, task: int
) -> dict[str, Any]:
    """Return what people ask for one task, at two servers."""
    here, there = servers
    claim = f"/tasks/{task}/claim"
    return {
        "claims": lambda: sends(here, tokens[SUPERVISOR], claim),
        "completes": completes(there, tokens[SUPERVISOR], task),
        "completes-too": completes(here, tokens[EVERYBODY], task),
        "bypasses": uses(there, tokens[SALES], code, task),
        "bypasses-too": uses(here, tokens[FINANCE], code, task),
    }


def raced(asked: dict[str, Any]) -> dict[str, tuple[int, Any]]:
    return dict(zip(asked, at_once(list(asked.values())), strict=True))


@pytest.mark.req("S1-15", "S0-06")
def test_in_each_round_one_way_wins_and_who_loses_reads_why(race: Race):
    ways = COMPLETING + BYPASSING
    won = [sum(answers[way][0] == 200 for way in ways) for answers in race.rounds]
    lost = [one for answers in race.rounds for one in answers.values() if one[0] != 200]

    assert won == [1] * ROUNDS
    assert {status for status, _ in lost} == {409}
    assert {told["code"] for _, told in lost} <= PLAIN
    assert all(told["detail"] for _, told in lost)


@pytest.mark.req("S1-15", "S1-17")
def test_each_order_moved_on_once_with_one_effect_of_everything(race: Race):
    passed = race.wins(*BYPASSING)
    over = HISTORY.c.event.in_((Event.COMPLETED.value, Event.BYPASSED.value))
    told = ENTRY.c.tag.in_((Tag.TASK_COMPLETED.value, Tag.TASK_BYPASSED.value))
    stock = race.shop.does("stock", "show", SKU)
    with race.runtime.database.reading() as read:
        counted = [
            read.execute(select(one.c.uses)).scalar_one() for one in (OPENING, CODE)
        ]

    assert [race.shop.waiting(one) for one in race.numbers] == [
        {"ship": "warehouse"}
    ] * ROUNDS
    assert race.count(HISTORY, over) == ROUNDS
    assert race.count(ENTRY, told) == ROUNDS
    assert (race.count(USE), counted) == (passed, [passed, passed])
    assert (stock["on_hand"], stock["held"]) == (THERE, ROUNDS)
    assert race.shop.is_sound()
