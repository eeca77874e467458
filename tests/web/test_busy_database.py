"""连接用尽: who finds no connection left is told to come again, never that we broke."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from typing import Any

import pytest

from runtime.kernel import db
from tests.story import WAREHOUSE, Shop, an_order
from tests.visitors import PROGRAM, Program, Site, Visitor, opened

AT_ONCE, MANY = 16, 96


@pytest.fixture
def narrow(any_shop: Shop, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """Serve a shop with few connections, for which nobody waits long."""
    monkeypatch.setattr(db, "_PEAK", 0)
    monkeypatch.setattr(db, "_KEPT", 5)
    monkeypatch.setattr(db, "CONNECTION_WAIT_SECONDS", 0.05)
    yield from opened(any_shop)


@pytest.fixture
def program(narrow: Site) -> Program:
    return narrow.program()


@pytest.fixture
def visitor(narrow: Site) -> Visitor:
    return narrow.visitor(WAREHOUSE)


@pytest.fixture
def used_up(narrow: Site, program: Program, visitor: Visitor) -> Iterator[ExitStack]:
    """Hold every connection; closing the stack gives them back."""
    database = narrow.runtime.database
    with ExitStack() as held:
        for _ in range(5):
            held.enter_context(database.reader.connect())
        yield held


def sends(program: Program) -> Any:
    order = {"channel": "own", **an_order()}
    return program.asks("POST", "/orders", json=order)


@pytest.mark.usefixtures("used_up")
def test_a_program_is_told_to_come_again(program: Program):
    answer = sends(program)

    assert (answer.status_code, answer.json["code"]) == (503, "database-busy")
    assert int(answer.headers["Retry-After"]) > 0


@pytest.mark.usefixtures("used_up")
def test_a_person_reads_it_on_a_page(visitor: Visitor):
    page = visitor.gets("/orders", headers={"Accept-Language": "en"})

    assert page.status_code == 503
    assert "try again in a few seconds" in page.get_data(as_text=True)


def test_once_there_are_connections_again_it_works(
    used_up: ExitStack, program: Program
):
    busy = sends(program).status_code
    used_up.close()

    assert (busy, sends(program).status_code) == (503, 201)


def test_of_many_at_few_connections_each_is_taken_or_told_to_come_again(
    narrow: Site, program: Program
):
    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = list(pool.map(lambda _: sends(program), range(MANY)))
    counts = Counter(one.status_code for one in answers)
    known = narrow.program(PROGRAM).asks("GET", "/orders?limit=200").json["items"]

    assert set(counts) <= {201, 503}
    assert len(known) == counts[201]
