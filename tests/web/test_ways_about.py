"""From where one is to what belongs to it: the room is marked, the task is linked."""

from __future__ import annotations

import re

import pytest

from tests.story import CS, WAREHOUSE
from tests.visitors import Site

HERE = re.compile(r'<a href="([^"]+)" aria-current="page">')


@pytest.fixture
def order(site: Site) -> str:
    """Give an order that waits to be shipped."""
    return site.shop.takes()


def test_the_page_of_a_task_belongs_to_the_inbox(site: Site, order: str):
    page = site.visitor(WAREHOUSE).gets(f"/tasks/{site.shop.task(WAREHOUSE, order)}")

    assert HERE.findall(page.text) == ["/inbox"]


def test_a_batch_belongs_to_the_inbox(site: Site, order: str):
    task = site.shop.task(WAREHOUSE, order)
    page = site.visitor(WAREHOUSE).posts("/inbox/batch", start="/me", task=[task])

    assert HERE.findall(page.text) == ["/inbox"]


def test_the_page_of_an_order_belongs_to_the_orders(site: Site, order: str):
    assert HERE.findall(site.visitor(CS).gets(f"/orders/{order}").text) == ["/orders"]


@pytest.mark.parametrize(("name", "is_linked"), [(WAREHOUSE, True), (CS, False)])
def test_what_an_order_waits_for_leads_to_the_task_for_who_may(
    site: Site, order: str, name: str, *, is_linked: bool
):
    task = site.shop.task(WAREHOUSE, order)
    page = site.visitor(name).gets(f"/orders/{order}").text

    assert (f'href="/tasks/{task}"' in page) is is_linked
