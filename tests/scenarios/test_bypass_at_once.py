"""Many at one door: what is enough for twenty serves exactly twenty."""

from __future__ import annotations

import http.client
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from threading import Barrier
from typing import Any
from urllib.parse import urlsplit

import orjson
import pytest

from runtime.bootstrap import Runtime
from runtime.identity import sessions
from runtime.kernel.actors import SYSTEM
from runtime.orders.bypass import operations
from tests.served import Served, serving
from tests.shortcut import begin, begin_many, code_for, ready
from tests.story import SALES, SUPERVISOR, Shop

APPROVED = {"decision": "approve"}
MANY, ENOUGH = 50, 20


def token(runtime: Runtime, name: str) -> str:
    with runtime.work(SYSTEM) as work:
        return sessions.make_token(work, runtime.engine.trail, name, "test", 1)


def sends(served: Served, token: str, place: str, **body: Any) -> tuple[int, Any]:
    """Send a request over a connection of its own."""
    host = urlsplit(served.address).netloc
    with closing(http.client.HTTPConnection(host, timeout=280)) as connection:
        headers = {"Authorization": f"Bearer {token}"}
        headers["Content-Type"] = "application/json"
        sent = orjson.dumps(body)
        connection.request("POST", f"/api/v1{place}", sent, headers)
        answer = connection.getresponse()
        return answer.status, orjson.loads(answer.read())


def uses(served: Served, token: str, code: str, task: int) -> Any:
    """Return the call that uses a code at a task."""
    place = f"/tasks/{task}/bypass"
    return lambda: sends(served, token, place, code=code, reason="急")


def completes(served: Served, token: str, task: int) -> Any:
    """Return the call that completes a task."""
    return lambda: sends(served, token, f"/tasks/{task}/complete", data=APPROVED)


def at_once(calls: list[Any]) -> list[Any]:
    """Make calls at the same moment."""
    start = Barrier(len(calls))

    def one(call: Any) -> Any:
        start.wait(timeout=60)
        return call()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(one, calls))


@pytest.fixture
def quick(any_shop: Shop, tmp_path: Path) -> Iterator[Runtime]:
    """Give an installation with the quick way published."""
    ready(any_shop, tmp_path, budget={"count": 40, "of": "1"})
    with closing(any_shop.runtime()) as runtime:
        yield runtime


@pytest.mark.req("S1-17")
def test_of_fifty_uses_at_once_of_a_code_for_twenty_exactly_twenty_win(
    any_shop: Shop, quick: Runtime
):
    tasks = begin_many(any_shop, quick, MANY)
    code, sales = code_for(quick, ENOUGH), token(quick, SALES)
    with serving(any_shop.starts("serve", "--port", "0", "--json")) as served:
        calls = [uses(served, sales, code, task) for task in tasks]
        answers = Counter(status for status, _ in at_once(calls))

    assert answers == {200: ENOUGH, 409: MANY - ENOUGH}


def test_after_fifty_uses_at_once_every_refusal_is_in_the_log(
    any_shop: Shop, quick: Runtime
):
    tasks = begin_many(any_shop, quick, 12)
    code, sales = code_for(quick, 5), token(quick, SALES)
    with serving(any_shop.starts("serve", "--port", "0", "--json")) as served:
        calls = [uses(served, sales, code, task) for task in tasks]
        at_once(calls)
    with quick.database.reading() as read:
        row = read.execute(operations.OPENING.select()).one()

    assert (row.uses, row.refusals, any_shop.run("audit", "verify").code) == (5, 7, 0)


@pytest.mark.req("S1-15")
def test_of_completing_and_bypassing_at_once_one_wins(any_shop: Shop, quick: Runtime):
    _, task = begin(any_shop)
    code = code_for(quick, 9)
    sales, supervisor = token(quick, SALES), token(quick, SUPERVISOR)
    with serving(any_shop.starts("serve", "--port", "0", "--json")) as served:
        calls = [uses(served, sales, code, task), completes(served, supervisor, task)]
        answers = Counter(status for status, _ in at_once(calls * 2))

    assert answers == {200: 1, 409: 3}
