"""On paper: what one reads stays, what one clicks goes; black on white."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from runtime.engine.run.queries import TASK
from runtime.kernel.db import Database
from runtime.orders.order.queries import ORDERS
from tests.browser.conftest import Gate, Look

GONE = (".rail", ".button", ".bulk", ".search", ".views", ".sieve", ".narrowing")
SHOWN = "(one) => [...document.querySelectorAll(one)].some((e) => e.checkVisibility())"
LOOKS = "(e) => getComputedStyle(e)"
HEADS = f"() => [...document.querySelectorAll('thead')].map(e => ({LOOKS})(e).display)"
INK = f"() => (e => [e.color, e.backgroundColor])(({LOOKS})(document.body))"
BLACK_ON_WHITE = ["rgb(0, 0, 0)", "rgb(255, 255, 255)"]


def database(gate: Gate) -> Database:
    found: Database = gate.app.extensions["spillway"].database
    return found


@pytest.fixture(params=["order", "task", "/inbox?tab=team", "/orders", "/stages"])
def place(gate: Gate, request: pytest.FixtureRequest) -> str:
    """Give the address of a page that people print."""
    with database(gate).reading() as read:
        number = read.execute(ORDERS.select().limit(1)).one().order_no
        task = read.execute(TASK.select().where(TASK.c.state == "open").limit(1)).one()
    known = {"order": f"/orders/{number}", "task": f"/tasks/{task.id}"}
    return known.get(request.param, request.param)


@pytest.fixture
def paper(opened: Callable[..., Page], place: str) -> Page:
    """Give a page as it is printed for somebody who prefers dark colours."""
    page = opened(place, Look("zh", colours="dark"))
    page.emulate_media(media="print")
    return page


def test_what_one_clicks_is_not_printed(paper: Page):
    assert [one for one in GONE if paper.evaluate(SHOWN, one)] == []


def test_it_is_printed_black_on_white(paper: Page):
    assert paper.evaluate(INK) == BLACK_ON_WHITE


def test_the_head_of_a_table_is_repeated(paper: Page):
    assert set(paper.evaluate(HEADS)) <= {"table-header-group", "none"}


def test_what_one_reads_is_printed(paper: Page):
    assert paper.inner_text("h1") != ""


def test_a_file_for_the_printer_is_made(paper: Page):
    made = paper.pdf(format="A4")

    assert made.startswith(b"%PDF-")
    assert len(re.findall(rb"/Type\s*/Page\b", made)) >= 1
